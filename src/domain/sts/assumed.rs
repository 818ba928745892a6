//! What STS hands out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::trust::Judgement;

use super::authorise::Authorised;
use super::tags::SessionTags;

/// How many random bytes an answer takes.
pub const RANDOM_BYTES: usize = 16 + 30 + 186;

/// The answer to AssumeRoleWithWebIdentity.
#[derive(Clone, Debug)]
pub struct Assumed {
    /// The credentials.
    pub credentials: Credentials,
    /// The role.
    pub role: RoleArn,
    /// `arn:aws:sts::123456789012:assumed-role/Name/session`.
    pub assumed_role_arn: String,
    /// `AROA...:session`.
    pub assumed_role_id: String,
    /// Percent of the space for session policies and tags.
    pub packed_policy_size: u32,
    /// The provider's ARN.
    pub provider: String,
    /// The authorized party, or the audience.
    pub audience: String,
    /// `sub`.
    pub subject: String,
    /// Who is behind the session.
    pub source_identity: Option<String>,
    /// The session's tags.
    pub tags: SessionTags,
    /// What the trust policy said of each action that was needed.
    pub judgements: Vec<Judgement>,
}

/// Temporary credentials.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// `ASIA` and 16 characters.
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: Secret,
    /// Opaque.
    pub session_token: Secret,
    /// When they end, in whole seconds.
    pub expiration: DateTime<Utc>,
}

impl Credentials {
    /// Makes credentials for whoever was authorised, for a duration in seconds.
    pub(super) fn mint(
        _authorised: &impl Authorised,
        duration: u32,
        now: DateTime<Utc>,
        random: &[u8; RANDOM_BYTES],
    ) -> Self {
        let (key, rest) = random.split_at(16);
        let (secret, token) = rest.split_at(30);
        Self {
            access_key_id: format!("ASIA{}", base32(key)),
            secret_access_key: Secret::new(STANDARD.encode(secret)),
            session_token: Secret::new(STANDARD.encode(token)),
            expiration: now.trunc_subsecs(0) + TimeDelta::seconds(duration.into()),
        }
    }
}

/// Returns the unique id of what the ARN names, the same at each call: `prefix` and 17 characters.
pub(super) fn unique_id(prefix: &str, arn: &str) -> String {
    format!("{prefix}{}", base32(&Sha256::digest(arn)[..17]))
}

/// Returns the ARN of a role's session.
pub(super) fn assumed_role_arn(role: &RoleArn, session_name: &str) -> String {
    let (partition, account, name) = (role.partition(), role.account(), role.name());
    format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session_name}")
}

/// Returns the unique id of a role's session.
pub(super) fn assumed_role_id(role: &RoleArn, session_name: &str) -> String {
    format!("{}:{session_name}", unique_id("AROA", role.as_str()))
}

/// One character of AWS's alphabet for each byte.
fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect()
}
