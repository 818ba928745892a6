//! The session becomes an ID token for one role, the token becomes credentials.

use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};

use super::Call;
use crate::adapters::config_file;
use crate::adapters::issuer_client::{IssuerClient, IssuerError};
use crate::adapters::last_refusal;
use crate::adapters::runtime::block_on;
use crate::adapters::sts_client::{AssumeRole, StsClient, StsError};
use crate::commands::connection;
use crate::commands::error::CommandError;
use crate::commands::errors::{issuer, sts};
use crate::commands::world::World;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::endpoint::StsEndpoint;
use crate::domain::refusal::LastRefusal;
use crate::domain::secret::Secret;
use crate::domain::session::{SessionItem, unverified_claims};

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

/// Asks issuer and STS, until `end`. A keyring that doesn't give the session takes nothing away.
pub(super) fn ask(world: &World, call: &Call<'_>, end: Instant) -> Result<AwsCredentials, Failure> {
    let endpoint = endpoint(world, call).map_err(Failure::Other)?;
    let http = world.network.client_to(endpoint.url());
    let http = http.map_err(|error| Failure::Other(error.into()))?;
    let sts = StsClient::new(http, endpoint, Arc::clone(&world.clock));
    let issuer = connection::client(world, &call.session.issuer).map_err(Failure::Other)?;
    let session = connection::session(world, &call.session).map_err(Failure::Temporary)?;
    block_on(exchange(world, call, &issuer, &sts, &session, end))
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
    issuer: &IssuerClient,
    sts: &StsClient,
    session: &SessionItem,
    end: Instant,
) -> Result<AwsCredentials, Failure> {
    let role = &call.args.role;
    let audience = call.session.issuer.without_scheme();
    let answer =
        tokio::time::timeout_at(end.into(), issuer.token_for(session, audience, Some(role)));
    let token = match answer.await {
        Err(_) => return Err(of_issuer(too_late(issuer))),
        Ok(Err(error)) => return Err(of_issuer(error)),
        Ok(Ok(answer)) => answer.id_token,
    };
    let request = AssumeRole {
        role,
        session_name: call.session.subject.as_str(),
        token: &token,
        duration: call.args.duration,
    };
    let left = end.saturating_duration_since(Instant::now());
    sts.assume_role(&request, left).await.map_err(|error| {
        remember(world, call, &token, &error);
        of_sts(call, &error)
    })
}

/// Keeps the refusal for `vouch explain`: what the token claimed, not the token.
fn remember(world: &World, call: &Call<'_>, token: &Secret, error: &StsError) {
    let StsError::Refused(refusal) = error else { return };
    let refusal = LastRefusal {
        at: world.clock.now(),
        issuer: call.session.issuer.clone(),
        role: call.args.role.clone(),
        session_name: call.session.subject.as_str().into(),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
        claims: match unverified_claims(token) {
            Some(Value::Object(claims)) => claims,
            _ => Map::new(),
        },
    };
    let kept = last_refusal::write(&world.environment.state_folder, &refusal.bounded());
    if let Err(error) = kept {
        tracing::debug!(%error, "the refusal can't be kept");
    }
}

fn too_late(issuer: &IssuerClient) -> IssuerError {
    let reason = "no answer in time".into();
    IssuerError::Unreachable { issuer: issuer.issuer().clone(), reason }
}

fn of_issuer(error: IssuerError) -> Failure {
    let (is_temporary, ends_session) = (error.is_temporary(), error.ends_session());
    let is_refusal = matches!(error, IssuerError::Refused { .. });
    let error = issuer::of_session(error);
    match () {
        () if is_temporary => Failure::Temporary(error),
        () if ends_session => Failure::SessionOver(error),
        () if is_refusal => Failure::Refused(error),
        () => Failure::Other(error),
    }
}

fn of_sts(call: &Call<'_>, error: &StsError) -> Failure {
    let explained = sts::explain(error, &call.args.role, &call.session.issuer);
    if error.is_temporary() { Failure::Temporary(explained) } else { Failure::Refused(explained) }
}
