//! What a caller asks of AssumeRole, and the rules for each parameter
//! ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).

use core::net::IpAddr;

use super::error::StsError;
use super::faults::{Characters, Faults, NAME, ROLE_DEFAULT, ROLE_DURATION, TAG};
use super::session_policy;
use super::tags::SessionTags;
use crate::domain::role::RoleArn;

/// The parameters of AssumeRole as they came in.
#[derive(Clone, Debug, Default)]
pub struct AssumeRoleRequest {
    /// `RoleArn`.
    pub role_arn: Option<String>,
    /// `RoleSessionName`.
    pub role_session_name: Option<String>,
    /// `DurationSeconds`, seconds in decimal digits.
    pub duration_seconds: Option<String>,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `Policy`, JSON.
    pub policy: Option<String>,
    /// `PolicyArns.member.N.arn`.
    pub policy_arns: Vec<String>,
    /// `SourceIdentity`.
    pub source_identity: Option<String>,
    /// `Tags.member.N.Key` and `.Value`.
    pub tags: Vec<(String, String)>,
    /// `TransitiveTagKeys.member.N`.
    pub transitive_tag_keys: Vec<String>,
    /// `SerialNumber`.
    pub serial_number: Option<String>,
    /// `TokenCode`.
    pub token_code: Option<String>,
    /// Where the request came from.
    pub source_ip: Option<IpAddr>,
}

/// The parameters after the rules.
#[derive(Clone, Debug)]
pub(super) struct Parameters<'a> {
    pub(super) role_arn: RoleArn,
    pub(super) session_name: &'a str,
    /// Seconds.
    pub(super) duration: u32,
    pub(super) external_id: Option<&'a str>,
    pub(super) source_identity: Option<&'a str>,
    /// The tags that the request itself gives.
    pub(super) tags: SessionTags,
    /// How many characters the session policies take together.
    pub(super) policy_size: usize,
    pub(super) source_ip: Option<IpAddr>,
}

const EXTERNAL_ID: Characters = Characters {
    pattern: r"[\w+=,.@:\/-]*",
    fits: |character| (NAME.fits)(character) || ":/".contains(character),
};
const SERIAL: Characters = Characters {
    pattern: r"[\w+=/:,.@-]*",
    fits: |character| (NAME.fits)(character) || ":/".contains(character),
};
const CODE: Characters =
    Characters { pattern: r"[\d]*", fits: |character| character.is_ascii_digit() };

impl AssumeRoleRequest {
    pub(super) fn check(&self) -> Result<Parameters<'_>, StsError> {
        let mut faults = Faults::default();
        let role_arn = faults.required("roleArn", self.role_arn.as_deref(), 20..=2048);
        let session_name = self.role_session_name.as_deref();
        let session_name = faults.required("roleSessionName", session_name, 2..=64);
        faults.characters("roleSessionName", session_name, &NAME);
        let asked = self.duration_seconds.as_deref();
        let duration = faults.duration(asked, ROLE_DEFAULT, ROLE_DURATION);
        faults.session_policies(self.policy.as_deref(), &self.policy_arns);
        let mut optional = |name, value: &Option<String>, lengths, allowed| {
            if let Some(value) = value {
                faults.text(name, value, lengths);
                faults.characters(name, value, allowed);
            }
        };
        optional("externalId", &self.external_id, 2..=1224, &EXTERNAL_ID);
        optional("sourceIdentity", &self.source_identity, 2..=64, &NAME);
        optional("serialNumber", &self.serial_number, 9..=256, &SERIAL);
        optional("tokenCode", &self.token_code, 6..=6, &CODE);
        self.check_tags(&mut faults);
        faults.end()?;
        let role_arn = role_arn.parse().map_err(|_| StsError::RoleArn(role_arn.into()))?;
        let policy_size = session_policy::check(self.policy.as_deref(), &self.policy_arns)?;
        if self.serial_number.is_some() || self.token_code.is_some() {
            return Err(StsError::Mfa);
        }
        Ok(Parameters {
            role_arn,
            session_name,
            duration,
            external_id: self.external_id.as_deref(),
            source_identity: self.source_identity.as_deref(),
            tags: SessionTags::passed(&self.tags, &self.transitive_tag_keys)?,
            policy_size,
            source_ip: self.source_ip,
        })
    }

    fn check_tags(&self, faults: &mut Faults) {
        faults.count("tags", self.tags.len(), 50);
        for (index, (key, value)) in self.tags.iter().enumerate() {
            let name = |part: &str| format!("tags.{}.member.{part}", index + 1);
            faults.text(&name("key"), key, 1..=128);
            faults.characters(&name("key"), key, &TAG);
            faults.text(&name("value"), value, 0..=256);
            faults.characters(&name("value"), value, &TAG);
        }
        faults.count("transitiveTagKeys", self.transitive_tag_keys.len(), 50);
        for (index, key) in self.transitive_tag_keys.iter().enumerate() {
            faults.text(&format!("transitiveTagKeys.{}.member", index + 1), key, 1..=128);
        }
    }
}
