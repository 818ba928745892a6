//! What is written into the log of this machine after an exchange.

use super::Caching;
use super::call::Call;
use super::exchange::Failure;
use super::source::WebIdentity;
use crate::adapters::{asking_program, exchange_log};
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::exchange_record::{ExchangeRecord, Outcome};
use crate::domain::role_session_name::RoleSessionName;

/// Writes down what AWS gave, or refused. What nobody decided (no network, an AWS out of order) isn't
/// written down. Where it can't be done, the credentials are given all the same.
pub(super) fn exchanged(
    world: &World,
    call: &Call<'_>,
    identity: &WebIdentity,
    result: &Result<AwsCredentials, Failure>,
) {
    let outcome = match result {
        Ok(given) => {
            let cached = call.caching != Caching::Off;
            Some(Outcome::given(&given.access_key_id, given.expiration, cached))
        }
        Err(failure) => refused(failure),
    };
    let issuer = identity.issuer.as_str();
    write(world, call, outcome, issuer, &identity.session_name);
}

/// Writes down that there was no token, if somebody decided so.
pub(super) fn no_token(world: &World, call: &Call<'_>, failure: &Failure) {
    let identity = call.source.identity();
    write(world, call, refused(failure), identity.issuer, identity.session_name);
}

fn write(
    world: &World,
    call: &Call<'_>,
    outcome: Option<Outcome>,
    issuer: &str,
    session_name: &str,
) {
    let Some(outcome) = outcome else { return };
    let asking = asking_program::find();
    let wanted = call.request.session_name.as_ref().map(RoleSessionName::as_str);
    let record = ExchangeRecord {
        at: world.clock.now(),
        outcome,
        role: call.request.role.clone(),
        issuer: issuer.into(),
        subject: call.source.session().map(|session| session.login.name().into()),
        session_name: wanted.unwrap_or(session_name).into(),
        program: asking.program,
        behind: asking.behind,
    };
    if let Err(error) = exchange_log::append(&world.environment.state_folder, &record) {
        tracing::debug!(%error, "the exchange can't be written down");
    }
}

fn refused(failure: &Failure) -> Option<Outcome> {
    match failure {
        Failure::Refused(error) | Failure::SessionOver(error) => Some(of_code(error)),
        Failure::Other(_) | Failure::Temporary(_) => None,
    }
}

/// A code is another machine's text.
fn of_code(error: &CommandError) -> Outcome {
    let code = error.code.as_deref().unwrap_or("refused");
    let is_shown = |character: &char| character.is_ascii_graphic();
    Outcome::Refused { code: code.chars().filter(is_shown).take(100).collect() }
}
