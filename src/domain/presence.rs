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

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::dpop::SessionKey;
    use crate::domain::fixtures::{
        NOW, TestKey, challenge_secret, enrolled, issuer, key, sender, session_key, spend,
    };
    use crate::domain::person::Standing;

    fn claims() -> AssertionClaims {
        let id = key().jwk().thumbprint();
        let challenge = challenge_secret().issue(Purpose::Login, &id, NOW, [3; 16]);
        AssertionClaims {
            iss: id.clone(),
            sub: id,
            aud: issuer(),
            nonce: challenge.as_str().into(),
            exp: challenge.expires_at(),
            cnf: Confirmation { jkt: session_key().thumbprint() },
        }
    }

    fn signed_by(key: &TestKey, claims: &AssertionClaims) -> String {
        let kid = Some(key.jwk().thumbprint().to_string());
        let header = Header { alg: Es256::Es256, typ: TYP_LOGIN.into(), kid, jwk: None };
        key.sign(SigningInput::new(&header, claims))
    }

    fn check(assertion: &str, key: &EnrolledKey) -> Result<Unspent<Presence>, PresenceError> {
        let sender = sender(&session_key());
        verify(assertion, key, &issuer(), &challenge_secret(), &sender, NOW)
    }

    fn refusal(change: impl FnOnce(&mut AssertionClaims)) -> PresenceError {
        let mut claims = claims();
        change(&mut claims);
        check(&signed_by(&key(), &claims), &enrolled(KeyKind::Yubikey)).unwrap_err()
    }

    fn challenge(purpose: Purpose, key: &KeyId) -> String {
        challenge_secret().issue(purpose, key, NOW, [3; 16]).as_str().into()
    }

    #[test]
    fn what_the_laptop_asks_to_be_signed_is_what_the_issuer_takes() {
        let id = key().jwk().thumbprint();
        let made = challenge_secret().issue(Purpose::Login, &id, NOW, [3; 16]);
        let received = Challenge::parse(made.as_str(), Purpose::Login).unwrap();
        let input = assertion(&id, &issuer(), &received, &session_key().thumbprint());
        let unspent = check(&key().sign(input), &enrolled(KeyKind::Software)).unwrap();
        assert_eq!(unspent.expires_at(), NOW + TimeDelta::minutes(2));
        let presence = spend(unspent);
        assert_eq!((presence.key(), presence.at()), (&id, NOW));
        assert_eq!(presence.kind(), KeyKind::Software);
        assert_eq!(presence.session_key(), &session_key().thumbprint());
        assert_eq!(presence.person().subject.as_str(), "alice@example.com");
    }

    #[test]
    fn an_assertion_for_another_issuer_key_or_session_is_refused() {
        let other = TestKey::new(8).jwk().thumbprint();
        let aud = |text: &str| text.parse().unwrap();
        assert_eq!(refusal(|it| it.iss = other.clone()), PresenceError::OtherKey);
        assert_eq!(refusal(|it| it.sub = other.clone()), PresenceError::OtherKey);
        for issuer in ["https://evil.example.com", "https://vouch.example.com/team"] {
            assert_eq!(refusal(|it| it.aud = aud(issuer)), PresenceError::OtherIssuer);
        }
        assert_eq!(refusal(|it| it.cnf.jkt = other.clone()), PresenceError::OtherSessionKey);
    }

    #[test]
    fn a_copied_assertion_is_worth_nothing_to_the_holder_of_another_session_key() {
        let thief = sender(&SessionKey::from_random([66; 32]));
        let copied = signed_by(&key(), &claims());
        let key = enrolled(KeyKind::Yubikey);
        let answer = verify(&copied, &key, &issuer(), &challenge_secret(), &thief, NOW);
        assert_eq!(answer.unwrap_err(), PresenceError::OtherSessionKey);
    }

    #[test]
    fn a_challenge_of_another_kind_key_issuer_or_time_is_refused() {
        let id = key().jwk().thumbprint();
        let other = TestKey::new(8).jwk().thumbprint();
        assert_eq!(refusal(|it| it.nonce = "anything".into()), ChallengeError::Form.into());
        assert_eq!(
            refusal(|it| it.nonce = challenge(Purpose::Enroll, &id)),
            ChallengeError::Form.into()
        );
        assert_eq!(
            refusal(|it| it.nonce = challenge(Purpose::Login, &other)),
            ChallengeError::NotOurs.into()
        );
        assert_eq!(refusal(|it| it.exp += 1), PresenceError::Expiry);
        assert_eq!(refusal(|it| it.exp = i64::MAX), PresenceError::Expiry);
        let sender = sender(&session_key());
        let assertion = signed_by(&key(), &claims());
        let key = enrolled(KeyKind::Yubikey);
        let check = |secret: [u8; 32], seconds| {
            let secret = ChallengeSecret::new(secret);
            let now = NOW + TimeDelta::seconds(seconds);
            verify(&assertion, &key, &issuer(), &secret, &sender, now).map(|_| ())
        };
        assert_eq!(check([1; 32], 119), Ok(()));
        assert_eq!(check([1; 32], 120), Err(ChallengeError::Expired.into()));
        assert_eq!(check([2; 32], 0), Err(ChallengeError::NotOurs.into()));
    }

    #[test]
    fn a_removed_key_and_a_disabled_person_are_refused() {
        let assertion = signed_by(&key(), &claims());
        let removed = EnrolledKey { removed_at: Some(NOW), ..enrolled(KeyKind::Yubikey) };
        assert_eq!(check(&assertion, &removed).unwrap_err(), NotInForce::KeyRemoved.into());
        let mut disabled = enrolled(KeyKind::Yubikey);
        disabled.person.standing = Standing::Disabled;
        assert_eq!(check(&assertion, &disabled).unwrap_err(), NotInForce::PersonDisabled.into());
    }

    #[test]
    fn another_key_cannot_speak_for_the_person() {
        let forged = signed_by(&TestKey::new(8), &claims());
        let answer = check(&forged, &enrolled(KeyKind::Yubikey)).unwrap_err();
        assert_eq!(answer, JoseError::WrongKey.into());
    }

    #[test]
    fn one_challenge_is_one_nonce_whichever_session_key_it_is_answered_for() {
        let nonce = |session_key: &SessionKey| {
            let mut claims = claims();
            claims.cnf.jkt = session_key.thumbprint();
            let assertion = signed_by(&key(), &claims);
            let key = enrolled(KeyKind::Yubikey);
            let sender = sender(session_key);
            let answer = verify(&assertion, &key, &issuer(), &challenge_secret(), &sender, NOW);
            answer.unwrap().nonce().clone()
        };
        assert_eq!(nonce(&session_key()), nonce(&SessionKey::from_random([66; 32])));
    }
}
