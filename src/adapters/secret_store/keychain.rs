//! The macOS Keychain: the user's login keychain.

use apple_native_keyring_store::keychain::Store;

use super::parts::Parts;
use super::time_limit::{LIMIT, within};
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;

const KEYRING: KeyringName = KeyringName::Keychain;

/// The login keychain. It takes items of any size.
#[derive(Clone, Copy, Debug)]
pub struct Keychain;

impl SecretStore for Keychain {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let name = name.to_owned();
        within(KEYRING, LIMIT, move || open()?.read(&name))
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let (name, secret) = (item.name.to_owned(), item.secret.clone());
        within(KEYRING, LIMIT, move || open()?.write(&name, &secret).map(|()| KEYRING))
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        let name = name.to_owned();
        within(KEYRING, LIMIT, move || open()?.delete(&name))
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        let prefix = prefix.to_owned();
        within(KEYRING, LIMIT, move || open()?.delete_all(&prefix))
    }

    fn describe(&self) -> String {
        KEYRING.title().into()
    }
}

fn open() -> Result<Parts, SecretStoreError> {
    let store = Store::new()
        .map_err(|error| SecretStoreError::Unavailable { reason: error.to_string() })?;
    let ours = &[("service", "vouch")];
    Ok(Parts { keyring: KEYRING, store, part_size: usize::MAX, modifiers: &[], ours })
}
