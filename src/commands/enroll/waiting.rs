//! A key whose enrolment has not been confirmed: the issuer may have it although its answer was
//! lost, so the key waits in the keyring under the invitation, and the same command goes on with it.

use serde::{Deserialize, Serialize};

use crate::adapters::secret_store::{NewItem, SecretStore, SecretStoreError};
use crate::adapters::security_key::software::SoftwareKey;
use crate::domain::config::KnownKey;
use crate::domain::enrolment::InvitationCode;
use crate::domain::secret::Secret;

/// Where the key of an invitation waits: named by the hash of its code.
pub struct Place(String);

/// What waits.
pub enum Waiting {
    /// A software key, private half included.
    Software(SoftwareKey),
    /// A key in a YubiKey.
    Yubikey(InSlot),
}

/// Where a key in a YubiKey is, and the chain that attests it.
#[derive(Deserialize, Serialize)]
pub struct InSlot {
    /// The key.
    pub key: KnownKey,
    /// The certificates that attest it, as the issuer takes them.
    pub attestation: Vec<String>,
}

impl Place {
    /// Returns the place of the invitation's key.
    pub fn of(code: &InvitationCode) -> Self {
        Self(format!("vouch:enrolling:{}", code.hash()))
    }

    /// Returns the key that waits; what can't be read as one doesn't.
    pub fn read(&self, store: &dyn SecretStore) -> Result<Option<Waiting>, SecretStoreError> {
        Ok(store.read(&self.0)?.and_then(|item| {
            let in_slot = serde_json::from_str(item.expose()).ok().map(Waiting::Yubikey);
            in_slot.or_else(|| SoftwareKey::from_secret(&item).map(Waiting::Software))
        }))
    }

    /// Lets the key wait.
    pub fn keep(&self, store: &dyn SecretStore, key: &Waiting) -> Result<(), SecretStoreError> {
        let secret = &match key {
            Waiting::Software(key) => key.to_secret(),
            Waiting::Yubikey(key) => {
                Secret::new(serde_json::to_string(key).expect("plain structures serialise"))
            }
        };
        let label = "vouch: key that is being enrolled";
        store.write(&NewItem { name: &self.0, label, secret, expires_at: None })?;
        Ok(())
    }

    /// Forgets the key that waited.
    pub fn clear(&self, store: &dyn SecretStore) {
        if let Err(error) = store.delete(&self.0) {
            tracing::debug!(%error, "a key that is enrolled, or not to be, can't be forgotten");
        }
    }
}
