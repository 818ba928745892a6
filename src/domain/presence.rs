//! Presence: a person touched their enrolled key, just now, for this issuer and this session.
//!
//! [`verify`] is the whole list of what is checked. Its answer can't be used before the database
//! has spent the challenge ([`Unspent`]); only then is it a [`Presence`], and only a `Presence`
//! begins a session.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::challenge::{Challenge, ChallengeError, ChallengeSecret, Purpose};
use super::dpop::SessionKeyProof;
use super::issuer_url::IssuerUrl;
use super::jose::{self, Claims, Es256, Header, JoseError, KeyId, KeyPlace, SigningInput};
use super::once::Unspent;
use super::person::{EnrolledKey, NotInForce, Person};
use super::wire::{AssertionClaims, Confirmation, KeyKind, TYP_LOGIN};

impl Claims for AssertionClaims {
    const TYP: &'static str = TYP_LOGIN;
    const KEY: KeyPlace = KeyPlace::Known;
}

/// Returns what the key must sign to log in.
///
/// The time in it is the challenge's own: no clock of the laptop is needed.
pub fn assertion(
    key: &KeyId,
    issuer: &IssuerUrl,
    challenge: &Challenge,
    session_key: &KeyId,
) -> SigningInput {
    let header =
        Header { alg: Es256::Es256, typ: TYP_LOGIN.into(), kid: Some(key.to_string()), jwk: None };
    let claims = AssertionClaims {
        iss: key.clone(),
        sub: key.clone(),
        aud: issuer.clone(),
        nonce: challenge.as_str().into(),
        exp: challenge.expires_at(),
        cnf: Confirmation { jkt: session_key.clone() },
    };
    SigningInput::new(&header, &claims)
}

/// Proof that the person was here: they typed their PIN and touched their key for this login.
///
/// There is no public constructor and no copy: it comes out of [`verify`], once the challenge is
/// spent, and begins one session.
#[derive(Debug)]
pub struct Presence {
    at: DateTime<Utc>,
    key: KeyId,
    kind: KeyKind,
    person: Person,
    session_key: KeyId,
}

impl Presence {
    /// Returns when the issuer saw it.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// Returns the key that was touched.
    pub fn key(&self) -> &KeyId {
        &self.key
    }

    /// Returns where the key lives: only in a YubiKey does presence mean a PIN and a touch.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// Returns who was here.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// Returns the session key that the login is for, alone.
    pub fn session_key(&self) -> &KeyId {
        &self.session_key
    }
}

/// Why an assertion shows nobody's presence; at the wire `invalid_grant`.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum PresenceError {
    /// The challenge isn't ours, not for this key, or over.
    #[error(transparent)]
    Challenge(#[from] ChallengeError),
    /// `exp` isn't the challenge's.
    #[error("the assertion's expiry is not its challenge's")]
    Expiry,
    /// It is no assertion at all, or its signature doesn't hold.
    #[error(transparent)]
    Jose(#[from] JoseError),
    /// The key or its person doesn't count any longer.
    #[error(transparent)]
    NotInForce(#[from] NotInForce),
    /// It was made for another issuer.
    #[error("the assertion is for another issuer")]
    OtherIssuer,
    /// It speaks in another key's name.
    #[error("the assertion speaks for another key")]
    OtherKey,
    /// It was made for another session key than the one that sent it.
    #[error("the assertion was made for another session key")]
    OtherSessionKey,
}

/// Returns the presence that the assertion shows, as yet to be spent.
///
/// In this order: the key and its person count; the signature is the enrolled key's, over a token of
/// our type; it speaks for that key, to this issuer, for the session key that sent it; the challenge
/// is this issuer's, for this key, and not over.
pub fn verify(
    assertion: &str,
    key: &EnrolledKey,
    issuer: &IssuerUrl,
    secret: &ChallengeSecret,
    sender: &SessionKeyProof,
    now: DateTime<Utc>,
) -> Result<Unspent<Presence>, PresenceError> {
    let person = key.in_force()?;
    let verified = jose::verify::<AssertionClaims>(assertion, &key.jwk)?;
    let claims = verified.claims();
    let id = verified.key_id();
    if claims.iss != id || claims.sub != id {
        return Err(PresenceError::OtherKey);
    }
    if claims.aud != *issuer {
        return Err(PresenceError::OtherIssuer);
    }
    if claims.cnf.jkt != *sender.jkt() {
        return Err(PresenceError::OtherSessionKey);
    }
    let challenge = Challenge::parse(&claims.nonce, Purpose::Login)?;
    if claims.exp != challenge.expires_at() {
        return Err(PresenceError::Expiry);
    }
    let unspent = secret.check(&challenge, Purpose::Login, &id, now)?;
    let presence = Presence {
        at: now,
        key: id,
        kind: key.kind,
        person: person.clone(),
        session_key: sender.jkt().clone(),
    };
    Ok(unspent.map(|()| presence))
}
