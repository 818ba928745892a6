//! `vouch logout`: ends the session and forgets what it gave.

use super::connection;
use super::error::CommandError;
use super::openid;
use super::world::World;
use crate::adapters::openid_client::Revoked;
use crate::adapters::runtime::block_on;
use crate::adapters::state;
use crate::domain::session::{Login, SessionRecord};

/// End the session and forget what it gave.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// End the sessions at all issuers
    #[arg(long)]
    all: bool,
}

/// Runs the command. What this machine holds is forgotten in any case; an issuer that can't be told
/// is said so.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let ending: Vec<SessionRecord> = if args.all {
        state::read(&world.environment.state_folder)?.sessions
    } else {
        let (record, wanted) = connection::chosen(world)?;
        if record.is_none() {
            world.output.tell(&connection::not_logged_in(wanted.as_deref()).what);
        }
        record.into_iter().collect()
    };
    let outcomes: Vec<_> = ending.iter().map(|record| end(world, record)).collect();
    world.cache.delete_all("vouch:1:")?;
    outcomes.into_iter().collect()
}

/// Revokes the session at the issuer, then forgets it here whatever the issuer said. One that lives
/// in a keyring out of reach can neither be revoked nor deleted, and is not said to be ended.
fn end(world: &mut World, record: &SessionRecord) -> Result<(), CommandError> {
    if record.is_live(world.clock.now()) {
        connection::within_reach(world, record)?;
    }
    let revoked = revoke(world, record);
    world.sessions.delete(&record.session_id.item_name())?;
    state::update(&world.environment.state_folder, |records| {
        records.sessions.retain(|other| other.session_id != record.session_id);
    })?;
    let host = record.issuer.host();
    match revoked {
        Ok(Ended::Everywhere) => world.output.tell(&format!("logged out of {host}")),
        Ok(Ended::Here) => world.output.tell(&format!(
            "logged out of {host} on this machine; the provider has no way to end what it gave"
        )),
        Err(error) => world.output.tell(&format!(
            "logged out of {host} on this machine; the issuer could not be told: {}",
            error.what
        )),
    }
    Ok(())
}

/// Ends the session at its issuer, or gives its refresh token back to its provider.
pub fn revoke(world: &World, record: &SessionRecord) -> Result<Ended, CommandError> {
    match record.login {
        Login::Key { .. } => {
            let item = connection::session(world, record)?;
            block_on(connection::client(world, &record.issuer)?.revoke(&item))?;
            Ok(Ended::Everywhere)
        }
        Login::Provider { .. } => match openid::revoke(world, record)? {
            Some(Revoked::NotOffered) => Ok(Ended::Here),
            Some(Revoked::Done) | None => Ok(Ended::Everywhere),
        },
    }
}

/// Where a session has ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ended {
    /// At its issuer.
    Everywhere,
    /// On this machine alone: its provider has no way to end it.
    Here,
}
