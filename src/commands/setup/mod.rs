//! `vouch setup`: writes the configuration of other tools.

pub mod aws;

use clap::Subcommand;

use super::error::CommandError;
use super::world::World;

/// Write the configuration of other tools
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which tool
    #[command(subcommand)]
    pub command: Command,
}

/// The tools that can be set up.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a profile that gets its credentials from vouch
    Aws(aws::Args),
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    match args.command {
        Command::Aws(args) => aws::run(world, args),
    }
}
