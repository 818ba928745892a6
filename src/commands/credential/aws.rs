//! `vouch credential aws`: what AWS tools run.

use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;

/// what AWS tools run.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
