//! Names of profiles.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A profile's name that every AWS tool reads alike and that no shell needs quoted.
///
/// `[A-Za-z0-9_\-/.%@:+]+`, which is what the SDKs accept; botocore takes any.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ProfileName(String);

/// A text that not every AWS tool takes for a profile's name.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a profile name that every AWS tool reads (letters, digits and _-/.%@:+)")]
pub struct ProfileNameError(String);

impl ProfileName {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the line that begins the profile's section in a config file.
    pub(super) fn header(&self) -> String {
        if self.is_default() { "[default]".into() } else { format!("[profile {}]", self.0) }
    }

    pub(super) fn is_default(&self) -> bool {
        self.0 == "default"
    }
}

impl FromStr for ProfileName {
    type Err = ProfileNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = |byte: u8| byte.is_ascii_alphanumeric() || b"_-/.%@:+".contains(&byte);
        if !text.is_empty() && text.bytes().all(known) {
            Ok(Self(text.into()))
        } else {
            Err(ProfileNameError(text.into()))
        }
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_every_tool_reads() {
        for text in ["vouch", "a-b_c.d/e", "123", "me@example.com:x+y%z"] {
            assert_eq!(text.parse::<ProfileName>().unwrap().as_str(), text);
        }
        for text in ["", " ", "a b", "a]", "a#b", "a;b", "'a'", "\"a\"", "a!", "a\n", "é", "a,b"] {
            assert!(text.parse::<ProfileName>().is_err(), "{text}");
        }
    }
}
