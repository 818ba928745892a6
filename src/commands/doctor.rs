//! `vouch doctor`: checks everything a login and a credential need.

use super::error::{CommandError, Exit};
use super::world::World;

/// checks everything a login and a credential need.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
