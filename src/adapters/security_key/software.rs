//! A P-256 key in the operating system's keyring, for trying vouch without hardware. Every token
//! says that it is one, and an issuer takes it only if it was told to.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::adapters::random::{self, Random};
use crate::adapters::secret_store::{NewItem, SecretStore, SecretStoreError};
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::secret::Secret;

/// A private key that this machine holds.
pub struct SoftwareKey(SigningKey);

/// Why there is no software key.
#[derive(Debug, Error)]
pub enum SoftwareKeyError {
    /// The keyring has none of that name: it was deleted, or made in another keyring.
    #[error("the software key is not in the {keyring}")]
    Absent {
        /// The keyring.
        keyring: String,
    },
    /// The item is there and is another key, or none.
    #[error("the software key in the {keyring} is corrupt")]
    Corrupt {
        /// The keyring.
        keyring: String,
    },
    /// The keyring failed.
    #[error(transparent)]
    Store(#[from] SecretStoreError),
}

impl SoftwareKey {
    /// Makes a key.
    pub fn generate(random: &dyn Random) -> Self {
        loop {
            // One number in 2^32 is not below the order of the curve.
            let bytes = Zeroizing::new(random::bytes::<32>(random));
            if let Ok(key) = SigningKey::from_slice(&*bytes) {
                return Self(key);
            }
        }
    }

    /// Reads the key of that id from the keyring.
    pub fn read(store: &dyn SecretStore, id: &KeyId) -> Result<Self, SoftwareKeyError> {
        let keyring = || store.describe();
        let item = match store.read(&item_name(id)) {
            Err(SecretStoreError::Corrupt { .. }) => {
                return Err(SoftwareKeyError::Corrupt { keyring: keyring() });
            }
            other => other?.ok_or_else(|| SoftwareKeyError::Absent { keyring: keyring() })?,
        };
        match Self::from_secret(&item) {
            Some(key) if key.jwk().thumbprint() == *id => Ok(key),
            _ => Err(SoftwareKeyError::Corrupt { keyring: keyring() }),
        }
    }

    /// Writes the key into the keyring, for good.
    pub fn write(&self, store: &dyn SecretStore) -> Result<(), SoftwareKeyError> {
        let secret = &self.to_secret();
        let name = &item_name(&self.jwk().thumbprint());
        let label = "vouch: software key";
        store.write(&NewItem { name, label, secret, expires_at: None })?;
        Ok(())
    }

    /// Deletes the key of that id from the keyring.
    pub fn delete(store: &dyn SecretStore, id: &KeyId) -> Result<(), SoftwareKeyError> {
        Ok(store.delete(&item_name(id))?)
    }

    /// Returns the private key as a keyring holds it: 32 bytes in base64url.
    pub fn to_secret(&self) -> Secret {
        let bytes = Zeroizing::new(self.0.to_bytes());
        Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
    }

    /// Reads what [`to_secret`](Self::to_secret) has written.
    pub fn from_secret(secret: &Secret) -> Option<Self> {
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(secret.expose()).unwrap_or_default());
        SigningKey::from_slice(&bytes).ok().map(Self)
    }

    /// Returns the public half.
    pub fn jwk(&self) -> Jwk {
        Jwk::from(self.0.verifying_key())
    }

    /// Signs the message (ES256: the SHA-256 of it) and returns `r || s`. Nobody is asked.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }
}

fn item_name(id: &KeyId) -> String {
    format!("vouch:key:{id}")
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;

    use p256::ecdsa::signature::Verifier as _;

    use super::*;
    use crate::adapters::random::SystemRandom;
    use crate::adapters::secret_store::KeyringName;

    #[derive(Default)]
    struct Drawer(RefCell<HashMap<String, String>>);

    impl SecretStore for Drawer {
        fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
            Ok(self.0.borrow().get(name).map(Secret::new))
        }

        fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
            self.0.borrow_mut().insert(item.name.into(), item.secret.expose().into());
            Ok(KeyringName::Keyutils)
        }

        fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
            self.0.borrow_mut().remove(name);
            Ok(())
        }

        fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
            self.0.borrow_mut().retain(|name, _| !name.starts_with(prefix));
            Ok(())
        }

        fn describe(&self) -> String {
            "drawer".into()
        }
    }

    #[test]
    fn survives_the_keyring_and_signs() {
        let store = Drawer::default();
        let key = SoftwareKey::generate(&SystemRandom);
        let id = key.jwk().thumbprint();
        key.write(&store).unwrap();
        let again = SoftwareKey::read(&store, &id).unwrap();
        let signature = Signature::from_slice(&again.sign(b"message")).unwrap();
        key.jwk().verifying_key().unwrap().verify(b"message", &signature).unwrap();
        SoftwareKey::delete(&store, &id).unwrap();
        assert!(matches!(SoftwareKey::read(&store, &id), Err(SoftwareKeyError::Absent { .. })));
    }

    #[test]
    fn another_key_under_its_name_is_corrupt() {
        let store = Drawer::default();
        let id = SoftwareKey::generate(&SystemRandom).jwk().thumbprint();
        let other = SoftwareKey::generate(&SystemRandom).0.to_bytes();
        for text in [String::new(), "!".into(), URL_SAFE_NO_PAD.encode(other)] {
            store.0.borrow_mut().insert(item_name(&id), text);
            let read = SoftwareKey::read(&store, &id);
            assert!(matches!(read, Err(SoftwareKeyError::Corrupt { .. })));
        }
    }
}
