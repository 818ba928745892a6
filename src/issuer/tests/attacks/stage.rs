//! An issuer with people, keys and sessions, and a request for each door that it answers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::SigningKey;
use reqwest::Method;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

use super::attempt::Attempt;
use super::door::{Door, SessionPlace};
use super::token::{Seal, Token};
use crate::adapters::database::Database;
use crate::adapters::random::{self, SystemRandom};
use crate::domain::challenge::{Challenge, ChallengeSecret, Purpose};
use crate::domain::dpop::SessionKey;
use crate::domain::enrolment::{InvitationCode, SoftwareKeys};
use crate::domain::fixtures::TestKey;
use crate::domain::jose::{Jwk, KeyId};
use crate::domain::secret::Secret;
use crate::domain::wire::{GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, path};
use crate::issuer::invite::Invite;
use crate::issuer::tests::attested::{attestation, trusting};
use crate::issuer::tests::world::{Key, OPERATOR, Session, World, session_key};

/// Alice's YubiKey, her second, and the one that bob is invited with.
pub(super) const ALICE: u8 = 7;
pub(super) const SECOND: u8 = 8;
pub(super) const BOB: u8 = 9;
/// The serial number that the attestations of these tests name.
pub(super) const SERIAL: u32 = 12_345_678;

/// How often one address may ask, where the proxy before the issuer names one.
pub(super) const PER_ADDRESS: u32 = 3;
/// Such an address.
pub(super) const ADDRESS: &str = "203.0.113.9";

/// An issuer at which alice has a YubiKey and a session, and mallory a software key and one too.
pub(super) struct Stage {
    pub(super) world: World,
    pub(super) alice: Session,
    pub(super) mallory: Session,
    pub(super) mallorys: Key,
    _root: NamedTempFile,
}

/// Returns the numbered key.
pub(super) fn key(seed: u8) -> Key {
    Key(TestKey::new(seed).0)
}

impl Stage {
    pub(super) async fn new() -> Self {
        let (root, config) = trusting("yubico = 'ignored'\nmin_firmware = '5.4.0'");
        let limits = format!("[limits]\nper_address = {PER_ADDRESS}\nproxies = ['127.0.0.0/8']\n");
        let world = World::new(&format!("{config}\n{limits}")).await;
        let code = invite(&world, "alice@example.com", None, SoftwareKeys::Refused).await;
        let proof = world.enrolment(&key(ALICE), Some(&code)).await;
        let body = json!({
            "invitation": code.to_groups().expose(),
            "proof": proof,
            "attestation": attestation(&TestKey::new(ALICE)),
        });
        let enrolled = world.send(world.request(&Method::POST, path::ENROLL).json(&body)).await;
        assert_eq!(enrolled.status, 201, "{enrolled:?}");
        let alice = world.login(&key(ALICE)).await;
        let code = invite(&world, "mallory@example.com", None, SoftwareKeys::Allowed).await;
        let mallorys = Key::new();
        assert_eq!(world.enroll(&mallorys, &code).await.status, 201);
        let mallory = world.login(&mallorys).await;
        Self { world, alice, mallory, mallorys, _root: root }
    }

    pub(super) fn database(&self) -> &Database {
        &self.world.running.issuer().state.database
    }

    /// Returns a challenge of this issuer.
    pub(super) fn challenge(&self, purpose: Purpose, key: &KeyId) -> Challenge {
        self.challenge_of(&self.world.running.issuer().state.challenge_secret, purpose, key)
    }

    /// Returns a challenge of another issuer.
    pub(super) fn challenge_of(
        &self,
        secret: &ChallengeSecret,
        purpose: Purpose,
        key: &KeyId,
    ) -> Challenge {
        secret.issue(purpose, key, self.world.now(), random::bytes(&SystemRandom))
    }

    /// Returns a request that the issuer answers as it wishes.
    pub(super) async fn good(&self, door: Door) -> Attempt {
        let (method, path) = door.route();
        let mut attempt = Attempt {
            door,
            method,
            path: path.into(),
            scheme: "DPoP",
            session: None,
            proofs: vec![],
            statement: None,
            fields: Map::new(),
            spoiled: None,
            forwarded: None,
        };
        self.fill(&mut attempt).await;
        let login = session_key();
        let key = if door == Door::Login { &login } else { &self.alice.key };
        if door == Door::Login {
            attempt.statement().claims()["cnf"] = json!({ "jkt": key.thumbprint() });
        }
        if door.without_proof().is_none() {
            attempt.proofs = vec![self.proof(key, &attempt.method, &attempt.path)];
        }
        if !matches!(door.session(), SessionPlace::None(_)) {
            attempt.present(self.alice.token.clone());
        }
        attempt
    }

