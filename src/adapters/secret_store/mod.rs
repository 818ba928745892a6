//! Where sessions and cached credentials live: the operating system's keyring, and nowhere else.

pub mod choose;
#[cfg(windows)]
mod credential_manager;
#[cfg(any(target_os = "macos", windows, test))]
mod in_parts;
#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "linux")]
mod keyutils;
#[cfg(target_os = "linux")]
mod layers;
#[cfg(any(target_os = "macos", windows, test))]
mod parts;
#[cfg(target_os = "linux")]
mod secret_service;
mod time_limit;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::domain::secret::Secret;

/// The operating system's keyring.
pub trait SecretStore {
    /// Returns the item, or `None` when there is none of that name.
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError>;

    /// Writes the item over an older one of that name, and returns which keyring took it. Where
    /// the keyring can, it forgets the item by itself at `expires_at`.
    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError>;

    /// Deletes the item; one that isn't there is no error.
    fn delete(&self, name: &str) -> Result<(), SecretStoreError>;

    /// Deletes every item of ours whose name begins so, in every keyring this store writes to.
    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError>;

    /// Makes sure that an item could be written now. Called where a person is present: a locked
    /// keyring may ask to be unlocked, and is given a minute.
    fn unlock(&self) -> Result<(), SecretStoreError> {
        Ok(())
    }

    /// Makes sure that the keyring of that name (a word of `VOUCH_KEYRING`) answers, where it is one
    /// of those that this store asks: what it holds is not absent while its daemon is.
    fn reach(&self, _keyring: &str) -> Result<(), SecretStoreError> {
        Ok(())
    }

    /// Returns what `status` and `doctor` call the keyring.
    fn describe(&self) -> String;
}

/// One keyring, in the words of `VOUCH_KEYRING`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyringName {
    /// The Windows Credential Manager, `wincred`.
    CredentialManager,
    /// The macOS Keychain, `keychain`.
    Keychain,
    /// The Linux kernel's keys, `keyutils`: gone when the machine restarts.
    Keyutils,
    /// The desktop's Secret Service, `secret-service`.
    SecretService,
}

impl KeyringName {
    /// Returns the word of `VOUCH_KEYRING`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CredentialManager => "wincred",
            Self::Keychain => "keychain",
            Self::Keyutils => "keyutils",
            Self::SecretService => "secret-service",
        }
    }

    /// Returns what people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::CredentialManager => "Windows Credential Manager",
            Self::Keychain => "macOS Keychain",
            Self::Keyutils => "kernel keyring",
            Self::SecretService => "Secret Service keyring",
        }
    }
}

/// An item to write.
#[derive(Debug)]
pub struct NewItem<'a> {
    /// Its name: `vouch:session:...`, `vouch:1:...` (a cache item), `vouch:key:...`.
    pub name: &'a str,
    /// What a keyring's window shows to the person.
    pub label: &'a str,
    /// The secret.
    pub secret: &'a Secret,
    /// When it is worth nothing any more.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Absent is `Ok(None)`; these are the ways in which a keyring is broken.
#[derive(Debug, Error)]
pub enum SecretStoreError {
    /// The item is there and can't be what we wrote.
    #[error("the keyring item {name} is corrupt")]
    Corrupt {
        /// Which item.
        name: String,
    },
    /// The keyring is locked.
    #[error("the {} is locked", keyring.title())]
    Locked {
        /// Which keyring.
        keyring: KeyringName,
    },
    /// No keyring can be had.
    #[error("no keyring is available: {reason}")]
    Unavailable {
        /// Why.
        reason: String,
    },
    /// The keyring didn't answer in time.
    #[error("the {} did not answer within {seconds} s", keyring.title())]
    TimedOut {
        /// Which keyring.
        keyring: KeyringName,
        /// The limit.
        seconds: u64,
    },
    /// Anything else.
    #[error("the {} failed: {reason}", keyring.title())]
    Failed {
        /// Which keyring.
        keyring: KeyringName,
        /// The keyring's own words.
        reason: String,
    },
}
