//! `vouch status`: who, which key, until when.

use super::error::{CommandError, Exit};
use super::world::World;

/// who, which key, until when.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
