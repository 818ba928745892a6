//! The macOS Keychain: the user's login keychain, which takes items of any size.

use apple_native_keyring_store::keychain::Store;

use super::in_parts::InParts;
use super::parts::Parts;
use super::time_limit::Patience;
use super::{KeyringName, SecretStore, SecretStoreError};

const KEYRING: KeyringName = KeyringName::Keychain;

/// Returns the login keychain.
pub(super) fn store(patience: &Patience) -> Box<dyn SecretStore> {
    Box::new(InParts { keyring: KEYRING, open, patience: patience.clone() })
}

fn open() -> Result<Parts, SecretStoreError> {
    let store = Store::new()
        .map_err(|error| SecretStoreError::Unavailable { reason: error.to_string() })?;
    let ours = &[("service", "vouch")];
    Ok(Parts { keyring: KEYRING, store, part_size: usize::MAX, modifiers: &[], ours })
}
