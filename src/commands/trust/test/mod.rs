//! `vouch trust test`: tells what AWS would answer.

mod answer;
mod arguments;
mod one;
mod replayed;

pub use arguments::Args;

use crate::commands::error::CommandError;
use crate::commands::world::World;

/// Runs the command. Exit 6 if anything is refused.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    match &args.request {
        Some(path) => replayed::run(world, path, args.form()),
        None => one::run(world, &args),
    }
}
