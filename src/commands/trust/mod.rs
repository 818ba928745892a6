//! `vouch trust`: the trust policies of roles.

pub(super) mod input;
pub mod lint;
pub mod print;
pub mod revoke;
pub(super) mod table;
pub mod test;

use clap::Subcommand;

use super::error::CommandError;
use super::world::World;

/// Work on the trust policies of roles
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do with them
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done with trust policies.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find what is wrong with trust policies
    Lint(lint::Args),
    /// Print the identity provider and the role for this issuer
    Print(Box<print::Args>),
    /// Print the policy that cuts off the AWS sessions that a person has already
    Revoke(revoke::Args),
    /// Tell what AWS would answer to a token
    Test(test::Args),
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    match args.command {
        Command::Lint(args) => lint::run(world, args),
        Command::Print(args) => print::run(world, *args),
        Command::Revoke(args) => revoke::run(world, args),
        Command::Test(args) => test::run(world, args),
    }
}
