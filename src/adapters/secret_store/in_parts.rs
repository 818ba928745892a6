//! A keyring whose items are in parts, opened for each call and waited for no longer than the limit.

use super::parts::Parts;
use super::time_limit::{LIMIT, Patience};
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;

/// A keyring of the operating system that `keyring-core` has a store for.
#[derive(Clone, Debug)]
pub(super) struct InParts {
    /// Which one.
    pub(super) keyring: KeyringName,
    /// How it is opened.
    pub(super) open: fn() -> Result<Parts, SecretStoreError>,
    /// How long it is waited for.
    pub(super) patience: Patience,
}

impl InParts {
    fn within_limit<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Parts) -> Result<T, SecretStoreError> + Send + 'static,
    ) -> Result<T, SecretStoreError> {
        let open = self.open;
        self.patience.within(self.keyring, LIMIT, move || work(&open()?))
    }
}

impl SecretStore for InParts {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let name = name.to_owned();
        self.within_limit(move |parts| parts.read(&name))
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let (name, secret) = (item.name.to_owned(), item.secret.clone());
        self.within_limit(move |parts| parts.write(&name, &secret))?;
        Ok(self.keyring)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        let name = name.to_owned();
        self.within_limit(move |parts| parts.delete(&name))
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        let prefix = prefix.to_owned();
        self.within_limit(move |parts| parts.delete_all(&prefix))
    }

    fn describe(&self) -> String {
        self.keyring.title().into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, OnceLock};

    use keyring_core::api::CredentialStore;

    use super::*;

    const KEYRING: KeyringName = KeyringName::Keychain;

    fn open() -> Result<Parts, SecretStoreError> {
        static STORE: OnceLock<Arc<CredentialStore>> = OnceLock::new();
        let store: Arc<CredentialStore> =
            Arc::clone(STORE.get_or_init(|| keyring_core::mock::Store::new().unwrap()));
        Ok(Parts { keyring: KEYRING, store, part_size: 4, modifiers: &[], ours: &[] })
    }

    #[test]
    fn an_item_is_there_for_the_next_call_and_gone_after_its_deletion() {
        let keyring = InParts { keyring: KEYRING, open, patience: Patience::default() };
        let secret = Secret::new("12345678");
        let item = NewItem { name: "vouch:a", label: "a", secret: &secret, expires_at: None };
        assert!(keyring.read("vouch:a").unwrap().is_none());
        assert_eq!(keyring.write(&item).unwrap(), KEYRING);
        assert_eq!(keyring.read("vouch:a").unwrap().unwrap().expose(), "12345678");
        keyring.delete("vouch:a").unwrap();
        assert!(keyring.read("vouch:a").unwrap().is_none());
        keyring.write(&item).unwrap();
        keyring.delete_all("vouch:").unwrap();
        assert!(keyring.read("vouch:a").unwrap().is_none());
    }

    #[test]
    fn a_keyring_that_does_not_open_is_broken_and_not_empty() {
        let open = || Err(SecretStoreError::Unavailable { reason: "none".into() });
        let keyring = InParts { keyring: KEYRING, open, patience: Patience::default() };
        assert!(matches!(keyring.read("a"), Err(SecretStoreError::Unavailable { .. })));
    }
}
