//! What STS gave: the same for both ways to a role.

use aws_sdk_sts::operation::assume_role::AssumeRoleOutput;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityOutput;
use aws_sdk_sts::types::Credentials;
use chrono::{DateTime, Utc};

use crate::domain::aws_credentials::{AwsCredentials, Received};
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;

/// The parts of an answer that are looked at.
pub(super) struct Given<'a> {
    credentials: Option<&'a Credentials>,
    /// Percent of the room that AWS has for session policies and tags.
    packed_size: Option<i32>,
}

impl<'a> From<&'a AssumeRoleOutput> for Given<'a> {
    #[expect(deprecated, reason = "its successor isn't in every answer yet")]
    fn from(answer: &'a AssumeRoleOutput) -> Self {
        Self { credentials: answer.credentials(), packed_size: answer.packed_policy_size() }
    }
}

impl<'a> From<&'a AssumeRoleWithWebIdentityOutput> for Given<'a> {
    #[expect(deprecated, reason = "its successor isn't in every answer yet")]
    fn from(answer: &'a AssumeRoleWithWebIdentityOutput) -> Self {
        Self { credentials: answer.credentials(), packed_size: answer.packed_policy_size() }
    }
}

impl Given<'_> {
    /// Returns the credentials. Those that are dead on arrival are none.
    pub(super) fn credentials(self, role: &RoleArn, received: Received) -> Option<AwsCredentials> {
        if let Some(percent) = self.packed_size {
            tracing::info!("session policies and tags of {role} take {percent} % of their room");
        }
        let given = self.credentials?;
        let expiration: DateTime<Utc> = DateTime::from_timestamp(given.expiration().secs(), 0)?;
        let texts = [given.access_key_id(), given.secret_access_key(), given.session_token()];
        if texts.iter().any(|text| text.is_empty()) || expiration <= received.at_sts {
            return None;
        }
        Some(AwsCredentials {
            access_key_id: given.access_key_id().into(),
            secret_access_key: Secret::new(given.secret_access_key()),
            session_token: Secret::new(given.session_token()),
            expiration,
            account_id: role.account().into(),
            received,
        })
    }
}
