//! How far this machine's clock is from that of a server.

use chrono::TimeDelta;

use super::catalogue::Check;
use super::finding::Finding;
use crate::commands::error::Exit;

/// AWS forgives signed requests and tokens five minutes
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html));
/// vouch corrects its own clock by the issuer's, but other AWS tools do not.
const FORGIVEN: TimeDelta = TimeDelta::minutes(5);
/// A clock that is set by the network is nearer.
const USUAL: TimeDelta = TimeDelta::minutes(1);

/// Judges a server's clock that is so far ahead of this machine's.
pub(super) fn judge(check: &Check, whose: &str, ahead: TimeDelta) -> Finding {
    let seconds = ahead.num_seconds();
    if ahead.abs() < USUAL {
        return check.good(format!("within {} s of {whose}", seconds.abs().max(1)));
    }
    let direction = if seconds > 0 { "behind" } else { "ahead of" };
    let words = format!("{} s {direction} {whose}", seconds.abs());
    if ahead.abs() < FORGIVEN { check.warn(words) } else { check.bad(Exit::Failed, words) }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::CLOCK_STS;
    use super::super::finding::State;
    use super::*;

    #[test]
    fn a_clock_is_judged_in_both_directions() {
        for (seconds, state, words) in [
            (0, State::Good, "within 1 s of AWS's"),
            (-59, State::Good, "within 59 s of AWS's"),
            (60, State::Warning, "60 s behind AWS's"),
            (-299, State::Warning, "299 s ahead of AWS's"),
            (300, State::Bad, "300 s behind AWS's"),
            (-3600, State::Bad, "3600 s ahead of AWS's"),
        ] {
            let found = judge(&CLOCK_STS, "AWS's", TimeDelta::seconds(seconds));
            assert_eq!((found.state, found.words.as_str()), (state, words));
        }
    }
}
