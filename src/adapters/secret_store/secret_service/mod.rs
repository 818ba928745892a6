//! The desktop's keyring, through D-Bus
//! ([Secret Service API](https://specifications.freedesktop.org/secret-service-spec/latest/)).
//!
//! Secrets cross the session bus unencrypted: it is a local socket of the same user, who can read
//! the keyring anyway, and the encrypted form costs a 1024-bit key agreement each time
//! (docs/design/keyring.md).

mod bus;
mod error;

use std::time::Duration;

use super::time_limit::{LIMIT, Patience};
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;
use bus::{Bus, Change, Object};
use error::unavailable;

/// The attribute by which our items are found: nobody else's item carries it.
const NAME: &str = "vouch-item";
/// The attribute that all our items share.
const APPLICATION: (&str, &str) = ("application", "vouch");
const KEYRING: KeyringName = KeyringName::SecretService;

/// How long the person may take to unlock it.
const PROMPT: Duration = Duration::from_secs(60);
/// How long a change may take that a person waits for: the keyring has answered questions before,
/// and is waiting for its disk.
const SLOW_CHANGE: Duration = Duration::from_secs(20);

/// The Secret Service of the session bus. Make it only where there is a bus: libdbus would launch
/// one otherwise.
#[derive(Clone, Debug)]
pub(super) struct SecretService {
    patience: Patience,
    change: Duration,
}

impl SecretService {
    /// Returns the one for what AWS's tools wait for.
    pub(super) fn quick(patience: &Patience) -> Self {
        Self { patience: patience.clone(), change: LIMIT }
    }

    /// Returns the one for what a person waits for.
    pub(super) fn patient(patience: &Patience) -> Self {
        Self { patience: patience.clone(), change: SLOW_CHANGE }
    }

    fn connect(&self) -> Result<Bus, SecretStoreError> {
        Bus::connect(&self.patience)
    }

    fn delete_where(
        &self,
        attribute: (&str, &str),
        is_meant: impl Fn(&str) -> bool,
    ) -> Result<(), SecretStoreError> {
        let bus = self.connect()?;
        let found = bus.search(&[attribute])?;
        let mut meant = Vec::new();
        for item in &found.unlocked {
            let Some(attributes) = bus.attributes(item)? else { continue };
            if attributes.get(NAME).is_some_and(|name| is_meant(name)) {
                meant.push(item);
            }
        }
        for item in meant {
            done(bus.delete(item, self.change)?)?;
        }
        // A locked item neither shows its attributes nor can be deleted.
        if found.locked.is_empty() { Ok(()) } else { Err(locked()) }
    }
}

impl SecretStore for SecretService {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let bus = self.connect()?;
        let found = bus.search(&[(NAME, name)])?;
        let Some(item) = newest(&bus, found.unlocked)? else {
            return if found.locked.is_empty() {
                nothing_unless_locked(&bus)
            } else {
                Err(locked())
            };
        };
        let Some(bytes) = bus.secret(&item)? else { return Ok(None) };
        match std::str::from_utf8(&bytes) {
            Ok(text) if !text.is_empty() => Ok(Some(Secret::new(text))),
            _ => Err(SecretStoreError::Corrupt { name: name.into() }),
        }
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let bus = self.connect()?;
        let collection = default_collection(&bus)?;
        if bus.is_locked(&collection)? {
            return Err(locked());
        }
        let attributes = [(NAME, item.name), APPLICATION];
        let secret = item.secret.expose().as_bytes();
        done(bus.create(&collection, item.label, &attributes, secret, self.change)?)?;
        Ok(KEYRING)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.delete_where((NAME, name), |found| found == name)
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        self.delete_where(APPLICATION, |found| found.starts_with(prefix))
    }

    fn unlock(&self) -> Result<(), SecretStoreError> {
        let bus = self.connect()?;
        let collection = default_collection(&bus)?;
        if bus.is_locked(&collection)? { done(bus.unlock(&collection, PROMPT)?) } else { Ok(()) }
    }

    fn reach(&self, keyring: &str) -> Result<(), SecretStoreError> {
        if keyring == KEYRING.as_str() { self.connect().map(drop) } else { Ok(()) }
    }

    fn describe(&self) -> String {
        KEYRING.title().into()
    }
}

/// A search by attributes is a search by some of them: a copy of our item, with attributes added,
/// is found as well.
fn newest(bus: &Bus, items: Vec<Object>) -> Result<Option<Object>, SecretStoreError> {
    if items.len() < 2 {
        return Ok(items.into_iter().next());
    }
    let mut dated = Vec::new();
    for item in items {
        dated.extend(bus.modified(&item)?.map(|modified| (modified, item)));
    }
    Ok(dated.into_iter().max_by_key(|(modified, _)| *modified).map(|(_, item)| item))
}

/// A locked keyring may hide the item, so nothing found there is not yet absent.
fn nothing_unless_locked(bus: &Bus) -> Result<Option<Secret>, SecretStoreError> {
    match bus.default_collection()? {
        Some(collection) if bus.is_locked(&collection)? => Err(locked()),
        _ => Ok(None),
    }
}

fn default_collection(bus: &Bus) -> Result<Object, SecretStoreError> {
    bus.default_collection()?.ok_or_else(|| {
        unavailable("the Secret Service has no default keyring; one is made at a desktop login")
    })
}

/// No window is opened for a program: a keyring that wants one is locked.
fn done(change: Change) -> Result<(), SecretStoreError> {
    match change {
        Change::Done => Ok(()),
        Change::WantsPerson => Err(locked()),
    }
}

fn locked() -> SecretStoreError {
    SecretStoreError::Locked { keyring: KEYRING }
}
