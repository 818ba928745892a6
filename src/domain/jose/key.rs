//! P-256 public keys as JSON Web Keys, and the thumbprints that name them.

use std::fmt;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::VerifyingKey;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// A P-256 public key as a JSON Web Key
/// ([RFC 7517](https://www.rfc-editor.org/rfc/rfc7517), [RFC 7518, section 6.2](https://www.rfc-editor.org/rfc/rfc7518#section-6.2)).
///
/// Exactly the four members that make the key: anything else in the JSON is refused.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Jwk {
    /// The curve, always `P-256`.
    pub crv: Curve,
    /// The key type, always `EC`.
    pub kty: KeyType,
    /// The x coordinate, 32 bytes in base64url.
    pub x: String,
    /// The y coordinate, 32 bytes in base64url.
    pub y: String,
}

/// The one curve we speak.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Curve {
    /// NIST P-256.
    #[serde(rename = "P-256")]
    P256,
}

/// The one key type we speak.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum KeyType {
    /// Elliptic curve.
    #[serde(rename = "EC")]
    Ec,
}

/// A JSON Web Key that is no point on P-256.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("the public key is not a point on P-256")]
pub struct NotOnCurve;

impl Jwk {
    /// Returns the key's thumbprint, its name everywhere
    /// ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)).
    pub fn thumbprint(&self) -> KeyId {
        // The required members in lexicographic order, without white space.
        let canonical =
            format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, self.x, self.y);
        KeyId(URL_SAFE_NO_PAD.encode(Sha256::digest(canonical)))
    }

    /// Returns the key for verifying, if the coordinates are 32 bytes each and on the curve.
    pub fn verifying_key(&self) -> Result<VerifyingKey, NotOnCurve> {
        let mut point = vec![4];
        for coordinate in [&self.x, &self.y] {
            let bytes = URL_SAFE_NO_PAD.decode(coordinate).map_err(|_| NotOnCurve)?;
            if bytes.len() != 32 {
                return Err(NotOnCurve);
            }
            point.extend(bytes);
        }
        VerifyingKey::from_sec1_bytes(&point).map_err(|_| NotOnCurve)
    }
}

impl From<&VerifyingKey> for Jwk {
    fn from(key: &VerifyingKey) -> Self {
        let point = key.to_sec1_point(false);
        let (x, y) = point.as_bytes()[1..].split_at(32);
        Self {
            crv: Curve::P256,
            kty: KeyType::Ec,
            x: URL_SAFE_NO_PAD.encode(x),
            y: URL_SAFE_NO_PAD.encode(y),
        }
    }
}

/// The name of a public key: its JWK thumbprint, 43 characters of base64url.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeyId(String);

/// A text that names no key.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a key id is 43 characters of base64url")]
pub struct KeyIdError;

impl KeyId {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for KeyId {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.into())),
            _ => Err(KeyIdError),
        }
    }
}

impl TryFrom<String> for KeyId {
    type Error = KeyIdError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<KeyId> for String {
    fn from(key: KeyId) -> Self {
        key.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example key of RFC 7515, appendix A.3.
    fn example() -> Jwk {
        serde_json::from_str(
            r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
        )
        .unwrap()
    }

    #[test]
    fn a_key_survives_the_way_through_the_curve() {
        let key = example().verifying_key().unwrap();
        assert_eq!(Jwk::from(&key), example());
    }

    #[test]
    fn a_thumbprint_is_a_key_id() {
        let id = example().thumbprint();
        assert_eq!(id.as_str().parse::<KeyId>().as_ref(), Ok(&id));
        assert_eq!("short".parse::<KeyId>(), Err(KeyIdError));
    }

    #[test]
    fn a_point_off_the_curve_is_refused() {
        let mut jwk = example();
        jwk.y = jwk.x.clone();
        assert_eq!(jwk.verifying_key(), Err(NotOnCurve));
        jwk.y = "AA".into();
        assert_eq!(jwk.verifying_key(), Err(NotOnCurve));
    }

    #[test]
    fn unknown_and_doubled_members_are_refused() {
        for json in [
            r#"{"kty":"EC","crv":"P-256","x":"a","y":"b","d":"c"}"#,
            r#"{"kty":"EC","crv":"P-256","x":"a","x":"a","y":"b"}"#,
            r#"{"kty":"EC","crv":"P-384","x":"a","y":"b"}"#,
        ] {
            assert!(serde_json::from_str::<Jwk>(json).is_err(), "{json}");
        }
    }
}
