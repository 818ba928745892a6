//! Who AWS takes the bearer of credentials for.

use std::time::Duration;

use aws_sdk_sts::config::{Builder, Config, Credentials};

use super::{StsClient, StsError};
use crate::adapters::outage;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::secret::Secret;

/// Credentials that sign a request.
#[derive(Clone, Debug)]
pub struct Signer {
    /// `ASIA...`, or `AKIA...` where there is no session token.
    pub access_key_id: String,
    /// What the request is signed with.
    pub secret_access_key: Secret,
    /// Goes with the request.
    pub session_token: Option<Secret>,
}

impl From<AwsCredentials> for Signer {
    fn from(credentials: AwsCredentials) -> Self {
        Self {
            access_key_id: credentials.access_key_id,
            secret_access_key: credentials.secret_access_key,
            session_token: Some(credentials.session_token),
        }
    }
}

/// What AWS says of the bearer.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallerIdentity {
    /// `arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com`.
    pub arn: String,
    /// Twelve digits.
    pub account: String,
    /// The role's own id, and the session's name.
    pub user_id: String,
}

impl StsClient {
    /// Asks who these credentials are, which takes no permission, or gives up after `limit`
    /// ([GetCallerIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html)).
    pub async fn caller_identity(
        &self,
        signer: &Signer,
        limit: Duration,
    ) -> Result<CallerIdentity, StsError> {
        let asked = self.sdk.get_caller_identity().customize().config_override(signed_by(signer));
        let answer = tokio::time::timeout(limit, asked.send())
            .await
            .map_err(|_| self.unreachable("no answer in time"))?
            .map_err(|error| StsError::new(self.endpoint.url(), &error))?;
        let text = |member: Option<&str>| {
            let garbled = StsError::Garbled { endpoint: self.endpoint.url().into() };
            member.map(outage::plain).ok_or(garbled)
        };
        Ok(CallerIdentity {
            arn: text(answer.arn())?,
            account: text(answer.account())?,
            user_id: text(answer.user_id())?,
        })
    }
}

/// These credentials and no others: nothing is looked for.
fn signed_by(signer: &Signer) -> Builder {
    let credentials = Credentials::new(
        &signer.access_key_id,
        signer.secret_access_key.expose(),
        signer.session_token.as_ref().map(|token| token.expose().into()),
        None,
        "vouch",
    );
    Config::builder().credentials_provider(credentials)
}
