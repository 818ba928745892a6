//! The proof that whoever enrols a key holds it: made on the laptop, verified by the issuer.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::InvitationCode;
use crate::domain::challenge::{Challenge, ChallengeError, ChallengeSecret, Purpose};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::{self, Claims, Es256, Header, JoseError, Jwk, KeyPlace, SigningInput};
use crate::domain::once::Unspent;
use crate::domain::wire::{EnrolmentClaims, TYP_ENROLL};

impl Claims for EnrolmentClaims {
    const TYP: &'static str = TYP_ENROLL;
    const KEY: KeyPlace = KeyPlace::Embedded;
}

/// Returns what the new key must sign. `code` is absent when a session adds a further key.
pub fn proof_input(
    key: &Jwk,
    issuer: &IssuerUrl,
    challenge: &Challenge,
    code: Option<&InvitationCode>,
) -> SigningInput {
    let header =
        Header { alg: Es256::Es256, typ: TYP_ENROLL.into(), kid: None, jwk: Some(key.clone()) };
    let claims = EnrolmentClaims {
        aud: issuer.clone(),
        nonce: challenge.as_str().into(),
        exp: challenge.expires_at(),
        code_hash: code.map(InvitationCode::hash),
    };
    SigningInput::new(&header, &claims)
}

/// A key whose holder asks for it to be enrolled, now, with this invitation or none.
///
/// There is no public constructor: it comes out of [`verify_proof`], once the challenge is spent.
#[derive(Debug)]
pub struct NewKey {
    pub(super) jwk: Jwk,
    pub(super) code_hash: Option<String>,
}

impl NewKey {
    /// Returns the key, which the attestation must be about.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Returns the hash of the invitation's code that the proof was made with.
    pub fn code_hash(&self) -> Option<&str> {
        self.code_hash.as_deref()
    }
}

/// Why a proof isn't taken; at the wire `invalid_grant`.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum ProofError {
    /// The challenge isn't ours, not for this key, or over.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// `exp` isn't the challenge's.
    #[error("the proof's expiry is not its challenge's")]
    Expiry,
    /// It is no proof at all, or its signature doesn't hold.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// It was made with another invitation code than the one sent along, or with one too many.
    #[error("the proof was made with another invitation")]
    OtherInvitation,
    /// It was made for another issuer.
    #[error("the proof is for another issuer")]
    OtherIssuer,
}

/// Returns the key, as yet to be spent, if its holder made this proof for this issuer, this
/// invitation code (or none) and a challenge that is this issuer's, for this key, and not over.
pub fn verify_proof(
    proof: &str,
    issuer: &IssuerUrl,
    secret: &ChallengeSecret,
    code: Option<&InvitationCode>,
    now: DateTime<Utc>,
) -> Result<Unspent<NewKey>, ProofError> {
    let verified = jose::verify_embedded::<EnrolmentClaims>(proof)?;
    let claims = verified.claims();
    if claims.aud != *issuer {
        return Err(ProofError::OtherIssuer);
    }
    if claims.code_hash != code.map(InvitationCode::hash) {
        return Err(ProofError::OtherInvitation);
    }
    let challenge = Challenge::parse(&claims.nonce, Purpose::Enroll)?;
    if claims.exp != challenge.expires_at() {
        return Err(ProofError::Expiry);
    }
    let unspent = secret.check(&challenge, Purpose::Enroll, &verified.key_id(), now)?;
    let new_key = NewKey { jwk: verified.key().clone(), code_hash: claims.code_hash.clone() };
    Ok(unspent.map(|()| new_key))
}
