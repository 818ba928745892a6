//! AssumeRole, signed with the credentials of another role.

use aws_sdk_sts::config::{Builder, Config, Credentials};
use aws_sdk_sts::error::BuildError;
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};

use super::given::Given;
use super::{SeenDate, StsClient, StsError};
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::role_session::{ExternalId, Hop, SessionPolicy, SourceIdentity};

impl StsClient {
    /// Asks once.
    pub(super) async fn assume_once(
        &self,
        hop: &Hop<'_>,
        caller: &AwsCredentials,
    ) -> Result<AwsCredentials, StsError> {
        let date = SeenDate::default();
        let tags: Result<Vec<Tag>, BuildError> = hop
            .tags
            .iter()
            .map(|tag| Tag::builder().key(tag.key.as_str()).value(&tag.value).build())
            .collect();
        let tags = tags.map_err(|_| self.garbled())?;
        let transitive = hop.transitive_tags.iter().map(|key| key.as_str().into()).collect();
        let answer = self
            .sdk
            .assume_role()
            .role_arn(hop.role.as_str())
            .role_session_name(hop.session_name)
            .duration_seconds(seconds(hop))
            .set_external_id(hop.external_id.map(ExternalId::as_str).map(Into::into))
            .set_source_identity(hop.source_identity.map(SourceIdentity::as_str).map(Into::into))
            .set_tags(some(tags))
            .set_transitive_tag_keys(some(transitive))
            .set_policy(hop.policy.map(SessionPolicy::as_str).map(Into::into))
            .set_policy_arns(policy_arns(hop))
            .customize()
            .config_override(signed_by(caller))
            .interceptor(date.clone())
            .send()
            .await;
        let received = self.received(&date);
        let answer = answer.map_err(|error| StsError::new(self.endpoint.url(), &error))?;
        Given::from(&answer).credentials(hop.role, received).ok_or_else(|| self.garbled())
    }
}

/// These credentials and no others: nothing is looked for. The time of the signature is that of STS,
/// whose clock the library has from the answer before.
fn signed_by(caller: &AwsCredentials) -> Builder {
    let credentials = Credentials::new(
        &caller.access_key_id,
        caller.secret_access_key.expose(),
        Some(caller.session_token.expose().into()),
        None,
        "vouch",
    );
    Config::builder().credentials_provider(credentials)
}

/// Returns the duration as the library takes it.
pub(super) fn seconds(hop: &Hop<'_>) -> i32 {
    i32::try_from(hop.duration).unwrap_or(i32::MAX)
}

/// Returns the managed session policies as the library takes them.
pub(super) fn policy_arns(hop: &Hop<'_>) -> Option<Vec<PolicyDescriptorType>> {
    let arns = hop.policy_arns.iter();
    some(arns.map(|arn| PolicyDescriptorType::builder().arn(arn.as_str()).build()).collect())
}

/// An empty list isn't sent.
fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}
