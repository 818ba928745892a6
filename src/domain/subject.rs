//! The person a token speaks of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Who a token speaks of: the `sub` claim and, unaltered, the STS session name.
///
/// 2 to 64 characters that STS accepts in a session name, `[a-z0-9_+=,.@-]`
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)),
/// lower case, at most one `@`. Usually the email address; where that doesn't fit, a name that the
/// administrator gives.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Subject(String);

/// A text that can't be a subject.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` can't be a subject: 2 to 64 characters of a-z 0-9 _ + = , . @ -, at most one @")]
pub struct SubjectError(String);

impl Subject {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what stands after the `@`, where there is one.
    pub fn domain(&self) -> Option<&str> {
        self.0.split_once('@').map(|(_, domain)| domain)
    }
}

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (2..=64).contains(&text.len())
            && text.bytes().all(is_subject_byte)
            && text.matches('@').count() <= 1;
        if fits { Ok(Self(text.into())) } else { Err(SubjectError(text.into())) }
    }
}

fn is_subject_byte(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_+=,.@-".contains(&byte)
}

impl TryFrom<String> for Subject {
    type Error = SubjectError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Subject> for String {
    fn from(subject: Subject) -> Self {
        subject.0
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_an_email_that_sts_accepts() {
        let subject: Subject = "alice+aws@example.com".parse().unwrap();
        assert_eq!(
            (subject.as_str(), subject.domain()),
            ("alice+aws@example.com", Some("example.com"))
        );
        assert_eq!("build-bot".parse::<Subject>().unwrap().domain(), None);
    }

    #[test]
    fn refuses_what_sts_or_a_reader_could_take_for_another() {
        let long = format!("{}@example.com", "a".repeat(60));
        for text in [
            "",
            "a",
            "Alice@example.com",
            "a@b@c",
            "álice@example.com",
            "alice example",
            "alice/x@example.com",
            &long,
        ] {
            assert!(text.parse::<Subject>().is_err(), "{text}");
        }
    }
}
