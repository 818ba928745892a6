//! `vouch trust test`: tells what AWS would answer.

mod arguments;
mod replayed;

pub use arguments::Args;

use crate::commands::error::CommandError;
use crate::commands::world::World;

/// Runs the command. Exit 6 if anything is refused.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    replayed::run(world, &args.request, args.form())
}
