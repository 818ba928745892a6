//! Which credentials are wanted, as options of every command that needs some.

use super::source::TokenSource;
use crate::domain::duration;
use crate::domain::role::RoleArn;

/// What STS allows for a role, in seconds
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=43_200;

/// Everything that a person says of the credentials: each field decides what STS gives, and so goes
/// into the name under which the answer is cached.
#[derive(Clone, Debug, clap::Args)]
pub struct Request {
    /// The role
    #[arg(long, value_name = "ARN")]
    pub role: RoleArn,

    /// The region whose STS is asked [env: AWS_REGION, AWS_DEFAULT_REGION]
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,

    /// How long the credentials shall be good: 15m to 12h, as far as the role allows
    #[arg(long, value_name = "DURATION", default_value = "1h", value_parser = seconds)]
    pub duration: u32,

    /// The token
    #[command(flatten)]
    pub token: TokenSource,
}

/// How long credentials are good where nothing is said, in seconds.
const HOUR: u32 = 3600;

impl Request {
    /// Returns the request for a role about which nothing more is said.
    pub fn of(role: RoleArn) -> Self {
        Self { role, region: None, duration: HOUR, token: TokenSource::default() }
    }
}

/// Reads a duration that STS takes.
pub fn seconds(text: &str) -> Result<u32, String> {
    let seconds = duration::parse(text).map_err(|error| error.to_string())?.as_secs();
    u32::try_from(seconds)
        .ok()
        .filter(|_| DURATIONS.contains(&seconds))
        .ok_or_else(|| "STS gives credentials for 15m to 12h".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_what_sts_takes() {
        for (text, expected) in [("1h", 3600), ("15m", 900), ("900", 900), ("12h", 43_200)] {
            assert_eq!(seconds(text), Ok(expected));
        }
        for text in ["", "1", "899s", "12h1s", "1w", "-1h", "99999999999h"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
