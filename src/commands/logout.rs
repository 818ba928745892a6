//! `vouch logout`: ends the session and clears what it gave.

use super::error::{CommandError, Exit};
use super::world::World;

/// ends the session and clears what it gave.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
