//! `vouch exec`: runs a program with a role's credentials in its environment, in place of this one.

mod server;

use std::ffi::OsString;

use super::error::{CommandError, Exit};
use super::ready::Wanted;
use super::world::World;
use crate::adapters::other_program::{self, NotStarted};
use crate::domain::aws_variables::{self, Change, EXEC_MARKER, ID_TOKEN};

/// Run a program with a role's credentials in its environment.
///
/// Variables that would win over them, such as AWS_PROFILE, are taken from it. The program takes the
/// place of vouch: signals and exit codes are its own. It keeps the credentials that it began with.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Which credentials
    #[command(flatten)]
    wanted: Wanted,

    /// Stay beside the program and serve it the credentials on loopback, new ones as long as the session
    /// lives: none are in its environment but the token of that endpoint
    #[arg(long, conflicts_with = "min_ttl")]
    server: bool,

    /// The program, and what it is given
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

/// Runs the command. Returns only if the program can't be started.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    refuse_nesting(world)?;
    let (program, arguments) = args.command.split_first().expect("clap demands one word");
    if args.server {
        return server::run(world, &args.wanted.which, program, arguments);
    }
    let ready = args.wanted.ready(world)?;
    ready.warn_if_short(world);
    let changes = only(ready.variables(EXEC_MARKER));
    Err(other_program::run_instead(program, arguments, &changes).into())
}

/// Returns the whole change of the program's environment: these variables, and neither others that
/// decide nor the token by which vouch itself may have been let in.
fn only(variables: Vec<Change>) -> Vec<Change> {
    let mut changes = aws_variables::only(variables);
    changes.push(Change { name: ID_TOKEN, value: None });
    changes
}

/// Within a program of `exec`, another would hide which credentials are in use.
fn refuse_nesting(world: &World) -> Result<(), CommandError> {
    let Some(outer) = &world.environment.vouch_exec else { return Ok(()) };
    let what = format!("this runs within `vouch exec` already, with the credentials of {outer}");
    let hint = format!("leave that program first (`exit`), or unset {EXEC_MARKER}");
    Err(CommandError::new(Exit::Misused, what).hint(hint))
}

impl From<NotStarted> for CommandError {
    fn from(error: NotStarted) -> Self {
        let exit = match error {
            NotStarted::NotFound { .. } => Exit::ProgramNotFound,
            NotStarted::NotRun { .. } => Exit::ProgramNotRun,
        };
        Self::new(exit, error.to_string())
    }
}
