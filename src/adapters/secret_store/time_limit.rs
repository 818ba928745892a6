//! A keyring may ask the person, hang, or wait for a daemon that is gone: no call waits for ever,
//! and no process waits in vain twice.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use super::{KeyringName, SecretStoreError};

/// How long a keyring may take to answer what one call asks: a daemon on a slow disk can need a few
/// seconds, and AWS's tools don't wait much longer.
pub(super) const LIMIT: Duration = Duration::from_secs(4);

/// What this process thinks of its keyrings. One that didn't answer in time is lost to it: asking
/// again would cost as long again. Copies share what they think.
#[derive(Clone, Debug, Default)]
pub(super) struct Patience(Arc<OnceLock<Lost>>);

#[derive(Clone, Copy, Debug)]
struct Lost {
    keyring: KeyringName,
    seconds: u64,
}

impl Patience {
    /// Fails at once when the keyring was waited for in vain before.
    pub(super) fn check(&self, keyring: KeyringName) -> Result<(), SecretStoreError> {
        match self.0.get() {
            Some(lost) if lost.keyring == keyring => Err(timed_out(*lost)),
            _ => Ok(()),
        }
    }

    /// Notes that the keyring didn't answer within the limit, and returns that as an error.
    pub(super) fn lose(&self, keyring: KeyringName, limit: Duration) -> SecretStoreError {
        timed_out(*self.0.get_or_init(|| Lost { keyring, seconds: limit.as_secs() }))
    }

    /// Does the work on a thread of its own and waits for it until the limit.
    ///
    /// A call that hangs keeps its thread; the process that gave up on it is about to end.
    pub(super) fn within<T: Send + 'static>(
        &self,
        keyring: KeyringName,
        limit: Duration,
        work: impl FnOnce() -> Result<T, SecretStoreError> + Send + 'static,
    ) -> Result<T, SecretStoreError> {
        self.check(keyring)?;
        let (sender, receiver) = mpsc::sync_channel(1);
        std::thread::Builder::new()
            .name("keyring".into())
            .spawn(move || sender.send(work()))
            .map_err(|error| SecretStoreError::Failed { keyring, reason: error.to_string() })?;
        match receiver.recv_timeout(limit) {
            Ok(result) => result,
            Err(RecvTimeoutError::Timeout) => Err(self.lose(keyring, limit)),
            Err(RecvTimeoutError::Disconnected) => {
                Err(SecretStoreError::Failed { keyring, reason: "its call broke off".into() })
            }
        }
    }
}

fn timed_out(lost: Lost) -> SecretStoreError {
    SecretStoreError::TimedOut { keyring: lost.keyring, seconds: lost.seconds }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYRING: KeyringName = KeyringName::Keychain;

    #[test]
    fn what_answers_in_time_is_handed_on() {
        let read = Patience::default().within(KEYRING, LIMIT, || Ok(7));
        assert_eq!(read.unwrap(), 7);
    }

    #[test]
    fn what_never_answers_is_given_up_and_not_asked_again() {
        let (keep, wait) = mpsc::channel::<()>();
        let patience = Patience::default();
        let read = patience.within(KEYRING, Duration::ZERO, move || {
            let _ = wait.recv();
            Ok(())
        });
        assert!(matches!(read, Err(SecretStoreError::TimedOut { .. })));
        drop(keep);
        let again: Result<(), _> =
            patience.clone().within(KEYRING, LIMIT, || panic!("it was asked again"));
        assert!(matches!(again, Err(SecretStoreError::TimedOut { seconds: 0, .. })));
        assert!(patience.within(KeyringName::SecretService, LIMIT, || Ok(())).is_ok());
    }

    #[test]
    fn what_breaks_off_is_a_failure() {
        let read: Result<(), _> = Patience::default()
            .within(KEYRING, LIMIT, || std::panic::resume_unwind(Box::new("gone")));
        assert!(matches!(read, Err(SecretStoreError::Failed { .. })));
    }
}
