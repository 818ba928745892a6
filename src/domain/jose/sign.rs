//! How a token is put together.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::Jwk;

/// The header of every token that we sign ourselves.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Always `ES256`.
    pub alg: Es256,
    /// What kind of token it is (`JWT`, `vouch-login+jwt`, `vouch-enroll+jwt`, `dpop+jwt`).
    pub typ: String,
    /// Which key signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// The key itself, in DPoP and enrolment proofs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwk: Option<Jwk>,
}

/// The one algorithm we speak ([RFC 7518, section 3.4](https://www.rfc-editor.org/rfc/rfc7518#section-3.4)).
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Es256 {
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
}

/// The text that a signature is made over: `base64url(header).base64url(claims)`.
#[derive(Clone, Debug)]
pub struct SigningInput(String);

impl SigningInput {
    /// Encodes header and claims.
    ///
    /// # Panics
    /// Never for the types of this crate: they are plain structures with string keys.
    pub fn new(header: &Header, claims: &impl Serialize) -> Self {
        let part = |json: serde_json::Result<Vec<u8>>| {
            URL_SAFE_NO_PAD.encode(json.expect("plain structures serialise"))
        };
        Self(format!("{}.{}", part(serde_json::to_vec(header)), part(serde_json::to_vec(claims))))
    }

    /// Returns the bytes to sign.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Returns the compact token, given the raw signature `r || s`
    /// ([RFC 7515, section 3.1](https://www.rfc-editor.org/rfc/rfc7515#section-3.1)).
    pub fn with_signature(self, signature: &[u8; 64]) -> String {
        format!("{}.{}", self.0, URL_SAFE_NO_PAD.encode(signature))
    }
}
