//! Errors of the keyring, for people.

use crate::adapters::secret_store::{KeyringName, SecretStoreError};
use crate::commands::error::{CommandError, Exit};

impl From<SecretStoreError> for CommandError {
    fn from(error: SecretStoreError) -> Self {
        CommandError::new(Exit::Keyring, error.to_string()).hint(hint(&error))
    }
}

fn hint(error: &SecretStoreError) -> &'static str {
    match error {
        SecretStoreError::Corrupt { .. } => "run `vouch logout` and `vouch login` to replace it",
        SecretStoreError::Locked { keyring: KeyringName::SecretService } => {
            "unlock it by logging in to the desktop, or set VOUCH_KEYRING=keyutils and log in again"
        }
        SecretStoreError::Locked { .. } => "unlock it and try again",
        SecretStoreError::Unavailable { .. } => {
            "run `vouch doctor`, which says what each keyring of this machine answers"
        }
        SecretStoreError::TimedOut { .. } => {
            "look for a window of the keyring that waits for an answer, or restart the keyring"
        }
        SecretStoreError::Failed { .. } => "run `vouch doctor`",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_broken_keyring_is_exit_8_with_something_to_do() {
        let keyring = KeyringName::SecretService;
        for error in [
            SecretStoreError::Corrupt { name: "vouch:1:a".into() },
            SecretStoreError::Locked { keyring },
            SecretStoreError::Unavailable { reason: "none".into() },
            SecretStoreError::TimedOut { keyring, seconds: 5 },
            SecretStoreError::Failed { keyring, reason: "no".into() },
        ] {
            let error = CommandError::from(error);
            assert_eq!(error.exit, Exit::Keyring);
            assert!(error.hint.is_some());
        }
    }
}
