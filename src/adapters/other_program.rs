//! A program that the person names: it takes the place of this one, or runs beside it, in a changed
//! environment.

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::process::Command;

use thiserror::Error;

use super::own_process;
use super::program_beside::ProgramBeside;
use crate::domain::aws_variables::Change;

/// Why the program could not be started.
#[derive(Debug, Error)]
pub enum NotStarted {
    /// There is no such program.
    #[error("{program}: there is no such program")]
    NotFound {
        /// As it was typed.
        program: PathBuf,
    },
    /// It is there and can't be run.
    #[error("{program} can't be run: {reason}")]
    NotRun {
        /// As it was typed.
        program: PathBuf,
        /// The operating system's words.
        reason: io::Error,
    },
}

/// Lets the program, found as a shell finds it, take the place of this one. Returns only if it can't
/// be started.
pub fn run_instead(program: &OsString, arguments: &[OsString], changes: &[Change]) -> NotStarted {
    let mut command = command(program, arguments, changes);
    let Err(reason) = own_process::become_it(&mut command);
    not_started(program, reason)
}

/// Starts the program, found as a shell finds it, beside this one.
pub fn start(
    program: &OsString,
    arguments: &[OsString],
    changes: &[Change],
) -> Result<ProgramBeside, NotStarted> {
    let mut command = command(program, arguments, changes);
    let started = own_process::start_it(&mut command);
    started.map(ProgramBeside::new).map_err(|reason| not_started(program, reason))
}

fn command(program: &OsString, arguments: &[OsString], changes: &[Change]) -> Command {
    let mut command = Command::new(program);
    for Change { name, value } in changes {
        match value {
            Some(value) => command.env(name, value.expose()),
            None => command.env_remove(name),
        };
    }
    command.args(arguments);
    command
}

fn not_started(program: &OsString, reason: io::Error) -> NotStarted {
    let program = PathBuf::from(program);
    match reason.kind() {
        io::ErrorKind::NotFound => NotStarted::NotFound { program },
        _ => NotStarted::NotRun { program, reason },
    }
}
