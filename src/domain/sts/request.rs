//! What a caller asks of STS, and the rules for each parameter
//! ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).

use core::net::IpAddr;

use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;

use super::error::StsError;
use super::faults::{Faults, NAME, ROLE_DEFAULT, ROLE_DURATION};
use super::session_policy;

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
    /// Tags to try as if the token carried them, instead of its own of the same keys. AWS has no
    /// such parameter.
    pub tried_tags: Vec<(String, String)>,
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

impl AssumeRequest {
    pub(super) fn check(&self) -> Result<Parameters<'_>, StsError> {
        let mut faults = Faults::default();
        let role_arn = faults.required("roleArn", self.role_arn.as_deref(), 20..=2048);
        let session_name = self.role_session_name.as_deref();
        let session_name = faults.required("roleSessionName", session_name, 2..=64);
        faults.characters("roleSessionName", session_name, &NAME);
        let token = self.web_identity_token.as_ref();
        faults.secret("webIdentityToken", token.map(Secret::expose), 4..=20_000);
        let asked = self.duration_seconds.as_deref();
        let duration = faults.duration(asked, ROLE_DEFAULT, ROLE_DURATION);
        faults.session_policies(self.policy.as_deref(), &self.policy_arns);
        faults.end()?;
        let policy_size = session_policy::check(self.policy.as_deref(), &self.policy_arns)?;
        if self.provider_id.is_some() {
            return Err(StsError::ProviderId);
        }
        Ok(Parameters {
            role_arn: role_arn.parse().map_err(|_| StsError::RequestArn)?,
            session_name,
            token: token.ok_or(StsError::NotJwt("no token"))?,
            duration,
            policy_size,
            source_ip: self.source_ip,
        })
    }
}
