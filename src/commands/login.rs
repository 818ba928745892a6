//! `vouch login`: PIN, touch, session into the keyring.

use super::error::{CommandError, Exit};
use super::world::World;

/// PIN, touch, session into the keyring.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
