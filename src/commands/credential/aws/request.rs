//! Which credentials are wanted, as options of every command that needs some.

use std::path::PathBuf;

use super::source::TokenSource;
use crate::domain::aws_profile::ProfileName;
use crate::domain::duration;
use crate::domain::role::RoleArn;
use crate::domain::role_session::{
    ExternalId, PolicyArn, SessionTag, SourceIdentity, TagKey, USUAL,
};
use crate::domain::role_session_name::RoleSessionName;

/// What STS allows for a role, in seconds
/// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
const DURATIONS: std::ops::RangeInclusive<u64> = 900..=43_200;
const CHAIN: &str = "Through other roles";
const SESSION: &str = "Limits of the session";

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

    /// How long the credentials shall be good: 15m to 12h, as far as role and issuer allow; 1h at
    /// most with --via [default: 1h, or what the issuer grants if that is less]
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    pub duration: Option<u32>,

    /// The token
    #[command(flatten)]
    pub token: TokenSource,

    /// The profile whose settings count: `region`, `endpoint_url`, `services`, `use_fips_endpoint`,
    /// `use_dualstack_endpoint`, `ignore_configured_endpoint_urls` and `ca_bundle` of the AWS config file
    #[arg(long, value_name = "NAME")]
    pub profile: Option<ProfileName>,

    /// A role on the way: the token is for the first one named, each next one is assumed from the
    /// one before, and the role itself from the last; repeatable
    #[arg(long, value_name = "ARN", help_heading = CHAIN)]
    pub via: Vec<RoleArn>,

    /// What the role's owner wants to hear, for the role itself
    #[arg(long, value_name = "ID", help_heading = CHAIN)]
    pub external_id: Option<ExternalId>,

    /// A session tag of the role itself; repeatable
    #[arg(long = "tag", value_name = "KEY=VALUE", help_heading = CHAIN)]
    pub tags: Vec<SessionTag>,

    /// The key of a --tag that travels: it is passed to the first role that is assumed from
    /// another, and all after it inherit it; repeatable
    #[arg(long = "transitive-tag", value_name = "KEY", help_heading = CHAIN)]
    pub transitive_tags: Vec<TagKey>,

    /// Who is behind it, for the first role that is assumed from another and all after it
    #[arg(long, value_name = "NAME", help_heading = CHAIN)]
    pub source_identity: Option<SourceIdentity>,

    /// How the role's session is called; without --via, none but the person who is logged in
    #[arg(long, value_name = "NAME", help_heading = SESSION)]
    pub session_name: Option<RoleSessionName>,

    /// A session policy (JSON): nothing that it doesn't allow as well can be done with the
    /// credentials
    #[arg(long, value_name = "FILE", help_heading = SESSION)]
    pub policy: Option<PathBuf>,

    /// A managed policy as session policy, AWS's own or of the role's account; up to ten
    #[arg(long = "policy-arn", value_name = "ARN", help_heading = SESSION)]
    pub policy_arns: Vec<PolicyArn>,

    /// How long ago the key may have been touched; else log in again
    #[arg(long, value_name = "DURATION", value_parser = any_seconds, help_heading = SESSION)]
    pub max_auth_age: Option<u64>,
}

impl Request {
    /// Returns the request for a role about which nothing more is said.
    pub fn of(role: RoleArn) -> Self {
        Self {
            role,
            region: None,
            duration: None,
            token: TokenSource::default(),
            via: Vec::new(),
            external_id: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            source_identity: None,
            session_name: None,
            policy: None,
            policy_arns: Vec::new(),
            max_auth_age: None,
            profile: None,
        }
    }

    /// Returns how long the credentials are good at most, in seconds.
    pub fn at_most(&self) -> u32 {
        self.duration.unwrap_or(USUAL)
    }
}

/// Reads a duration that STS takes.
pub fn seconds(text: &str) -> Result<u32, String> {
    let seconds = any_seconds(text)?;
    u32::try_from(seconds)
        .ok()
        .filter(|_| DURATIONS.contains(&seconds))
        .ok_or_else(|| "STS gives credentials for 15m to 12h".into())
}

fn any_seconds(text: &str) -> Result<u64, String> {
    duration::parse(text).map(|duration| duration.as_secs()).map_err(|error| error.to_string())
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
