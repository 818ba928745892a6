//! What STS would answer to a request: one pure function for each action.
//!
//! Only the simulator uses them, and whoever wants to know beforehand what AWS will say. For
//! AssumeRoleWithWebIdentity, [`decide`], the order of the checks is: parameters, shape of the
//! token, its claims and times, provider, audience, signature, roles claim, tags, trust policy,
//! duration, size. AWS's own order is known for the roles claim alone (before the trust policy).

mod assume_role;
mod assumed;
mod authorise;
mod caller;
mod certificate;
mod claims;
mod documents;
mod error;
pub(in crate::domain) mod faults;
mod judged;
mod recorded;
mod request;
mod role_request;
mod session_policy;
mod session_token;
mod signature;
pub(in crate::domain) mod state;
mod tags;
mod token;

use chrono::{DateTime, Utc};

pub use assume_role::{AssumedRole, assume_role};
pub use assumed::{Assumed, Credentials, RANDOM_BYTES};
pub use caller::{
    Caller, CallerIdentity, Held, OwnPolicies, Principal, RoleSession, User, UserArnError,
    caller_identity,
};
pub use documents::{IssuerDocuments, jwks_uri};
pub use error::{Forbidden, KeyFault, PolicyText, Source, StsError, Wording};
pub use judged::{judge, judge_step};
pub use recorded::{RecordError, RecordFault, Replayed, Unanswered, replay};
pub use request::AssumeRequest;
pub use role_request::AssumeRoleRequest;
pub use session_token::{CallerSession, SessionTokenRequest, get_session_token};
pub use state::{AccessKey, AwsState, Loopback, Provider, Role, StateError};
pub use tags::SessionTags;
pub use token::claimed_issuer;

use assumed::{assumed_role_arn, assumed_role_id};
use authorise::{Facts, authorise};
use claims::Identity;
use request::Parameters;
use session_policy::WEB_IDENTITY;
use token::UnverifiedToken;

/// Answers AssumeRoleWithWebIdentity
/// ([API reference](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
pub fn decide(
    request: &AssumeRequest,
    aws: &AwsState,
    documents: &IssuerDocuments,
    now: DateTime<Utc>,
    random: &[u8; RANDOM_BYTES],
) -> Result<Assumed, StsError> {
    let parameters = request.check()?;
    let token = UnverifiedToken::parse(parameters.token.expose())?;
    claims::check(&token.claims, now)?;
    let identity = Identity::read(&token.claims)?;
    let provider = provider(aws, &parameters, &identity)?;
    let key = documents.key(provider.issuer(), &token)?;
    let verified = signature::verify(token, &key)?;
    // From here on only what the signature covers.
    let claims = verified.members();
    let identity = Identity::read(claims)?;
    let authorized = tags::check_roles(claims, &parameters.role_arn)?;
    let tags = SessionTags::read(claims)?.and_tried(&request.tried_tags)?;
    let source_identity = tags::source_identity(claims)?;
    let facts = Facts {
        provider,
        identity: &identity,
        session_name: parameters.session_name,
        source_identity: source_identity.as_deref(),
        tags: &tags,
        claims,
        authorized,
        source_ip: parameters.source_ip,
        now,
    };
    let authorised = authorise(aws.role(&parameters.role_arn), &facts)?;
    if parameters.duration > authorised.role().max_session_duration() {
        return Err(StsError::Duration);
    }
    let packed_policy_size =
        session_policy::packed_size(WEB_IDENTITY, parameters.policy_size, &tags)?;
    let Parameters { role_arn, session_name, duration, .. } = parameters;
    Ok(Assumed {
        credentials: Credentials::mint(&authorised, duration, now, random),
        assumed_role_arn: assumed_role_arn(&role_arn, session_name),
        assumed_role_id: assumed_role_id(&role_arn, session_name),
        role: role_arn,
        packed_policy_size,
        provider: provider.arn(),
        audience: identity.audience,
        subject: identity.subject,
        source_identity,
        tags,
        judgements: authorised.judgements(),
    })
}

fn provider<'a>(
    aws: &'a AwsState,
    parameters: &Parameters<'_>,
    identity: &Identity,
) -> Result<&'a Provider, StsError> {
    let account = parameters.role_arn.account();
    let provider = aws
        .provider(account, &identity.issuer)
        .ok_or_else(|| StsError::UnknownIssuer(identity.issuer.clone()))?;
    if provider.accepts(&identity.audience) {
        Ok(provider)
    } else {
        Err(StsError::UnknownAudience(identity.audience.clone()))
    }
}

#[cfg(test)]
mod tests;
