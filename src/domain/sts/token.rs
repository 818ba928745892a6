//! A web identity token, taken apart but not yet believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::error::StsError;

/// The members of a JSON object. Of doubled ones the last counts (observed).
pub(super) type Members = Map<String, Value>;

/// A JSON Web Token in compact form. Nothing in it is proven.
#[derive(Clone, Debug)]
pub(super) struct UnverifiedToken<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) kid: Option<String>,
    pub(super) claims: Members,
    /// What the signature is over.
    pub(super) signing_input: &'a [u8],
    pub(super) signature: Vec<u8>,
}

/// The algorithms that AWS takes
/// ([documented](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html)):
/// no PSS, no EdDSA, no shared secrets, never `none`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Algorithm {
    Es256,
    Es384,
    Es512,
    Rs256,
    Rs384,
    Rs512,
}

impl Algorithm {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "ES256" => Self::Es256,
            "ES384" => Self::Es384,
            "ES512" => Self::Es512,
            "RS256" => Self::Rs256,
            "RS384" => Self::Rs384,
            "RS512" => Self::Rs512,
            _ => return None,
        })
    }
}

impl<'a> UnverifiedToken<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, StsError> {
        let parts: Vec<&str> = text.split('.').collect();
        let [header, claims, signature] = parts[..] else {
            return Err(StsError::NotJwt("not three parts"));
        };
        let signing_input = &text.as_bytes()[..header.len() + 1 + claims.len()];
        let header = object(header)?;
        // An extension that must be understood, and none is (observed).
        if header.contains_key("crit") {
            return Err(StsError::NotJwt("crit"));
        }
        let algorithm = header.get("alg").and_then(Value::as_str).and_then(Algorithm::named);
        let kid = match header.get("kid") {
            None => None,
            Some(Value::String(kid)) => Some(kid.clone()),
            Some(_) => return Err(StsError::NotJwt("kid is no text")),
        };
        Ok(Self {
            algorithm: algorithm.ok_or(StsError::NotJwt("alg"))?,
            kid,
            claims: object(claims)?,
            signing_input,
            signature: URL_SAFE_NO_PAD
                .decode(signature)
                .map_err(|_| StsError::NotJwt("not base64url"))?,
        })
    }
}

fn object(part: &str) -> Result<Members, StsError> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| StsError::NotJwt("not base64url"))?;
    serde_json::from_slice(&bytes).map_err(|_| StsError::NotJwt("not a JSON object"))
}

/// Returns the issuer that a token names, believed by nobody: it tells whose documents to fetch.
pub fn claimed_issuer(token: &str) -> Option<String> {
    let token = UnverifiedToken::parse(token).ok()?;
    token.claims.get("iss").and_then(Value::as_str).map(Into::into)
}
