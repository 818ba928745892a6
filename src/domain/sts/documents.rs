//! An issuer's documents: discovery and keys.

use serde_json::Value;
use url::Url;

use crate::domain::issuer_url::{IssuerUrl, is_loopback};

use super::certificate;
use super::error::{KeyFault, StsError};
use super::token::{Algorithm, Members, UnverifiedToken};

/// What came of fetching an issuer's documents.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum IssuerDocuments {
    /// An answer came that isn't a document: a status other than 200, or too much of it.
    Broken(String),
    /// Both, as they were received.
    Fetched {
        /// `/.well-known/openid-configuration`.
        discovery: String,
        /// What its `jwks_uri` gave.
        jwks: String,
    },
    /// The issuer is no provider, so nobody asked.
    NotFetched,
    /// No answer came in time.
    Unreachable(String),
}

/// Returns where the issuer keeps its keys. The path isn't fixed; the document must be the
/// issuer's own ([OpenID Connect Discovery 1.0, section 4.3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation)).
pub fn jwks_uri(discovery: &str, issuer: &IssuerUrl) -> Result<Url, KeyFault> {
    let fault = |why: &str| KeyFault::Document(why.into());
    let document: Members = serde_json::from_str(discovery)
        .map_err(|_| fault("the discovery document is no object"))?;
    match text(&document, "issuer") {
        None => return Err(fault("the discovery document has no issuer")),
        Some(other) if other != issuer.as_str() => {
            return Err(fault("the discovery document is another issuer's"));
        }
        Some(_) => {}
    }
    let uri = text(&document, "jwks_uri").ok_or_else(|| fault("there is no jwks_uri"))?;
    let uri = Url::parse(uri).map_err(|_| fault("jwks_uri is no URL"))?;
    let local = issuer.is_loopback() && uri.scheme() == "http" && is_loopback(&uri);
    if uri.scheme() == "https" || local { Ok(uri) } else { Err(fault("jwks_uri is not https")) }
}

/// A public key that AWS would use, in big-endian bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum PublicKey {
    /// `4 || x || y`.
    Ec(Vec<u8>),
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

impl IssuerDocuments {
    /// Returns the key for a token.
    pub(super) fn key(
        &self,
        issuer: &IssuerUrl,
        token: &UnverifiedToken<'_>,
    ) -> Result<PublicKey, StsError> {
        let (discovery, jwks) = match self {
            Self::Broken(why) => return Err(StsError::NoKey(KeyFault::Document(why.clone()))),
            Self::Fetched { discovery, jwks } => (discovery, jwks),
            Self::NotFetched => return Err(StsError::Unreachable("not asked".into())),
            Self::Unreachable(why) => return Err(StsError::Unreachable(why.clone())),
        };
        jwks_uri(discovery, issuer).map_err(StsError::NoKey)?;
        choose(jwks, token).map_err(StsError::NoKey)
    }
}

fn choose(jwks: &str, token: &UnverifiedToken<'_>) -> Result<PublicKey, KeyFault> {
    let keys = key_set(jwks)
        .ok_or_else(|| KeyFault::Document("the key set has no list of keys".into()))?;
    let (kind, _) = parameters(token.algorithm);
    let of_kind = |key: &&Members| text(key, "kty") == Some(kind);
    // More than 100 RSA keys break RSA tokens alone (observed), and so with EC (documented).
    if keys.iter().filter(of_kind).count() > 100 {
        return Err(KeyFault::Document(format!("more than 100 {kind} keys")));
    }
    let key = match (&token.kid, &keys[..]) {
        // Of doubled names the later key wins (observed).
        (Some(kid), keys) => keys.iter().rfind(|key| text(key, "kid") == Some(kid)),
        // A token may leave the name out where there is one key (observed).
        (None, [key]) => Some(key),
        (None, _) => return Err(KeyFault::KidAbsent),
    };
    read(key.ok_or(KeyFault::KidUnknown)?, token.algorithm)
}

/// Reads a key set. Of doubled members the last counts, as in tokens.
fn key_set(jwks: &str) -> Option<Vec<Members>> {
    let set: Members = serde_json::from_str(jwks).ok()?;
    set.get("keys")?.as_array()?.iter().map(|key| key.as_object().cloned()).collect()
}

/// Reads a key as AWS does: its `alg` is ignored, an encryption key isn't used, and a key with
/// `key_ops` isn't either, whatever they are, and the first certificate of
/// a chain (`x5c`) must be for the same key (all observed).
fn read(key: &Members, algorithm: Algorithm) -> Result<PublicKey, KeyFault> {
    let unusable = |why| Err(KeyFault::KeyUnusable(why));
    let (kind, curve) = parameters(algorithm);
    if text(key, "kid").is_none() {
        return unusable("the key has no kid");
    }
    if key.contains_key("key_ops") {
        return unusable("the key has key_ops");
    }
    if key.get("use").is_some_and(|usage| usage.as_str() != Some("sig")) {
        return unusable("the key's use is not sig");
    }
    if text(key, "kty") != Some(kind) {
        return unusable("the key is of another kind than the token's alg");
    }
    let public = numbers(key, curve)?;
    if key.get("x5c").is_some_and(|chain| !certificate::is_for(chain, &public)) {
        return unusable("x5c is for another key");
    }
    Ok(public)
}

fn numbers(key: &Members, curve: Option<(&str, usize)>) -> Result<PublicKey, KeyFault> {
    let unusable = |why| Err(KeyFault::KeyUnusable(why));
    let number = |name| text(key, name).and_then(decode).ok_or(KeyFault::KeyUnusable("no numbers"));
    let Some((curve, length)) = curve else {
        return Ok(PublicKey::Rsa { n: number("n")?, e: number("e")? });
    };
    if text(key, "crv") != Some(curve) {
        return unusable("the key is on another curve than the token's alg");
    }
    let (x, y) = (number("x")?, number("y")?);
    if x.len() != length || y.len() != length {
        return unusable("a coordinate has the wrong length");
    }
    Ok(PublicKey::Ec([vec![4], x, y].concat()))
}

/// Returns `kty` and, for curves, `crv` and the length of a coordinate in bytes.
fn parameters(algorithm: Algorithm) -> (&'static str, Option<(&'static str, usize)>) {
    match algorithm {
        Algorithm::Es256 => ("EC", Some(("P-256", 32))),
        Algorithm::Es384 => ("EC", Some(("P-384", 48))),
        Algorithm::Es512 => ("EC", Some(("P-521", 66))),
        Algorithm::Rs256 | Algorithm::Rs384 | Algorithm::Rs512 => ("RSA", None),
    }
}

fn text<'a>(key: &'a Members, name: &str) -> Option<&'a str> {
    key.get(name).and_then(Value::as_str)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}
