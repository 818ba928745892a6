//! `vouch enroll`: makes a key and binds it to a person.

use super::error::{CommandError, Exit};
use super::world::World;

/// makes a key and binds it to a person.
#[derive(Debug, clap::Args)]
pub struct Args {}

/// Runs the command.
pub fn run(_world: &mut World, _args: Args) -> Result<(), CommandError> {
    Err(CommandError::new(Exit::Failed, "not built yet"))
}
