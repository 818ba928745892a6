//! `vouch logout`: ends the session and forgets what it gave.

use super::connection;
use super::error::CommandError;
use super::world::World;
use crate::adapters::runtime::block_on;
use crate::adapters::state;
use crate::domain::session::SessionRecord;

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
        Ok(()) => world.output.tell(&format!("logged out of {host}")),
        Err(error) => world.output.tell(&format!(
            "logged out of {host} on this machine; the issuer could not be told: {}",
            error.what
        )),
    }
    Ok(())
}

fn revoke(world: &World, record: &SessionRecord) -> Result<(), CommandError> {
    let item = connection::session(world, record)?;
    Ok(block_on(connection::client(world, &record.issuer)?.revoke(&item))?)
}
