//! The session becomes an ID token for one role, the token becomes credentials.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};

use super::call::Call;
use super::source::WebIdentity;
use crate::adapters::config_file;
use crate::adapters::last_refusal;
use crate::adapters::runtime::block_on;
use crate::adapters::sts_client::{AssumeRole, StsClient, StsError};
use crate::commands::error::CommandError;
use crate::commands::errors::{foreign, sts};
use crate::commands::world::World;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::endpoint::StsEndpoint;
use crate::domain::refusal::LastRefusal;
use crate::domain::role::RoleArn;
use crate::domain::session::unverified_claims;

/// What kept us from new credentials, by what it means for the ones we have.
pub(super) enum Failure {
    /// They stay as they are.
    Other(CommandError),
    /// They were refused to this person: they are not given any more.
    Refused(CommandError),
    /// The session is over, and so is everything that it gave.
    SessionOver(CommandError),
    /// They are given as long as they live.
    Temporary(CommandError),
}

/// Asks the source of the token, then STS, until `end`.
pub(super) fn ask(world: &World, call: &Call<'_>, end: Instant) -> Result<AwsCredentials, Failure> {
    let endpoint = endpoint(world, call).map_err(Failure::Other)?;
    let http = world.network.client_to(endpoint.url());
    let http = http.map_err(|error| Failure::Other(error.into()))?;
    let sts = StsClient::new(http, endpoint, Arc::clone(&world.clock));
    block_on(exchange(world, call, &sts, end))
}

/// The endpoint, if a token may go there. The configuration is read only for one that isn't AWS's.
fn endpoint(world: &World, call: &Call<'_>) -> Result<StsEndpoint, CommandError> {
    let allowed = if call.endpoint.must_be_listed() {
        config_file::read(&world.environment)?.allowed_sts_endpoints
    } else {
        Vec::new()
    };
    Ok(call.endpoint.clone().admit(&allowed)?)
}

async fn exchange(
    world: &World,
    call: &Call<'_>,
    sts: &StsClient,
    end: Instant,
) -> Result<AwsCredentials, Failure> {
    let role = &call.request.role;
    let identity = call.source.web_identity(world, role, end).await?;
    let request = AssumeRole {
        role,
        session_name: &identity.session_name,
        token: &identity.token,
        duration: call.request.duration,
    };
    let left = end.saturating_duration_since(Instant::now());
    sts.assume_role(&request, left).await.map_err(|error| {
        remember(world, role, &identity, &error);
        of_sts(role, &identity, &error)
    })
}

/// Keeps the refusal for `vouch explain`: what the token claimed, not the token.
fn remember(world: &World, role: &RoleArn, identity: &WebIdentity, error: &StsError) {
    let StsError::Refused(refusal) = error else { return };
    let refusal = LastRefusal {
        at: world.clock.now(),
        issuer: identity.issuer.clone(),
        role: role.clone(),
        session_name: identity.session_name.clone(),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
        claims: match unverified_claims(&identity.token) {
            Some(Value::Object(claims)) => claims,
            _ => Map::new(),
        },
    };
    let kept = last_refusal::write(&world.environment.state_folder, &refusal.bounded());
    if let Err(error) = kept {
        tracing::debug!(%error, "the refusal can't be kept");
    }
}

fn of_sts(role: &RoleArn, identity: &WebIdentity, error: &StsError) -> Failure {
    let explained = match &identity.foreign {
        Some((place, token)) => foreign::explain(error, role, place, token),
        None => sts::explain(error, role, &identity.issuer),
    };
    if error.is_temporary() { Failure::Temporary(explained) } else { Failure::Refused(explained) }
}
