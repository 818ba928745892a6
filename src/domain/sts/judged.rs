//! Why a call was refused, judged afterwards: it lets nobody in.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::assume_role::assume_role;
use super::assumed::RANDOM_BYTES;
use super::authorise::{AuthorisedRole, Facts, authorise};
use super::caller::{Caller, RoleSession};
use super::claims::Identity;
use super::error::StsError;
use super::role_request::AssumeRoleRequest;
use super::state::{AwsState, Loopback, Provider, Role};
use super::tags::{self, SessionTags};
use crate::domain::refusal::ChainedStep;
use crate::domain::role::RoleArn;
use crate::domain::trust::Judgement;

/// Judges claims against a role's trust policy as if their token were good: it tells why a token was
/// refused, and lets nobody in.
pub fn judge(
    claims: &Value,
    role: &Role,
    session_name: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Judgement>, StsError> {
    let claims = claims.as_object().ok_or(StsError::NotJwt("not a JSON object"))?;
    let identity = Identity::read(claims)?;
    let provider = provider_of(&identity, role.arn())?;
    let authorized = tags::check_roles(claims, role.arn())?;
    let tags = SessionTags::read(claims)?;
    let source_identity = tags::source_identity(claims)?;
    let facts = Facts {
        provider: &provider,
        identity: &identity,
        session_name,
        source_identity: source_identity.as_deref(),
        tags: &tags,
        claims,
        authorized,
        source_ip: None,
        now,
    };
    authorise(Some(role), &facts).map(AuthorisedRole::judgements)
}

/// Judges a step of a chain against the role's trust policy, as if the caller's own policies allowed
/// it. The claims are those of the token that the chain began with.
pub fn judge_step(
    claims: &Value,
    step: &ChainedStep,
    role: &Role,
    session_name: &str,
    now: DateTime<Utc>,
) -> Result<(), StsError> {
    let claims = claims.as_object().ok_or(StsError::NotJwt("not a JSON object"))?;
    let request = AssumeRoleRequest {
        role_arn: Some(role.arn().as_str().into()),
        role_session_name: Some(session_name.into()),
        external_id: step.external_id.clone(),
        source_identity: step.source_identity.clone(),
        tags: step.tags.clone(),
        transitive_tag_keys: step.transitive_tags.clone(),
        ..AssumeRoleRequest::default()
    };
    let inherited = SessionTags {
        tags: step.inherited_tags.clone(),
        transitive: step.inherited_tags.iter().map(|(key, _)| key.clone()).collect(),
    };
    let claimed = tags::source_identity(claims)?;
    let caller = Caller::role(RoleSession {
        role: step.from.clone(),
        session_name: step.from_session.clone(),
        tags: SessionTags::read(claims)?.inherited().with(&inherited),
        source_identity: claimed.or_else(|| step.inherited_source_identity.clone()),
    });
    let aws = AwsState::new(Vec::new(), vec![role.clone()]);
    assume_role(&request, &caller, &aws, now, &[0; RANDOM_BYTES]).map(|_| ())
}

/// The provider that takes the identity, in the account of the role.
fn provider_of(identity: &Identity, role: &RoleArn) -> Result<Provider, StsError> {
    let unknown = || StsError::UnknownIssuer(identity.issuer.clone());
    let issuer = identity.issuer.parse().map_err(|_| unknown())?;
    let client_ids = vec![identity.audience.clone()];
    let (partition, account) = (role.partition(), role.account());
    // An issuer on this machine is one for trying.
    Provider::new(partition, account, issuer, client_ids, Loopback::Allowed).map_err(|_| unknown())
}
