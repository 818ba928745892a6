//! How a token is believed: one form, one algorithm, one signature, and nothing left over.
//!
//! The signature is checked by `p256`, which the laptop needs anyway to sign with the session key.
//! `jsonwebtoken` would check it as well, but reads headers leniently (unknown members, any of its
//! algorithms, trailing forms of its own); here every token that we didn't expect to the letter is
//! refused before any arithmetic.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use serde::de::DeserializeOwned;
use thiserror::Error;

use super::{Header, Jwk, KeyId};

/// The longest token that is looked at, in bytes.
pub const MAX_TOKEN: usize = 8 * 1024;

/// The claims of one type of token. The type and the place of the key belong to the claims, so that
/// no caller can ask for the wrong ones.
///
/// The structure denies unknown members (`#[serde(deny_unknown_fields)]`); doubled ones are refused
/// by serde itself.
pub trait Claims: DeserializeOwned {
    /// The exact `typ` of the header.
    const TYP: &'static str;
    /// Where the key comes from.
    const KEY: KeyPlace;
}

/// Where the key that checks a token comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KeyPlace {
    /// In the header as `jwk`: the token speaks for a key that we needn't know yet.
    Embedded,
    /// We know it already; the header names it as `kid`.
    Known,
}

/// Claims whose signature held.
///
/// There is no public constructor: the only ways to hold one are [`verify`] and [`verify_embedded`].
#[derive(Clone, Debug)]
pub struct Verified<C> {
    claims: C,
    key: Jwk,
}

impl<C> Verified<C> {
    /// Returns the claims.
    pub fn claims(&self) -> &C {
        &self.claims
    }

    /// Returns the key that signed.
    pub fn key(&self) -> &Jwk {
        &self.key
    }

    /// Returns the thumbprint of the key that signed.
    pub fn key_id(&self) -> KeyId {
        self.key.thumbprint()
    }
}

/// Why a token isn't believed. The variants carry nothing of the token: it is a stranger's text.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum JoseError {
    /// A segment isn't canonical base64url without padding.
    #[error("a part of the token is not base64url without padding")]
    Base64,
    /// The claims aren't exactly the ones of this type: a member is missing, unknown, doubled or
    /// of another kind.
    #[error("the claims of the token are not the ones expected")]
    Claims,
    /// The header isn't exactly the one of this type: another algorithm, or a member that is
    /// missing, unknown (`crit`, `jku`, `x5u`, ...) or doubled.
    #[error("the header of the token is not the one expected")]
    Header,
    /// The key is named or embedded where it shouldn't be, or isn't where it should.
    #[error("the token does not carry its key where this type carries it")]
    KeyPlace,
    /// The key is no point on P-256.
    #[error("the public key is not a point on P-256")]
    NotOnCurve,
    /// There are fewer or more than three segments.
    #[error("the token does not have three parts")]
    Segments,
    /// The signature isn't 64 bytes `r || s`, or `r` or `s` is zero or too great.
    #[error("the signature is not 64 bytes of r and s")]
    SignatureForm,
    /// The token is longer than [`MAX_TOKEN`].
    #[error("the token is longer than {MAX_TOKEN} bytes")]
    TooLong,
    /// The header names another key.
    #[error("the token names another key")]
    WrongKey,
    /// The signature isn't this key's over these bytes.
    #[error("the signature does not hold")]
    WrongSignature,
    /// The token is of another type.
    #[error("the token is of another type")]
    WrongType,
}

/// Returns the claims, if the token is of their type, names the key as its `kid`, and the key signed
/// exactly these bytes.
pub fn verify<C: Claims>(token: &str, key: &Jwk) -> Result<Verified<C>, JoseError> {
    let parts = Parts::of(token)?;
    let header = parts.header_for::<C>(KeyPlace::Known)?;
    if header.kid.as_deref() != Some(key.thumbprint().as_str()) {
        return Err(JoseError::WrongKey);
    }
    parts.claims_signed_by(key)
}

/// Returns the claims and the key, if the token is of their type and the key in its own header
/// signed exactly these bytes.
///
/// This proves only that whoever made the token holds that key, not whose key it is.
pub fn verify_embedded<C: Claims>(token: &str) -> Result<Verified<C>, JoseError> {
    let parts = Parts::of(token)?;
    let header = parts.header_for::<C>(KeyPlace::Embedded)?;
    let key = header.jwk.ok_or(JoseError::KeyPlace)?;
    parts.claims_signed_by(&key)
}

/// Returns the key that a token **claims** to be signed by, to find the key in a list. Nothing else
/// in the token has been checked and nothing may be concluded from it.
pub fn unverified_key_id(token: &str) -> Result<KeyId, JoseError> {
    let header = Parts::of(token)?.header()?;
    header.kid.ok_or(JoseError::KeyPlace)?.parse().map_err(|_| JoseError::WrongKey)
}

/// The three parts of a token, still undecoded.
struct Parts<'a> {
    header: &'a str,
    claims: &'a str,
    signature: &'a str,
    signed: &'a str,
}

impl<'a> Parts<'a> {
    fn of(token: &'a str) -> Result<Self, JoseError> {
        if token.len() > MAX_TOKEN {
            return Err(JoseError::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JoseError::Segments)?;
        let (header, claims) = signed.split_once('.').ok_or(JoseError::Segments)?;
        if claims.contains('.') {
            return Err(JoseError::Segments);
        }
        Ok(Self { header, claims, signature, signed })
    }

    fn header(&self) -> Result<Header, JoseError> {
        serde_json::from_slice(&decode(self.header)?).map_err(|_| JoseError::Header)
    }

    fn header_for<C: Claims>(&self, place: KeyPlace) -> Result<Header, JoseError> {
        let header = self.header()?;
        if header.typ != C::TYP {
            return Err(JoseError::WrongType);
        }
        let found = match (&header.kid, &header.jwk) {
            (Some(_), None) => KeyPlace::Known,
            (None, Some(_)) => KeyPlace::Embedded,
            (None, None) | (Some(_), Some(_)) => return Err(JoseError::KeyPlace),
        };
        if found == C::KEY && found == place { Ok(header) } else { Err(JoseError::KeyPlace) }
    }

    /// The signature comes before the claims: nothing unsigned is interpreted.
    fn claims_signed_by<C: Claims>(&self, key: &Jwk) -> Result<Verified<C>, JoseError> {
        check_signature(key, self.signed.as_bytes(), &decode(self.signature)?)?;
        let claims =
            serde_json::from_slice(&decode(self.claims)?).map_err(|_| JoseError::Claims)?;
        Ok(Verified { claims, key: key.clone() })
    }
}

/// Checks that the key made this signature, `r || s`, over exactly this message.
pub(super) fn check_signature(
    key: &Jwk,
    message: &[u8],
    signature: &[u8],
) -> Result<(), JoseError> {
    let verifying_key: VerifyingKey = key.verifying_key().map_err(|_| JoseError::NotOnCurve)?;
    // `from_slice` takes 64 bytes alone and refuses zero and what is not below the order.
    // Both `s` and `n - s` hold (RFC 7518 demands neither), so a signature is never used as
    // a name: what is spent once is the nonce inside.
    let signature = Signature::from_slice(signature).map_err(|_| JoseError::SignatureForm)?;
    verifying_key.verify(message, &signature).map_err(|_| JoseError::WrongSignature)
}

/// Decodes base64url without padding; bits left over in the last character are refused, so that a
/// token has one spelling.
fn decode(segment: &str) -> Result<Vec<u8>, JoseError> {
    URL_SAFE_NO_PAD.decode(segment).map_err(|_| JoseError::Base64)
}
