//! A keyring may ask the person, hang, or wait for a daemon that is gone: no call waits for ever.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use super::{KeyringName, SecretStoreError};

/// How long one call to a keyring may take.
pub(super) const LIMIT: Duration = Duration::from_secs(5);

/// Does the work on a thread of its own and waits for it until the limit.
///
/// A call that hangs keeps its thread; the process that gave up on it is about to end.
pub(super) fn within<T: Send + 'static>(
    keyring: KeyringName,
    limit: Duration,
    work: impl FnOnce() -> Result<T, SecretStoreError> + Send + 'static,
) -> Result<T, SecretStoreError> {
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::Builder::new()
        .name("keyring".into())
        .spawn(move || sender.send(work()))
        .map_err(|error| SecretStoreError::Failed { keyring, reason: error.to_string() })?;
    match receiver.recv_timeout(limit) {
        Ok(result) => result,
        Err(RecvTimeoutError::Timeout) => {
            Err(SecretStoreError::TimedOut { keyring, seconds: limit.as_secs() })
        }
        Err(RecvTimeoutError::Disconnected) => {
            Err(SecretStoreError::Failed { keyring, reason: "its call broke off".into() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_in_time_is_handed_on() {
        let read = within(KeyringName::Keychain, LIMIT, || Ok(7));
        assert_eq!(read.unwrap(), 7);
    }

    #[test]
    fn what_never_answers_is_given_up() {
        let (keep, wait) = mpsc::channel::<()>();
        let read = within(KeyringName::Keychain, Duration::ZERO, move || {
            let _ = wait.recv();
            Ok(())
        });
        assert!(matches!(read, Err(SecretStoreError::TimedOut { .. })));
        drop(keep);
    }

    #[test]
    fn what_breaks_off_is_a_failure() {
        let read: Result<(), _> =
            within(KeyringName::Keychain, LIMIT, || std::panic::resume_unwind(Box::new("gone")));
        assert!(matches!(read, Err(SecretStoreError::Failed { .. })));
    }
}
