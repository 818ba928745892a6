//! `vouch credential`: prints credentials for tools to use.

pub mod aws;

use clap::Subcommand;

use super::error::CommandError;
use super::world::World;

/// Print credentials, for AWS tools to call
#[derive(Debug, clap::Args)]
pub struct Args {
    /// For whom
    #[command(subcommand)]
    pub command: Command,
}

/// For whom credentials are printed.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print AWS credentials for a role
    Aws(aws::Args),
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    match args.command {
        Command::Aws(args) => aws::run(world, args),
    }
}
