//! The Windows Credential Manager: items on this machine only, in parts that fit.

use windows_native_keyring_store::Store;

use super::in_parts::InParts;
use super::parts::Parts;
use super::time_limit::Patience;
use super::{KeyringName, SecretStore, SecretStoreError};

const KEYRING: KeyringName = KeyringName::CredentialManager;
/// An item holds 2,560 bytes
/// ([CREDENTIALW](https://learn.microsoft.com/en-us/windows/win32/api/wincred/ns-wincred-credentialw)),
/// the header of the first part included.
const PART_SIZE: usize = 2_400;

/// Returns the credentials of the user who is logged on.
pub(super) fn store(patience: &Patience) -> Box<dyn SecretStore> {
    Box::new(InParts { keyring: KEYRING, open, patience: patience.clone() })
}

/// Without `persistence`, an item would roam to the person's other machines.
fn open() -> Result<Parts, SecretStoreError> {
    let store = Store::new()
        .map_err(|error| SecretStoreError::Unavailable { reason: error.to_string() })?;
    let modifiers = &[("persistence", "Local")];
    let ours = &[("pattern", "vouch")];
    Ok(Parts { keyring: KEYRING, store, part_size: PART_SIZE, modifiers, ours })
}
