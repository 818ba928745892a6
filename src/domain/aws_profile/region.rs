//! Names of AWS regions.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A region's name, such as `eu-central-1`: 1 to 32 of `[a-z0-9-]`, a letter first.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Region(String);

/// A text that names no region.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not the name of an AWS region (eu-central-1)")]
pub struct RegionError(String);

impl Region {
    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Region {
    type Err = RegionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let letter_first = text.bytes().next().is_some_and(|byte| byte.is_ascii_lowercase());
        if letter_first && text.len() <= 32 && text.bytes().all(known) {
            Ok(Self(text.into()))
        } else {
            Err(RegionError(text.into()))
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names() {
        for text in ["eu-central-1", "us-gov-west-1", "aws-global"] {
            assert_eq!(text.parse::<Region>().unwrap().as_str(), text);
        }
        for text in ["", "-eu", "EU-central-1", "eu central", "eu\n", "1eu", "eu;a", "${a}"] {
            assert!(text.parse::<Region>().is_err(), "{text}");
        }
    }
}
