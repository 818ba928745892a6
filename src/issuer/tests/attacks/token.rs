//! A signed token whose every part can be forged.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::Value;
use sha2::Sha256;

use crate::domain::jose::Jwk;

/// How a token is sealed.
#[derive(Clone)]
pub(super) enum Seal {
    Es256(SigningKey),
    /// With the public key as the shared secret.
    Hs256(Jwk),
    /// With nothing.
    None,
}

/// A token before it is put together.
#[derive(Clone)]
pub(super) enum Token {
    Made { header: Value, claims: Value, seal: Seal },
    Nonsense,
}

impl Token {
    pub(super) fn header(&mut self) -> &mut Value {
        match self {
            Self::Made { header, .. } => header,
            Self::Nonsense => panic!("nonsense has no header"),
        }
    }

    pub(super) fn claims(&mut self) -> &mut Value {
        match self {
            Self::Made { claims, .. } => claims,
            Self::Nonsense => panic!("nonsense has no claims"),
        }
    }

    pub(super) fn seal(&mut self) -> &mut Seal {
        match self {
            Self::Made { seal, .. } => seal,
            Self::Nonsense => panic!("nonsense has no seal"),
        }
    }

    /// Says another algorithm and seals accordingly.
    pub(super) fn unsign(&mut self) {
        self.header()["alg"] = "none".into();
        *self.seal() = Seal::None;
    }

    pub(super) fn share_secret(&mut self, public: &Jwk) {
        self.header()["alg"] = "HS256".into();
        *self.seal() = Seal::Hs256(public.clone());
    }

    pub(super) fn compact(&self) -> String {
        let Self::Made { header, claims, seal } = self else { return "nonsense".into() };
        let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let seal = match seal {
            Seal::None => Vec::new(),
            Seal::Es256(key) => {
                let signature: Signature = key.sign(input.as_bytes());
                signature.to_bytes().to_vec()
            }
            Seal::Hs256(public) => {
                let secret = serde_json::to_vec(public).unwrap();
                let mut mac = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
                mac.update(input.as_bytes());
                mac.finalize().into_bytes().to_vec()
            }
        };
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(seal))
    }
}
