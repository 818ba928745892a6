//! How long a role's session lasts.

use thiserror::Error;

use crate::domain::duration::typed;

/// How long a role's session may last that is assumed from another role's, in seconds
/// ([Role chaining](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining)).
const CHAINED: u32 = 3600;
/// What is asked for where nothing is said, in seconds.
pub const USUAL: u32 = 3600;
/// The least that STS gives, in seconds.
pub(super) const LEAST: u32 = 900;

/// A duration that can't be had.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum DurationError {
    /// More than a chain of roles gives.
    #[error("a role that is assumed from another role lasts 1h at most, and {} was asked for", typed(*.asked))]
    Chained {
        /// In seconds.
        asked: u32,
    },
    /// More than the issuer grants.
    #[error("the issuer grants this role for {} at most, and {} was asked for", typed(*.most), typed(*.asked))]
    Granted {
        /// In seconds.
        asked: u32,
        /// In seconds.
        most: u32,
    },
    /// The issuer grants less than STS gives to anybody.
    #[error("the issuer grants this role for {} at most, and STS gives credentials for no less than 15m", typed(*.most))]
    TooShortGrant {
        /// In seconds.
        most: u32,
    },
}

/// Whether the last role is assumed from another one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reached {
    /// With a token.
    Directly,
    /// From another role.
    ThroughOthers,
}

/// Returns the duration to ask for, in seconds: what was asked for, if it may be; else an hour, or
/// less where the issuer grants less.
pub(super) fn lasting(
    asked: Option<u32>,
    reached: Reached,
    granted: Option<u64>,
) -> Result<u32, DurationError> {
    let most = granted.map_or(u32::MAX, |granted| u32::try_from(granted).unwrap_or(u32::MAX));
    match asked {
        _ if most < LEAST => Err(DurationError::TooShortGrant { most }),
        Some(asked) if asked > CHAINED && reached == Reached::ThroughOthers => {
            Err(DurationError::Chained { asked })
        }
        Some(asked) if asked > most => Err(DurationError::Granted { asked, most }),
        Some(asked) => Ok(asked),
        None => Ok(USUAL.min(most)),
    }
}

#[cfg(test)]
mod tests {
    use super::Reached::{Directly, ThroughOthers};
    use super::*;

    #[test]
    fn an_hour_is_usual_and_less_where_less_is_granted() {
        for (asked, reached, granted, expected) in [
            (None, Directly, None, 3600),
            (None, Directly, Some(43_200), 3600),
            (None, ThroughOthers, Some(1800), 1800),
            (Some(43_200), Directly, None, 43_200),
            (Some(900), Directly, Some(900), 900),
            (Some(3600), ThroughOthers, Some(u64::MAX), 3600),
        ] {
            assert_eq!(lasting(asked, reached, granted), Ok(expected));
        }
    }

    #[test]
    fn more_than_can_be_had_is_told_with_what_can() {
        for (asked, reached, granted, told) in [
            (Some(3601), ThroughOthers, None, "lasts 1h at most, and 1h1s was asked for"),
            (Some(7200), Directly, Some(5400), "for 1h30m at most, and 2h was asked for"),
            (None, Directly, Some(600), "for 10m at most, and STS gives"),
        ] {
            let error = lasting(asked, reached, granted).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
