//! `vouch token`: prints an ID token.

use super::error::{CommandError, Exit};
use super::world::World;

/// prints an ID token.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