    async fn fill(&self, attempt: &mut Attempt) {
        let fields = match attempt.door {
            Door::Discovery
            | Door::Jwks
            | Door::Health
            | Door::Revoke
            | Door::KeysList
            | Door::Roles => {
                json!({})
            }
            Door::LoginChallenge => json!({ "key_id": key(ALICE).id() }),
            Door::EnrollChallenge => json!({ "key_id": key(BOB).id() }),
            Door::Login => {
                attempt.statement = Some(self.assertion());
                json!({ "grant_type": GRANT_JWT_BEARER })
            }
            Door::Refresh => {
                let audience = self.world.config.issuer.without_scheme();
                json!({ "grant_type": GRANT_REFRESH_TOKEN, "audience": audience, "role_arn": OPERATOR })
            }
            Door::Enroll => {
                let serial = Some(SERIAL);
                let code =
                    invite(&self.world, "bob@example.com", serial, SoftwareKeys::Refused).await;
                attempt.statement = Some(self.enrolment(&key(BOB), Some(&code)));
                let attestation = attestation(&TestKey::new(BOB));
                json!({ "invitation": code.to_groups().expose(), "attestation": attestation })
            }
            Door::KeysAdd => {
                attempt.statement = Some(self.enrolment(&key(SECOND), None));
                json!({ "attestation": attestation(&TestKey::new(SECOND)), "name": "spare" })
            }
            Door::KeysRemove => {
                self.add_second().await;
                attempt.path = format!("{}/{}", path::KEYS, key(SECOND).id());
                json!({})
            }
        };
        attempt.fields = fields.as_object().unwrap().clone();
    }

    async fn add_second(&self) {
        let add = Box::pin(self.good(Door::KeysAdd)).await;
        assert_eq!(add.send(&self.world).await.status, 201);
    }

    fn assertion(&self) -> Token {
        let id = key(ALICE).id();
        let challenge = self.challenge(Purpose::Login, &id);
        Token::Made {
            header: json!({ "alg": "ES256", "typ": "vouch-login+jwt", "kid": id }),
            claims: json!({
                "iss": id, "sub": id, "aud": self.world.config.issuer,
                "nonce": challenge.as_str(), "exp": challenge.expires_at(),
            }),
            seal: Seal::Es256(key(ALICE).0),
        }
    }

    pub(super) fn enrolment(&self, key: &Key, code: Option<&InvitationCode>) -> Token {
        let challenge = self.challenge(Purpose::Enroll, &key.id());
        let mut claims = json!({
            "aud": self.world.config.issuer,
            "nonce": challenge.as_str(), "exp": challenge.expires_at(),
        });
        if let Some(code) = code {
            claims["code_hash"] = code.hash().into();
        }
        let header = json!({ "alg": "ES256", "typ": "vouch-enroll+jwt", "jwk": key.jwk() });
        Token::Made { header, claims, seal: Seal::Es256(key.0.clone()) }
    }

    /// Returns a proof that isn't for a session that is presented as authorization.
    fn proof(&self, key: &SessionKey, method: &Method, path: &str) -> Token {
        let jti: [u8; 16] = random::bytes(&SystemRandom);
        Token::Made {
            header: json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": key.jwk() }),
            claims: json!({
                "jti": URL_SAFE_NO_PAD.encode(jti),
                "htm": method.as_str(),
                "htu": self.world.config.issuer.join(path),
                "iat": self.world.now().timestamp(),
            }),
            seal: Seal::Es256(private(key)),
        }
    }

    /// Returns everything that is stored but the audit, and the number of spent values.
    pub(super) async fn stored(&self) -> (String, i64) {
        self.database().stored(self.world.now()).await.unwrap()
    }
}

/// Signs with a session key's private half, as the keyring stores it.
pub(super) fn private(key: &SessionKey) -> SigningKey {
    let bytes = URL_SAFE_NO_PAD.decode(key.to_secret().expose()).unwrap();
    SigningKey::from_slice(&bytes).unwrap()
}

pub(super) async fn invite(
    world: &World,
    email: &str,
    serial: Option<u32>,
    software: SoftwareKeys,
) -> InvitationCode {
    let invite = Invite { email: email.parse().unwrap(), subject: None, serial, software };
    world.running.issuer().invite(&invite).await.unwrap().code
}

/// Returns the `ath` of a session.
pub(super) fn ath(session: &Secret) -> Value {
    URL_SAFE_NO_PAD.encode(Sha256::digest(session.expose())).into()
}

/// Returns the public half of a key, as JSON.
pub(super) fn public(key: &Jwk) -> Value {
    serde_json::to_value(key).unwrap()
}
