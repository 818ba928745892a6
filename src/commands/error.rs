//! What a person reads when a command fails: what happened, what to do, and the exit code.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// The exit codes, the same for every command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// Nobody reads the output on: a quiet end.
    ClosedPipe = 0,
    /// Failed, none of the below.
    Failed = 1,
    /// Wrong arguments.
    Misused = 2,
    /// Not logged in, session over, or presence too old.
    LoginRequired = 3,
    /// Security key absent, busy, blocked, PIN wrong, touch missed.
    SecurityKey = 4,
    /// Issuer or AWS unreachable.
    Network = 5,
    /// Refused by the issuer or by AWS.
    Refused = 6,
    /// Configuration.
    Configuration = 7,
    /// Keyring locked or broken.
    Keyring = 8,
    /// The program that was to be run is there and can't be, as shells say it.
    ProgramNotRun = 126,
    /// The program that was to be run isn't there, as shells say it.
    ProgramNotFound = 127,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A failed command.
#[derive(Clone, Debug)]
pub struct CommandError {
    /// The exit code.
    pub exit: Exit,
    /// What happened: lower case, no full stop.
    pub what: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
    /// What to do.
    pub hint: Option<String>,
    /// The code of a refusal, in the words of who refused: `AccessDenied`, `invalid_grant`, ...
    pub code: Option<String>,
}

impl CommandError {
    /// Returns an error of that exit code.
    pub fn new(exit: Exit, what: impl Into<String>) -> Self {
        Self { exit, what: what.into(), causes: Vec::new(), hint: None, code: None }
    }

    /// Returns the end of a command that says nothing, only how it ended.
    pub fn silent(exit: Exit) -> Self {
        Self::new(exit, "")
    }

    /// Tells whether there is anything to say: not when nobody reads on, nor of a silent end.
    pub fn is_told(&self) -> bool {
        self.exit != Exit::ClosedPipe && !self.what.is_empty()
    }

    /// Returns the error of an output that can't be written.
    pub fn unwritten(error: io::Error) -> Self {
        let exit = match error.kind() {
            io::ErrorKind::BrokenPipe => Exit::ClosedPipe,
            _ => Exit::Failed,
        };
        Self::new(exit, "could not write to stdout").cause(error)
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the code of a refusal.
    pub fn code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds a cause.
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.causes.push(cause.to_string());
        self
    }

    /// Returns everything in one line, for the tools that show one line only.
    pub fn one_line(&self) -> String {
        let mut line = format!("vouch: {}", self.what);
        for cause in &self.causes {
            line.push_str(": ");
            line.push_str(cause);
        }
        if let Some(hint) = &self.hint {
            line.push_str("; ");
            line.push_str(hint);
        }
        line.replace(['\n', '\r'], " ")
    }
}

impl fmt::Display for CommandError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}", self.what)?;
        for cause in &self.causes {
            write!(formatter, "\n  caused by: {cause}")?;
        }
        match &self.hint {
            Some(hint) => write!(formatter, "\n\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let closed = CommandError::unwritten(io::ErrorKind::BrokenPipe.into());
        assert_eq!(closed.exit as u8, 0);
        assert_eq!(CommandError::unwritten(io::ErrorKind::StorageFull.into()).exit, Exit::Failed);
    }

    #[test]
    fn people_read_it_in_parts_and_tools_in_one_line() {
        let error = CommandError::new(Exit::Keyring, "could not read the session")
            .cause("the keyring is locked")
            .hint("unlock it");
        assert_eq!(
            error.to_string(),
            "error: could not read the session\n  caused by: the keyring is locked\n\nhint: unlock it"
        );
        assert_eq!(
            error.one_line(),
            "vouch: could not read the session: the keyring is locked; unlock it"
        );
    }
}
