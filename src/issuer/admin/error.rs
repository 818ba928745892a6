//! What an administrator reads when a command fails.

use std::fmt;
use std::process::ExitCode;

use crate::adapters::database::DatabaseError;
use crate::adapters::files::FileError;
use crate::adapters::signing_key::SigningKeyError;
use crate::issuer::StartError;
use crate::issuer::invite::InviteError;

/// The exit codes, the same as those of `vouch`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Exit {
    /// Failed, none of the below.
    Failed = 1,
    /// Refused.
    Refused = 6,
    /// Configuration.
    Configuration = 7,
}

/// A failed command.
#[derive(Debug)]
pub struct AdminError {
    /// The exit code.
    pub exit: Exit,
    what: String,
    hint: Option<String>,
}

impl AdminError {
    pub(super) fn failed(what: impl fmt::Display) -> Self {
        Self { exit: Exit::Failed, what: what.to_string(), hint: None }
    }

    pub(super) fn refused(what: impl fmt::Display) -> Self {
        Self { exit: Exit::Refused, ..Self::failed(what) }
    }

    pub(super) fn configuration(what: impl fmt::Display) -> Self {
        Self { exit: Exit::Configuration, ..Self::failed(what) }
    }

    /// Returns what happened, without the hint.
    pub(super) fn what(&self) -> &str {
        &self.what
    }

    pub(super) fn hint(self, hint: &str) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}

impl fmt::Display for AdminError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "error: {}", self.what)?;
        match &self.hint {
            Some(hint) => write!(formatter, "\n\nhint: {hint}"),
            None => Ok(()),
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl From<DatabaseError> for AdminError {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Absent(_) => {
                Self::configuration(error).hint("run `vouch-server init`, or restore the backup")
            }
            DatabaseError::Exposed { .. } => Self::configuration(error)
                .hint("chmod 600 it; see who has access to its folder, too"),
            DatabaseError::Unreadable { .. } => {
                Self::configuration(error).hint("run this as the user that the issuer runs as")
            }
            _ => Self::failed(error),
        }
    }
}

impl From<FileError> for AdminError {
    fn from(error: FileError) -> Self {
        Self::configuration(error)
    }
}

impl From<SigningKeyError> for AdminError {
    fn from(error: SigningKeyError) -> Self {
        let hint = match &error {
            SigningKeyError::Absent(_) => Some("run `vouch-server init`, or restore the backup"),
            SigningKeyError::Exposed { .. } => {
                Some("chmod 600 it; if others had access, make a new one")
            }
            SigningKeyError::Exists(_)
            | SigningKeyError::Invalid(_)
            | SigningKeyError::Io { .. } => None,
        };
        Self { hint: hint.map(Into::into), ..Self::configuration(error) }
    }
}

impl From<InviteError> for AdminError {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Database(error) => error.into(),
            InviteError::Disabled(_) => {
                Self::refused(error).hint("`vouch-server users enable` them first")
            }
            InviteError::OtherDomain { .. } => Self::refused(error),
            InviteError::OtherPerson { .. } => {
                Self::refused(error).hint("name this person differently with `--subject`")
            }
            InviteError::Subject(_) => {
                Self::refused(error).hint("name the person with `--subject`")
            }
        }
    }
}

impl From<StartError> for AdminError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Database(error) => error.into(),
            StartError::SigningKey(error) => error.into(),
            StartError::Config(_) | StartError::Roots(_) | StartError::Tls { .. } => {
                Self::configuration(error)
            }
            StartError::Listen { .. } => Self::failed(error),
        }
    }
}
