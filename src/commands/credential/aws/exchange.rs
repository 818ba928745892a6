//! The session becomes an ID token for one role, the token becomes credentials.

use std::sync::Arc;
use std::time::Instant;

use chrono::DateTime;
use serde_json::{Map, Value};

use super::call::Call;
use super::entry;
use super::source::WebIdentity;
use crate::adapters::config_file;
use crate::adapters::last_refusal;
use crate::adapters::runtime::block_on;
use crate::adapters::sts_client::{StsClient, StsError};
use crate::commands::error::CommandError;
use crate::commands::errors::clock::Clocks;
use crate::commands::errors::foreign;
use crate::commands::errors::sts::{self, Step};
use crate::commands::world::World;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::endpoint::ChosenEndpoint;
use crate::domain::refusal::{ChainedStep, LastRefusal};
use crate::domain::session::{Login, unverified_claims};

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
    let sts = client(world, &call.endpoint).map_err(Failure::Other)?;
    block_on(exchange(world, call, &sts, end))
}

/// Returns the client of the endpoint, if a token may go there. The configuration is read only for one
/// that isn't AWS's.
pub(super) fn client(world: &World, endpoint: &ChosenEndpoint) -> Result<StsClient, CommandError> {
    let allowed = if endpoint.must_be_listed() {
        config_file::read(&world.environment)?.allowed_sts_endpoints
    } else {
        Vec::new()
    };
    let endpoint = endpoint.clone().admit(&allowed)?;
    let http = world.network.client_to(endpoint.url())?;
    Ok(StsClient::new(http, endpoint, Arc::clone(&world.clock)))
}

/// The token, then what it gives; both are written down.
async fn exchange(
    world: &World,
    call: &Call<'_>,
    sts: &StsClient,
    end: Instant,
) -> Result<AwsCredentials, Failure> {
    let identity = call.source.web_identity(world, call.first_role(), end).await;
    let identity = identity.inspect_err(|failure| entry::no_token(world, call, failure))?;
    let outcome = steps(world, call, sts, &identity, end).await;
    entry::exchanged(world, call, &identity, &outcome);
    outcome
}

/// One step after the other; each is signed with what the one before gave.
async fn steps(
    world: &World,
    call: &Call<'_>,
    sts: &StsClient,
    identity: &WebIdentity,
    end: Instant,
) -> Result<AwsCredentials, Failure> {
    let wishes = call.wishes(&identity.session_name);
    let hops =
        wishes.hops(identity.max_duration).map_err(|error| Failure::Refused(error.into()))?;
    let left = || end.saturating_duration_since(Instant::now());
    let mut credentials: Option<AwsCredentials> = None;
    for (index, hop) in hops.iter().enumerate() {
        let answer = match &credentials {
            None => sts.exchange(hop, &identity.token, left()).await,
            Some(caller) => sts.assume(hop, caller, left()).await,
        };
        let given = answer.map_err(|error| {
            let step = Step { hop, before: &hops[..index], issuer: &identity.issuer };
            remember(world, &step, identity, &error);
            of_sts(&step, identity, &error, clocks(world, call, &step, identity, sts))
        })?;
        credentials = Some(given);
    }
    Ok(credentials.expect("there is a step for the role itself"))
}

/// Keeps the refusal for `vouch explain`: what the token claimed, not the token.
fn remember(world: &World, step: &Step<'_>, identity: &WebIdentity, error: &StsError) {
    let StsError::Refused(refusal) = error else { return };
    let refusal = LastRefusal {
        at: world.clock.now(),
        issuer: step.issuer.clone(),
        role: step.hop.role.clone(),
        session_name: step.hop.session_name.into(),
        code: refusal.code.clone(),
        message: refusal.message.clone(),
        claims: match unverified_claims(&identity.token) {
            Some(Value::Object(claims)) => claims,
            _ => Map::new(),
        },
        chained: ChainedStep::of(step.hop, step.before),
    };
    let kept = last_refusal::write(&world.environment.state_folder, &refusal.bounded());
    if let Err(error) = kept {
        tracing::debug!(%error, "the refusal can't be kept");
    }
}

/// The time at which a token was issued is the issuer's clock, where the token is new.
fn clocks(
    world: &World,
    call: &Call<'_>,
    step: &Step<'_>,
    identity: &WebIdentity,
    sts: &StsClient,
) -> Clocks {
    let session = call.source.session().filter(|_| step.before.is_empty());
    let is_new = session.is_some_and(|session| matches!(session.login, Login::Key { .. }));
    let claims = is_new.then(|| unverified_claims(&identity.token)).flatten();
    let issued = claims.and_then(|claims| DateTime::from_timestamp(claims["iat"].as_i64()?, 0));
    Clocks::compared(world.clock.now(), sts.clock_skew(), issued)
}

fn of_sts(step: &Step<'_>, identity: &WebIdentity, error: &StsError, clocks: Clocks) -> Failure {
    let explained = match &identity.foreign {
        Some((place, token)) if step.before.is_empty() => {
            foreign::explain(error, step, place, token)
        }
        _ => sts::explain(error, step),
    };
    let explained = clocks.tell(error, explained);
    if error.is_temporary() { Failure::Temporary(explained) } else { Failure::Refused(explained) }
}
