//! Where sessions and cached credentials live: the operating system's keyring, and nowhere else.

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::domain::secret::Secret;

/// The operating system's keyring.
pub trait SecretStore {
    /// Returns the item, or `None` when there is none of that name.
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError>;

    /// Writes the item over an older one of that name. Where the keyring can, it forgets the item
    /// by itself at `expires_at`.
    fn write(&self, item: &NewItem<'_>) -> Result<(), SecretStoreError>;

    /// Deletes the item; one that isn't there is no error.
    fn delete(&self, name: &str) -> Result<(), SecretStoreError>;

    /// Deletes every item of ours whose name begins so, in every keyring this store writes to.
    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError>;

    /// Returns what `status` and `doctor` call the keyring.
    fn describe(&self) -> String;
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
    #[error("the {keyring} is locked")]
    Locked {
        /// Which keyring.
        keyring: String,
    },
    /// No keyring can be had.
    #[error("no keyring is available: {reason}")]
    Unavailable {
        /// Why.
        reason: String,
    },
    /// The keyring didn't answer in time.
    #[error("the {keyring} did not answer within {seconds} s")]
    TimedOut {
        /// Which keyring.
        keyring: String,
        /// The limit.
        seconds: u64,
    },
    /// Anything else.
    #[error("the {keyring} failed: {reason}")]
    Failed {
        /// Which keyring.
        keyring: String,
        /// The keyring's own words.
        reason: String,
    },
}
