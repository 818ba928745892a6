//! What a person who logged in at a provider is called here and at AWS.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// The longest STS session name, in characters
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
const LONGEST: usize = 64;

/// How many hexadecimal digits tell names apart that were made to fit.
const DIGITS: usize = 8;

/// A name that STS takes for a session, `[A-Za-z0-9_+=,.@-]{2,64}`, made of what a provider says.
///
/// It is a label, in `vouch status` and in AWS's logs: what a role admits is decided by the token's
/// own claims.
#[derive(Clone, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// A text that can't be such a name.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a session name is 2 to 64 characters of a-z A-Z 0-9 _ + = , . @ -")]
pub struct PersonNameError;

impl PersonName {
    /// Returns the text, if it fits as it is; else with a dash for each character that doesn't, cut,
    /// and the first eight digits of the text's SHA-256 behind: two texts make two names, and one
    /// text always the same.
    pub fn of(text: &str) -> Self {
        text.parse().unwrap_or_else(|_| {
            let fitted: String = text
                .chars()
                .map(|character| if is_name_character(character) { character } else { '-' })
                .take(LONGEST - DIGITS - 1)
                .collect();
            let digest = Sha256::digest(text);
            let digits: String =
                digest.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect();
            Self(format!("{fitted}-{digits}"))
        })
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_name_character(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_+=,.@-".contains(character)
}

impl FromStr for PersonName {
    type Err = PersonNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for PersonName {
    type Error = PersonNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = (2..=LONGEST).contains(&text.len()) && text.chars().all(is_name_character);
        if fits { Ok(Self(text)) } else { Err(PersonNameError) }
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_sts_takes_stays_and_everything_else_is_made_to_fit() {
        for (text, expected) in [
            ("alice@example.com", "alice@example.com"),
            ("Alice+aws@Example.com", "Alice+aws@Example.com"),
            // printf 'auth0|5f7' | sha256sum
            ("auth0|5f7", "auth0-5f7-3ed15ecf"),
            ("a", "a-ca978112"),
            ("", "-e3b0c442"),
        ] {
            assert_eq!(PersonName::of(text).as_str(), expected, "{text}");
        }
    }

    #[test]
    fn a_made_name_is_one_and_tells_people_apart() {
        let long = "x".repeat(65);
        let texts = ["auth0|5f7", "auth0/5f7", "a\u{1b}[31m", "é@example.com", &long, "x"];
        let mut names: Vec<PersonName> = texts.iter().map(|text| PersonName::of(text)).collect();
        for name in &names {
            assert_eq!(name.as_str().parse().as_ref(), Ok(name));
        }
        names.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        names.dedup();
        assert_eq!(names.len(), texts.len());
    }
}
