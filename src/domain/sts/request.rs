//! What a caller asks of STS, and the rules for each parameter
//! ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).

use core::net::IpAddr;
use std::ops::RangeInclusive;

use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;

use super::error::StsError;

/// The parameters of AssumeRoleWithWebIdentity as they came in.
#[derive(Clone, Debug, Default)]
pub struct AssumeRequest {
    /// `RoleArn`.
    pub role_arn: Option<String>,
    /// `RoleSessionName`.
    pub role_session_name: Option<String>,
    /// `WebIdentityToken`.
    pub web_identity_token: Option<Secret>,
    /// `DurationSeconds`, seconds in decimal digits.
    pub duration_seconds: Option<String>,
    /// `Policy`, JSON.
    pub policy: Option<String>,
    /// `PolicyArns.member.N.arn`.
    pub policy_arns: Vec<String>,
    /// `ProviderId`.
    pub provider_id: Option<String>,
    /// Where the request came from.
    pub source_ip: Option<IpAddr>,
}

/// The parameters after the rules.
#[derive(Clone, Debug)]
pub(super) struct Parameters<'a> {
    pub(super) role_arn: RoleArn,
    pub(super) session_name: &'a str,
    pub(super) token: &'a Secret,
    /// Seconds.
    pub(super) duration: u32,
    /// How many characters the session policies take together.
    pub(super) policy_size: usize,
    pub(super) source_ip: Option<IpAddr>,
}

/// What STS gives when no duration is asked for, in seconds.
const DEFAULT_DURATION: u32 = 3600;
const DURATION: RangeInclusive<u32> = 900..=43_200;

impl AssumeRequest {
    pub(super) fn check(&self) -> Result<Parameters<'_>, StsError> {
        let mut faults = Faults(Vec::new());
        let role_arn = faults.text("roleArn", self.role_arn.as_deref(), 20..=2048);
        let session_name = self.role_session_name.as_deref();
        let session_name = faults.text("roleSessionName", session_name, 2..=64);
        faults.session_name(session_name);
        let token = self.web_identity_token.as_ref();
        faults.text("webIdentityToken", token.map(Secret::expose), 4..=20_000);
        let duration = faults.duration(self.duration_seconds.as_deref());
        if let Some(policy) = &self.policy {
            faults.length("policy", policy, 1..=2048);
        }
        if self.policy_arns.len() > 10 {
            faults.add("", "policyArns", "Member must have length less than or equal to 10");
        }
        for arn in &self.policy_arns {
            faults.length("policyArns", arn, 20..=2048);
        }
        let (Some(session_name), Some(token), []) = (session_name, token, &faults.0[..]) else {
            return Err(StsError::Parameters(faults.0));
        };
        self.check_policy()?;
        if self.provider_id.is_some() {
            return Err(StsError::ProviderId);
        }
        Ok(Parameters {
            role_arn: role_arn.unwrap_or_default().parse().map_err(|_| StsError::RequestArn)?,
            session_name,
            token,
            duration,
            policy_size: self.policy.iter().chain(&self.policy_arns).map(String::len).sum(),
            source_ip: self.source_ip,
        })
    }

    fn check_policy(&self) -> Result<(), StsError> {
        let Some(policy) = &self.policy else { return Ok(()) };
        match serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(policy) {
            Ok(_) => Ok(()),
            Err(_) => Err(StsError::SessionPolicy),
        }
    }
}

/// What is wrong with the parameters, in AWS's words.
struct Faults(Vec<String>);

impl Faults {
    fn add(&mut self, value: &str, name: &str, constraint: &str) {
        self.0.push(format!("Value {value}at '{name}' failed to satisfy constraint: {constraint}"));
    }

    fn text<'a>(
        &mut self,
        name: &str,
        value: Option<&'a str>,
        lengths: RangeInclusive<usize>,
    ) -> Option<&'a str> {
        match value {
            None => self.add("null ", name, "Member must not be null"),
            Some(value) => self.length(name, value, lengths),
        }
        value
    }

    /// The value isn't repeated: it may be the token.
    fn length(&mut self, name: &str, value: &str, lengths: RangeInclusive<usize>) {
        let length = value.chars().count();
        if length < *lengths.start() {
            let least = lengths.start();
            let rule = format!("Member must have length greater than or equal to {least}");
            self.add("", name, &rule);
        } else if length > *lengths.end() {
            let most = lengths.end();
            let rule = format!("Member must have length less than or equal to {most}");
            self.add("", name, &rule);
        }
    }

    fn session_name(&mut self, value: Option<&str>) {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@-".contains(&byte);
        if let Some(value) = value.filter(|value| !value.bytes().all(fits)) {
            let rule = r"Member must satisfy regular expression pattern: [\w+=,.@-]*";
            self.add(&format!("'{value}' "), "roleSessionName", rule);
        }
    }

    fn duration(&mut self, value: Option<&str>) -> u32 {
        let Some(value) = value else { return DEFAULT_DURATION };
        let seconds = value.parse::<u32>().unwrap_or(0);
        let rule = if seconds < *DURATION.start() {
            format!("Member must have value greater than or equal to {}", DURATION.start())
        } else if seconds > *DURATION.end() {
            format!("Member must have value less than or equal to {}", DURATION.end())
        } else {
            return seconds;
        };
        self.add(&format!("'{value}' "), "durationSeconds", &rule);
        seconds
    }
}
