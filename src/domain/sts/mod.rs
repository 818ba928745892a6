//! What STS would answer to a request: one pure function.
//!
//! Only the simulator uses it, and whoever wants to know beforehand what AWS will say. The order
//! of the checks is: parameters, shape of the token, its claims and times, provider, audience,
//! signature, roles claim, tags, trust policy, duration, size. AWS's own order is known for the
//! roles claim alone (before the trust policy).

mod assumed;
mod authorise;
mod claims;
mod documents;
mod error;
mod request;
mod signature;
mod state;
mod tags;
mod token;

use chrono::{DateTime, Utc};

pub use assumed::{Assumed, Credentials, RANDOM_BYTES};
pub use documents::{IssuerDocuments, jwks_uri};
pub use error::{KeyFault, StsError};
pub use request::AssumeRequest;
pub use state::{AwsState, Loopback, Provider, Role, StateError};
pub use tags::SessionTags;
pub use token::claimed_issuer;

use crate::domain::role::RoleArn;

use authorise::{AuthorisedRole, Facts, authorise};
use claims::Identity;
use request::Parameters;
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
    let pinned = tags::check_roles(claims, &parameters.role_arn)?;
    let tags = SessionTags::read(claims)?;
    let source_identity = tags::source_identity(claims)?;
    let facts = Facts {
        provider,
        identity: &identity,
        session_name: parameters.session_name,
        source_identity: source_identity.as_deref(),
        tags: &tags,
        pinned,
        source_ip: parameters.source_ip,
        now,
    };
    let authorised = authorise(aws.role(&parameters.role_arn), &facts)?;
    let packed_policy_size = limits(&parameters, &authorised, &tags)?;
    let Parameters { role_arn, session_name, duration, .. } = parameters;
    Ok(Assumed {
        credentials: Credentials::mint(&authorised, duration, now, random),
        assumed_role_arn: assumed_role_arn(&role_arn, session_name),
        assumed_role_id: format!("{}:{session_name}", assumed::role_id(&role_arn)),
        role: role_arn,
        packed_policy_size,
        provider: provider.arn(),
        audience: identity.audience,
        subject: identity.subject,
        source_identity,
        tags,
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

/// Returns the packed size in percent.
fn limits(
    parameters: &Parameters<'_>,
    authorised: &AuthorisedRole<'_>,
    tags: &SessionTags,
) -> Result<u32, StsError> {
    if parameters.duration > authorised.role().max_session_duration() {
        return Err(StsError::Duration);
    }
    match assumed::packed_policy_size(parameters.policy_size, tags) {
        percent @ ..=100 => Ok(percent),
        percent => Err(StsError::PackedTooLarge(percent)),
    }
}

fn assumed_role_arn(role: &RoleArn, session_name: &str) -> String {
    let (partition, account, name) = (role.partition(), role.account(), role.name());
    format!("arn:{partition}:sts::{account}:assumed-role/{name}/{session_name}")
}

#[cfg(test)]
mod tests;
