//! What STS calls a session: a name that CloudTrail shows beside everything that is done in it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// The longest name, in characters.
const LONGEST: usize = 64;
/// The shortest one.
const SHORTEST: usize = 2;
/// How many hexadecimal digits of a hash stand for what was cut off.
const DIGITS: usize = 16;

/// A name that STS takes: 2 to 64 characters of `[A-Za-z0-9_+=,.@-]`
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoleSessionName(String);

/// A text that STS takes for no session name.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("a session name is 2 to 64 letters, digits and characters of `_+=,.@-`")]
pub struct RoleSessionNameError;

impl RoleSessionName {
    /// Returns the name that a token's subject makes, the same one each time.
    ///
    /// Each run of characters that STS doesn't take becomes one `-`. Of a subject that is too long
    /// the beginning stays, and a hash of the whole subject follows; one that is too short gets
    /// `vouch` before it. Two subjects may make the same name: policies that tell people or jobs
    /// apart have to name the subject.
    pub fn of_subject(subject: &str) -> Self {
        let mut name = String::new();
        for character in subject.chars() {
            if is_taken(character) {
                name.push(character);
            } else if !name.ends_with('-') {
                name.push('-');
            }
        }
        let name = name.trim_matches('-');
        if name.len() < SHORTEST {
            return Self(format!("vouch-{name}").trim_end_matches('-').into());
        }
        if name.len() <= LONGEST {
            return Self(name.into());
        }
        let hash = Sha256::digest(subject);
        let digits: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let begin = &name[..LONGEST - DIGITS - 1];
        Self(format!("{begin}-{}", &digits[..DIGITS]))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_taken(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_+=,.@-".contains(character)
}

impl FromStr for RoleSessionName {
    type Err = RoleSessionNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (SHORTEST..=LONGEST).contains(&text.len()) && text.chars().all(is_taken);
        if fits { Ok(Self(text.into())) } else { Err(RoleSessionNameError) }
    }
}

impl fmt::Display for RoleSessionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_made_to_fit() {
        for (subject, name) in [
            ("alice@example.com", "alice@example.com"),
            (
                "repo:octo-org/octo-repo:ref:refs/heads/main",
                "repo-octo-org-octo-repo-ref-refs-heads-main",
            ),
            ("system:serviceaccount:default:app", "system-serviceaccount-default-app"),
            ("{a}/{b}", "a-b"),
            ("", "vouch"),
            ("7", "vouch-7"),
            ("ü", "vouch"),
            (&"a".repeat(64), &"a".repeat(64)),
            // printf %065d | tr 0 a | sha256sum
            (&"a".repeat(65), "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-635361c48bb9eab1"),
        ] {
            let made = RoleSessionName::of_subject(subject);
            assert_eq!(made.as_str(), name, "{subject}");
            assert_eq!(made.as_str().parse(), Ok(made), "{subject}");
        }
    }

    #[test]
    fn long_subjects_with_the_same_beginning_stay_apart() {
        let name = |end| RoleSessionName::of_subject(&format!("{}{end}", "repo:a/b:".repeat(20)));
        assert_ne!(name("1"), name("2"));
    }

    #[test]
    fn refuses_what_sts_refuses() {
        for text in ["", "a", "a b", "a/b", "é1", &"a".repeat(65)] {
            assert!(text.parse::<RoleSessionName>().is_err(), "{text}");
        }
    }
}
