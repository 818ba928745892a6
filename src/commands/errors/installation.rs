//! Errors of the installation, for people.

use crate::adapters::installation::InstallationError;
use crate::commands::error::{CommandError, Exit};

impl From<InstallationError> for CommandError {
    fn from(error: InstallationError) -> Self {
        Self::new(Exit::Failed, error.to_string())
            .hint("install `vouch` and `vouch-full` from one release, in one folder")
    }
}
