//! Lengths of time as people write them.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::Deserialize;
use thiserror::Error;

/// A length of time as people write it: `8h`, `90m`, `900s`; a second to a year.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd)]
#[serde(try_from = "String")]
pub struct Lifetime(i64);

/// A text that is no length of time.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a length of time like 8h, 90m or 900s")]
pub struct LifetimeError(String);

impl Lifetime {
    /// Returns so many hours.
    pub(super) fn hours(hours: i64) -> Self {
        Self(hours * 3600)
    }

    /// Returns whole seconds.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// Returns the length for adding to a time.
    pub fn delta(self) -> TimeDelta {
        TimeDelta::seconds(self.0)
    }
}

impl FromStr for Lifetime {
    type Err = LifetimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const YEAR: i64 = 366 * 24 * 3600;
        let wrong = || LifetimeError(text.into());
        let (digits, unit) = text.split_at_checked(text.len().wrapping_sub(1)).ok_or_else(wrong)?;
        let factor = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 24 * 3600,
            _ => return Err(wrong()),
        };
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(wrong());
        }
        let number: i64 = digits.parse().map_err(|_| wrong())?;
        match number.checked_mul(factor) {
            Some(seconds @ 1..=YEAR) => Ok(Self(seconds)),
            _ => Err(wrong()),
        }
    }
}

impl TryFrom<String> for Lifetime {
    type Error = LifetimeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            seconds if seconds % 3600 == 0 => write!(formatter, "{}h", seconds / 3600),
            seconds if seconds % 60 == 0 => write!(formatter, "{}m", seconds / 60),
            seconds => write!(formatter, "{seconds}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_has_a_unit() {
        for (text, seconds) in [("1s", 1), ("90m", 5400), ("8h", 28800), ("1d", 86400)] {
            assert_eq!(text.parse::<Lifetime>().map(Lifetime::seconds), Ok(seconds));
        }
        for text in ["", "h", "8", "0h", "-1h", "+1h", "1.5h", "8 h", "9999999999999999h", "8é"] {
            assert!(text.parse::<Lifetime>().is_err(), "{text}");
        }
        assert_eq!("90m".parse::<Lifetime>().unwrap().to_string(), "90m");
    }
}
