//! Short texts that STS takes with a role: who is behind it, and the word that another organisation
//! gave
//! ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).

use std::str::FromStr;

use thiserror::Error;

use crate::domain::sts::faults::NAME;

/// Who is behind a session, in all roles that are assumed from it as well: 2 to 64 letters, digits
/// and `_+=,.@-`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SourceIdentity(String);

/// What the owner of a role wants to hear from whoever assumes it on behalf of another: 2 to 1224
/// letters, digits and `_+=,.@:/-`. AWS doesn't take it for a secret.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ExternalId(String);

/// A text that STS doesn't take.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum NameError {
    /// A character that isn't among those allowed.
    #[error("{0:?} is not among the characters that AWS takes: letters, digits and {1}")]
    Character(char, &'static str),
    /// Too short or too long.
    #[error("it has {0} characters, and AWS takes 2 to {1}")]
    Length(usize, usize),
}

impl FromStr for SourceIdentity {
    type Err = NameError;

    // A colon isn't among the characters, which keeps the reserved `aws:` out as well.
    fn from_str(text: &str) -> Result<Self, NameError> {
        check(text, 64, "").map(|()| Self(text.into()))
    }
}

impl FromStr for ExternalId {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        check(text, 1224, ":/").map(|()| Self(text.into()))
    }
}

fn check(text: &str, longest: usize, more: &'static str) -> Result<(), NameError> {
    let fits = |character: &char| (NAME.fits)(*character) || more.contains(*character);
    if let Some(character) = text.chars().find(|character| !fits(character)) {
        let all = if more.is_empty() { "_+=,.@-" } else { "_+=,.@:/-" };
        return Err(NameError::Character(character, all));
    }
    if (2..=longest).contains(&text.len()) {
        Ok(())
    } else {
        Err(NameError::Length(text.len(), longest))
    }
}

impl SourceIdentity {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ExternalId {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_what_sts_takes() {
        let longest = "a".repeat(64);
        for text in ["ab", "alice@example.com", "a_b+c=d,e.f-9", &longest] {
            assert_eq!(text.parse::<SourceIdentity>().unwrap().as_str(), text);
        }
        let long = "a".repeat(65);
        for text in ["", "a", &long, "a b", "aws:a", "a/b", "é€", "ab\n"] {
            assert!(text.parse::<SourceIdentity>().is_err(), "{text}");
        }
    }

    #[test]
    fn an_external_id_may_be_a_path_and_long() {
        let longest = "a".repeat(1224);
        for text in ["ab", "vendor:team/42", &longest] {
            assert_eq!(text.parse::<ExternalId>().unwrap().as_str(), text);
        }
        let long = "a".repeat(1225);
        for text in ["", "a", &long, "a b", "a;b", "ä9"] {
            assert!(text.parse::<ExternalId>().is_err(), "{text}");
        }
        let told = "a b".parse::<ExternalId>().unwrap_err().to_string();
        assert!(told.starts_with("' ' is not among the characters"), "{told}");
    }
}
