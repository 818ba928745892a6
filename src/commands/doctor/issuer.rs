//! The issuer: whether it answers, whether it is ours, and whether the clocks agree.

use chrono::TimeDelta;

use crate::adapters::issuer_client::IssuerClient;
use crate::adapters::runtime::block_on;

use super::finding::Finding;

const CHECK: &str = "issuer";

/// AWS forgives signed requests and tokens five minutes
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html));
/// vouch corrects its own clock by the issuer's, but other AWS tools do not.
const FORGIVEN: TimeDelta = TimeDelta::minutes(5);

/// Returns what the issuer's discovery document and its `Date` tell.
pub(super) fn check(client: &IssuerClient) -> Vec<Finding> {
    match block_on(client.discover()) {
        Err(error) => vec![Finding::bad(CHECK, error)],
        Ok(_) => vec![
            Finding::good(CHECK, format!("{} answers", client.issuer())),
            clock(client.clock_ahead()),
        ],
    }
}

fn clock(ahead: TimeDelta) -> Finding {
    let seconds = ahead.num_seconds();
    if ahead.abs() < FORGIVEN {
        Finding::good("clock", format!("within {} s of the issuer's", seconds.abs().max(1)))
    } else {
        let direction = if seconds > 0 { "behind" } else { "ahead of" };
        Finding::warning(
            "clock",
            format!("{} s {direction} the issuer's", seconds.abs()),
            "set the clock: AWS refuses requests that are signed at the wrong time",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::State;

    #[test]
    fn a_clock_is_judged_in_both_directions() {
        assert_eq!(clock(TimeDelta::seconds(2)).state, State::Good);
        assert_eq!(clock(TimeDelta::hours(1)).words, "3600 s behind the issuer's");
        assert_eq!(clock(TimeDelta::hours(-1)).words, "3600 s ahead of the issuer's");
    }
}
