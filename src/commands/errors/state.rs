//! Errors of the laptop's own state and of the software key, for people.

use crate::adapters::security_key::software::SoftwareKeyError;
use crate::adapters::state::StateError;
use crate::commands::error::{CommandError, Exit};

impl From<StateError> for CommandError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::File(error) => error.into(),
            StateError::Corrupt { path, reason } => {
                let hint = format!("delete {} and run `vouch login`", path.display());
                Self::new(Exit::Configuration, format!("{} is corrupt", path.display()))
                    .cause(reason)
                    .hint(hint)
            }
        }
    }
}

impl From<SoftwareKeyError> for CommandError {
    fn from(error: SoftwareKeyError) -> Self {
        let what = error.to_string();
        match error {
            SoftwareKeyError::Store(error) => error.into(),
            SoftwareKeyError::Absent { .. } => Self::new(Exit::SecurityKey, what).hint(
                "start the desktop's keyring if it is in there; the kernel keyring forgets at a \
                 restart: then enroll again with a new invitation",
            ),
            SoftwareKeyError::Corrupt { .. } => {
                Self::new(Exit::SecurityKey, what).hint("enroll again with a new invitation")
            }
        }
    }
}
