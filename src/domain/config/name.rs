//! What a person calls an issuer, instead of its URL.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The longest name, in characters.
const LONGEST: usize = 32;

/// A name for an issuer: a letter or digit, then letters, digits, `-` and `_`, 32 characters at most.
/// So it looks like no URL and no host.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct IssuerName(String);

/// A text that names no issuer.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error(
    "a name is a letter or digit, then letters, digits, `-` and `_`, {LONGEST} characters at most"
)]
pub struct IssuerNameError;

impl IssuerName {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IssuerName {
    type Err = IssuerNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
        let begins = text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
        if begins && text.len() <= LONGEST && text.bytes().all(is_plain) {
            Ok(Self(text.into()))
        } else {
            Err(IssuerNameError)
        }
    }
}

impl TryFrom<String> for IssuerName {
    type Error = IssuerNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IssuerName> for String {
    fn from(name: IssuerName) -> Self {
        name.0
    }
}

impl fmt::Display for IssuerName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_looks_like_no_url() {
        for text in ["work", "client-2", "2nd_client", "A", &"a".repeat(32)] {
            assert_eq!(text.parse::<IssuerName>().unwrap().as_str(), text);
        }
        for text in [
            "",
            "-a",
            "_a",
            "a b",
            "a.b",
            "localhost:1",
            "https://a.example",
            "a/b",
            "ä",
            "a\n",
            &"a".repeat(33),
        ] {
            assert!(text.parse::<IssuerName>().is_err(), "{text}");
        }
    }
}
