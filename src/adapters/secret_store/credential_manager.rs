//! The Windows Credential Manager: items on this machine only, in parts that fit.

use windows_native_keyring_store::Store;

use super::parts::Parts;
use super::time_limit::{LIMIT, within};
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;

const KEYRING: KeyringName = KeyringName::CredentialManager;
/// An item holds 2,560 bytes
/// ([CREDENTIALW](https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw)),
/// the header of the first part included.
const PART_SIZE: usize = 2_400;

/// The credentials of the user who is logged on.
#[derive(Clone, Copy, Debug)]
pub struct CredentialManager;

impl SecretStore for CredentialManager {
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

/// Without `persistence`, an item would roam to the person's other machines.
fn open() -> Result<Parts, SecretStoreError> {
    let store = Store::new()
        .map_err(|error| SecretStoreError::Unavailable { reason: error.to_string() })?;
    let modifiers = &[("persistence", "Local")];
    let ours = &[("pattern", "vouch")];
    Ok(Parts { keyring: KEYRING, store, part_size: PART_SIZE, modifiers, ours })
}
