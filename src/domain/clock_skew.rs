//! How wrong a clock is.

use chrono::{DateTime, TimeDelta, Utc};

/// From here on a difference is told. Below it is how long an answer took, and a second's rounding.
const WORTH_TELLING: TimeDelta = TimeDelta::minutes(1);

/// How far one machine's clock is behind another's, to the second; negative if it is ahead.
///
/// AWS forgives signed requests and tokens five minutes
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
/// vouch corrects its own clock by the issuer's and by AWS's, but other AWS tools do not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClockSkew(TimeDelta);

impl ClockSkew {
    /// Returns the difference to another clock, whose time now is `there`.
    pub fn between(here: DateTime<Utc>, there: DateTime<Utc>) -> Self {
        Self(TimeDelta::seconds((there - here).num_seconds()))
    }

    /// Returns the difference to a clock that is so far ahead.
    pub fn to_one_ahead(ahead: TimeDelta) -> Self {
        Self(TimeDelta::seconds(ahead.num_seconds()))
    }

    /// Returns the time at the other clock.
    pub fn there(self, here: DateTime<Utc>) -> DateTime<Utc> {
        here + self.0
    }

    /// Tells whether a person should hear of it: a minute or more.
    pub fn is_worth_telling(self) -> bool {
        self.0.abs() >= WORTH_TELLING
    }

    /// Returns the difference in words: `3600 s behind`, `90 s ahead of`, to be followed by whose
    /// clock it is compared with.
    pub fn words(self) -> String {
        let direction = if self.0 > TimeDelta::zero() { "behind" } else { "ahead of" };
        format!("{} s {direction}", self.0.num_seconds().abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_told_from_a_minute_on_in_both_directions() {
        let here: DateTime<Utc> = "2026-01-01T08:00:00Z".parse().unwrap();
        for (seconds, told, words) in [
            (0, false, "0 s ahead of"),
            (59, false, "59 s behind"),
            (60, true, "60 s behind"),
            (-59, false, "59 s ahead of"),
            (-3600, true, "3600 s ahead of"),
        ] {
            let ahead = TimeDelta::seconds(seconds);
            let skew = ClockSkew::between(here, here + ahead);
            assert_eq!((skew.is_worth_telling(), skew.words().as_str()), (told, words));
            assert_eq!(skew, ClockSkew::to_one_ahead(ahead));
        }
    }
}
