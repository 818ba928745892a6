//! A private P-256 key outside a YubiKey: the session's, and the software key's.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::jose::Jwk;
use crate::domain::secret::Secret;

/// A private P-256 key that is kept in the keyring.
#[derive(Clone)]
pub struct SessionKey(SigningKey);

/// A text that is no private key.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a private key is 32 bytes in base64url, between zero and the order of P-256")]
pub struct SessionKeyError;

impl SessionKey {
    /// Makes a key out of random bytes; draws again in the one case in four billion in which they
    /// are no key.
    pub fn generate(mut draw: impl FnMut() -> [u8; 32]) -> Self {
        loop {
            if let Ok(key) = SigningKey::from_slice(Zeroizing::new(draw()).as_slice()) {
                return Self(key);
            }
        }
    }

    /// Reads what [`SessionKey::to_secret`] wrote.
    pub fn parse(secret: &Secret) -> Result<Self, SessionKeyError> {
        let bytes = URL_SAFE_NO_PAD.decode(secret.expose()).map_err(|_| SessionKeyError)?;
        let bytes = Zeroizing::new(bytes);
        SigningKey::from_slice(&bytes).map(Self).map_err(|_| SessionKeyError)
    }

    /// Returns the 32 bytes in base64url.
    pub fn to_secret(&self) -> Secret {
        Secret::new(URL_SAFE_NO_PAD.encode(Zeroizing::new(self.0.to_bytes())))
    }

    /// Returns the public half.
    pub fn jwk(&self) -> Jwk {
        Jwk::from(self.0.verifying_key())
    }

    /// Signs the message (ES256: the SHA-256 of it) and returns `r || s`.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        let signature: Signature = self.0.sign(message);
        signature.to_bytes().into()
    }
}

impl fmt::Debug for SessionKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SessionKey({})", self.jwk().thumbprint())
    }
}

#[cfg(test)]
mod tests {
    use p256::ecdsa::signature::Verifier as _;

    use super::*;

    #[test]
    fn survives_the_keyring() {
        let key = SessionKey::generate(|| [7; 32]);
        let again = SessionKey::parse(&key.to_secret()).unwrap();
        assert_eq!(again.jwk(), key.jwk());
    }

    #[test]
    fn draws_until_the_bytes_are_a_key() {
        let mut draws = [[0xff; 32], [0; 32], [1; 32]].into_iter();
        let key = SessionKey::generate(|| draws.next().unwrap());
        assert_eq!(key.jwk(), SessionKey::generate(|| [1; 32]).jwk());
    }

    #[test]
    fn its_signature_verifies() {
        let key = SessionKey::generate(|| [7; 32]);
        let signature = Signature::from_slice(&key.sign(b"message")).unwrap();
        key.jwk().verifying_key().unwrap().verify(b"message", &signature).unwrap();
    }

    #[test]
    fn refuses_what_is_no_key() {
        for text in ["", "AAAA", "not base64", &"A".repeat(43)] {
            assert_eq!(SessionKey::parse(&Secret::new(text)).unwrap_err(), SessionKeyError);
        }
    }

    #[test]
    fn no_formatter_shows_it() {
        let key = SessionKey::generate(|| [7; 32]);
        assert!(!format!("{key:?}").contains(key.to_secret().expose()));
    }
}
