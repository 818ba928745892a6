//! The file that holds an endpoint's token while the endpoint lives.

use std::path::{Path, PathBuf};

use crate::adapters::environment::Environment;
use crate::adapters::files::{self, FileError};
use crate::domain::loopback::EndpointToken;

/// A place for a token, for its owner alone.
pub(super) struct TokenFile {
    path: PathBuf,
}

impl TokenFile {
    /// Returns the place for an endpoint on that port: one that another endpoint there left, which
    /// was killed, is written anew.
    pub(super) fn of(environment: &Environment, port: u16) -> Self {
        let name = format!("endpoint-{port}.token");
        Self { path: environment.runtime_folder.join(name) }
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the token without a newline, which SDKs would refuse.
    pub(super) fn write(&self, token: &EndpointToken) -> Result<(), FileError> {
        files::write_private(&self.path, token.secret().expose())
    }

    /// Removes the file. One that stays is worth nothing: its endpoint is gone.
    pub(super) fn remove(&self) {
        if let Err(error) = files::remove(&self.path) {
            tracing::debug!(%error, "the token's file stays");
        }
    }
}
