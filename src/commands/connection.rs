//! The way to an issuer and to the session there, shared by the commands that need one.

use std::sync::Arc;

use super::error::{CommandError, Exit};
use super::world::World;
use crate::adapters::issuer_client::IssuerClient;
use crate::adapters::secret_store::{SecretStoreError, choose};
use crate::adapters::{config_file, state};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::secret::Secret;
use crate::domain::session::{Login, ProviderItem, SessionId, SessionItem, SessionRecord};

/// Returns a client of the issuer, which must be a known one.
pub fn client(world: &World, issuer: &IssuerUrl) -> Result<IssuerClient, CommandError> {
    let http = world.network.client_to(issuer.as_str())?;
    Ok(IssuerClient::new(http, issuer.clone(), Arc::clone(&world.clock), Arc::clone(&world.random)))
}

/// Returns the living session of `--issuer`; without one that of config.toml's `default_issuer`,
/// else the latest login. Opens no keyring.
pub fn current(world: &World) -> Result<SessionRecord, CommandError> {
    let (record, wanted) = chosen(world)?;
    let record = record.ok_or_else(|| not_logged_in(wanted.as_deref()))?;
    if record.is_live(world.clock.now()) {
        return Ok(record);
    }
    Err(login_required(format!("the session at {} is over", record.issuer)))
}

/// Returns the session that a command without more words means, living or not, and the issuer that
/// was asked for.
pub fn chosen(world: &World) -> Result<(Option<SessionRecord>, Option<String>), CommandError> {
    let records = state::read(&world.environment.state_folder)?;
    let mut wanted = world.issuer.clone();
    if wanted.is_none() && records.sessions.len() > 1 {
        let config = config_file::read(&world.environment)?;
        if config.default_issuer.is_some() {
            wanted = Some(config.choose(None)?.url.as_str().into());
        }
    }
    Ok((records.find(wanted.as_deref()).cloned(), wanted))
}

/// Returns the session at one of our issuers with its secrets, from the keyring.
pub fn session(world: &World, record: &SessionRecord) -> Result<SessionItem, CommandError> {
    if let Login::Provider { .. } = record.login {
        let what = format!("{} is no vouch issuer, but another OpenID provider", record.issuer);
        return Err(CommandError::new(Exit::Configuration, what)
            .hint("name a vouch issuer with `--issuer`"));
    }
    let item = SessionItem::parse(&item(world, record)?).map_err(corrupt)?;
    belonging(&item.issuer, &item.session_id, record)?;
    Ok(item)
}

/// Returns the session at another OpenID provider with its secrets, from the keyring.
pub fn provider_session(
    world: &World,
    record: &SessionRecord,
) -> Result<ProviderItem, CommandError> {
    let item = ProviderItem::parse(&item(world, record)?).map_err(corrupt)?;
    belonging(&item.issuer, &item.session_id, record)?;
    let is_its_client =
        matches!(&record.login, Login::Provider { client_id, .. } if *client_id == item.client_id);
    if is_its_client { Ok(item) } else { Err(corrupt("it belongs to another client")) }
}

fn item(world: &World, record: &SessionRecord) -> Result<Secret, CommandError> {
    match world.sessions.read(&record.session_id.item_name()) {
        Ok(Some(item)) => Ok(item),
        Ok(None) => {
            within_reach(world, record)?;
            Err(login_required("the keyring has lost the session".into()))
        }
        Err(SecretStoreError::Corrupt { .. }) => Err(corrupt("it is no text")),
        Err(error) => Err(error.into()),
    }
}

/// Checks that the session's keyring is one that is asked, and answers: a job without the desktop's
/// bus, with another `VOUCH_KEYRING`, or while the keyring's daemon is gone, finds no session although
/// there is one.
pub fn within_reach(world: &World, record: &SessionRecord) -> Result<(), CommandError> {
    if choose::reaches(&world.environment, &record.keyring) {
        return world.sessions.reach(&record.keyring).map_err(|error| gone(error, record));
    }
    let what = format!("the session is in the keyring `{}`, out of reach here", record.keyring);
    Err(CommandError::new(Exit::Keyring, what).hint(
        "run it within the desktop's session (DBUS_SESSION_BUS_ADDRESS), or log in with \
         VOUCH_KEYRING=keyutils",
    ))
}

/// Another keyring answers, and can't have it.
fn gone(error: SecretStoreError, record: &SessionRecord) -> CommandError {
    let SecretStoreError::Unavailable { reason } = error else { return error.into() };
    let what = format!("the session is in the keyring `{}`, which is not there", record.keyring);
    CommandError::new(Exit::Keyring, what)
        .cause(reason)
        .hint("start that keyring, or log in with VOUCH_KEYRING=keyutils")
}

/// The state file is no secret, so it can't say which issuer a session is sent to: the item itself
/// does, and both must agree.
fn belonging(
    issuer: &IssuerUrl,
    session_id: &SessionId,
    record: &SessionRecord,
) -> Result<(), CommandError> {
    if *issuer == record.issuer && *session_id == record.session_id {
        return Ok(());
    }
    Err(corrupt("it belongs to another issuer"))
}

fn corrupt(cause: impl std::fmt::Display) -> CommandError {
    CommandError::new(Exit::Keyring, "the session in the keyring is corrupt")
        .cause(cause)
        .hint("run `vouch login`")
}

/// Returns the error of a command that needs a session where there is none.
pub fn not_logged_in(issuer: Option<&str>) -> CommandError {
    match issuer {
        Some(issuer) => login_required(format!("not logged in at {issuer}"))
            .hint(format!("run `vouch login --issuer {issuer}`")),
        None => login_required("not logged in".into()),
    }
}

/// Returns the error of a session that is over, or gone.
pub fn login_required(what: String) -> CommandError {
    CommandError::new(Exit::LoginRequired, what).hint("run `vouch login`")
}
