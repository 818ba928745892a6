//! `vouch whoami`: who the person is to the issuer, and to AWS.

mod aws;
mod issuer;
mod report;

use super::credential::aws::SourceKind;
use super::error::CommandError;
use super::which_role::{Chosen, WhichRole};
use super::world::World;
use report::Report;

/// Say who you are to the issuer, and to AWS.
///
/// AWS is asked with the credentials of the profile or role; within `vouch exec`, and after `vouch
/// env`, with those of the environment, unless another is named.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Of which role
    #[command(flatten)]
    which: WhichRole,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command: what the one of both knows is printed also when the other one fails.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let held = aws::held(world, &args.which)?;
    let which = held.as_ref().map_or(&args.which, |held| &held.which);
    let chosen = which.choose(world);
    let issuer = has_login(&chosen).then(|| issuer::ask(world));
    let aws = chosen.and_then(|chosen| aws::ask(world, &chosen, held.as_ref()));
    let report = Report { issuer, aws, now: world.clock.now() };
    let text = if args.json { report.json() } else { report.text() };
    world.output.print(&text).map_err(CommandError::unwritten)?;
    report.failure(world)
}

/// A profile whose token comes from elsewhere has nothing to do with a login.
fn has_login(chosen: &Result<Chosen, CommandError>) -> bool {
    !chosen.as_ref().is_ok_and(|chosen| chosen.request.token.source != SourceKind::Session)
}
