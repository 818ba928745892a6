//! An issuer in memory, and a laptop that can be told to misbehave.

use core::net::SocketAddr;
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use crate::adapters::clock::Clock;
use crate::adapters::database::Database;
use crate::adapters::random::{self, SystemRandom};
use crate::adapters::signing_key::SigningKeys;
use crate::domain::challenge::{Challenge, Purpose};
use crate::domain::dpop::{self, SessionKey};
use crate::domain::enrolment::{InvitationCode, SoftwareKeys, proof_input};
use crate::domain::issuer_config::IssuerConfig;
use crate::domain::jose::{Jwk, KeyId, SigningInput};
use crate::domain::presence;
use crate::domain::secret::Secret;
use crate::domain::wire::{GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, path};
use crate::issuer::invite::Invite;
use crate::issuer::{Issuer, Running};

/// What most tests are configured with.
pub(super) const CONFIG: &str = r#"
allow_software_keys = true
audiences = ["https://git.example.com"]

[[grant]]
person = "alice@example.com"
roles = ["arn:aws:iam::123456789012:role/Developer"]
source_identity = true

[[grant]]
person = "alice@example.com"
roles = ["arn:aws:iam::123456789012:role/Operator"]
max_auth_age = 900
max_duration = 1800
"#;
pub(super) const DEVELOPER: &str = "arn:aws:iam::123456789012:role/Developer";
pub(super) const OPERATOR: &str = "arn:aws:iam::123456789012:role/Operator";
pub(super) const GIT: &str = "https://git.example.com";

/// A clock that the test turns.
pub(super) struct TurnedClock(AtomicI64);

impl Clock for TurnedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.0.load(Ordering::SeqCst), 0).unwrap()
    }
}

/// An issuer that runs, and a laptop's HTTP client.
pub(super) struct World {
    pub(super) running: Running,
    pub(super) config: IssuerConfig,
    clock: Arc<TurnedClock>,
    http: Client,
}

/// What the issuer answered.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Answer {
    /// Returns status and error code.
    pub(super) fn refusal(&self) -> (u16, &str) {
        (self.status, self.body["error"].as_str().unwrap_or_default())
    }
}

/// A key outside of hardware.
pub(super) struct Key(pub(super) SigningKey);

impl Key {
    pub(super) fn new() -> Self {
        Self(SigningKey::from_slice(&random::bytes::<32>(&SystemRandom)).unwrap())
    }

    pub(super) fn jwk(&self) -> Jwk {
        Jwk::from(self.0.verifying_key())
    }

    pub(super) fn id(&self) -> KeyId {
        self.jwk().thumbprint()
    }

    pub(super) fn sign(&self, input: SigningInput) -> String {
        let signature: Signature = self.0.sign(input.as_bytes());
        input.with_signature(&signature.to_bytes().into())
    }
}

/// A session as the laptop holds it.
pub(super) struct Session {
    pub(super) token: Secret,
    pub(super) key: SessionKey,
}

pub(super) fn session_key() -> SessionKey {
    SessionKey::from_random(random::bytes(&SystemRandom))
}

/// Returns the claims of a token.
pub(super) fn claims(token: &Value) -> Value {
    let claims = token.as_str().unwrap().split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap()
}

impl World {
    pub(super) async fn new(config: &str) -> Self {
        Self::made(config, async |config, clock| {
            Issuer::in_memory(config, clock, Arc::new(SystemRandom)).await.unwrap()
        })
        .await
    }

    /// Returns an issuer with its files in the folder.
    pub(super) async fn on_disk(config: &str, folder: &Path) -> Self {
        let (database, keys) = (folder.join("vouch.db"), folder.join("signing-keys"));
        SigningKeys::create(&keys, &SystemRandom).unwrap();
        Database::create(&database).await.unwrap().close().await;
        let (database, keys) = (database.display(), keys.display());
        let config = format!("database = '{database}'\nsigning_keys = '{keys}'\n{config}");
        Self::made(&config, async |config, clock| {
            Issuer::open(config, clock, Arc::new(SystemRandom)).await.unwrap()
        })
        .await
    }

    pub(super) async fn made(
        config: &str,
        make: impl AsyncFnOnce(IssuerConfig, Arc<dyn Clock>) -> Issuer,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let text = format!("issuer = 'http://{address}'\nlisten = '{address}'\n{config}");
        let config = IssuerConfig::parse(&text, Path::new("")).unwrap();
        let clock = Arc::new(TurnedClock(AtomicI64::new(1_800_000_000)));
        let issuer = make(config.clone(), clock.clone()).await;
        let running = issuer.serve(listener).await.unwrap();
        let http = Client::builder().no_proxy().build().unwrap();
        Self { running, config, clock, http }
    }

    /// Turns the clock.
    pub(super) fn pass(&self, seconds: i64) {
        self.clock.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(super) async fn invite(&self, email: &str, software: SoftwareKeys) -> InvitationCode {
        let email = email.parse().unwrap();
        let invite = Invite { email, subject: None, serial: None, software };
        self.running.issuer().invite(&invite).await.unwrap().code
    }

    pub(super) fn request(&self, method: &Method, path: &str) -> RequestBuilder {
        self.http.request(method.clone(), self.config.issuer.join(path))
    }

    pub(super) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let body = response.text().await.unwrap();
        Answer { status, body: serde_json::from_str(&body).unwrap_or(Value::String(body)) }
    }

    pub(super) fn proof(
        &self,
        key: &SessionKey,
        method: &Method,
        path: &str,
        session: Option<&Secret>,
    ) -> String {
        let url = self.config.issuer.join(path);
        let request = dpop::Request { method: method.as_str(), url: &url, session };
        dpop::proof(key, &request, self.now(), random::bytes(&SystemRandom))
    }

    pub(super) async fn challenge(&self, path: &str, key: &KeyId, purpose: Purpose) -> Challenge {
        let request = self.request(&Method::POST, path).json(&json!({ "key_id": key }));
        let answer = self.send(request).await;
        Challenge::parse(answer.body["challenge"].as_str().unwrap(), purpose).unwrap()
    }

    /// Returns the proof of a new key.
    pub(super) async fn enrolment(&self, key: &Key, code: Option<&InvitationCode>) -> String {
        let challenge = self.challenge(path::ENROLL_CHALLENGE, &key.id(), Purpose::Enroll).await;
        key.sign(proof_input(&key.jwk(), &self.config.issuer, &challenge, code))
    }

    pub(super) async fn send_enrolment(&self, proof: &str, code: &InvitationCode) -> Answer {
        let body = json!({ "invitation": code.to_groups().expose(), "proof": proof });
        self.send(self.request(&Method::POST, path::ENROLL).json(&body)).await
    }

    pub(super) async fn enroll(&self, key: &Key, code: &InvitationCode) -> Answer {
        let proof = self.enrolment(key, Some(code)).await;
        self.send_enrolment(&proof, code).await
    }

    /// Returns a key that speaks for alice.
    pub(super) async fn alice(&self) -> Key {
        let code = self.invite("alice@example.com", SoftwareKeys::Allowed).await;
        let key = Key::new();
        assert_eq!(self.enroll(&key, &code).await.status, 201);
        key
    }

    pub(super) async fn assertion(&self, key: &Key, session_key: &KeyId) -> String {
        let challenge = self.challenge(path::LOGIN_CHALLENGE, &key.id(), Purpose::Login).await;
        key.sign(presence::assertion(&key.id(), &self.config.issuer, &challenge, session_key))
    }

    pub(super) async fn send_login(&self, assertion: &str, key: &SessionKey) -> Answer {
        let form = [("grant_type", GRANT_JWT_BEARER), ("assertion", assertion)];
        self.send_form(path::TOKEN, key, &form).await
    }

    /// Posts the form with a fresh proof.
    pub(super) async fn send_form(
        &self,
        path: &str,
        key: &SessionKey,
        form: &[(&str, &str)],
    ) -> Answer {
        let proof = self.proof(key, &Method::POST, path, None);
        self.send(self.request(&Method::POST, path).header("DPoP", proof).form(form)).await
    }

    pub(super) async fn login(&self, key: &Key) -> Session {
        let session_key = session_key();
        let assertion = self.assertion(key, &session_key.thumbprint()).await;
        let answer = self.send_login(&assertion, &session_key).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let token = Secret::new(answer.body["refresh_token"].as_str().unwrap());
        Session { token, key: session_key }
    }

    /// Asks for a token; `more` are audience and role.
    pub(super) async fn token(&self, session: &Session, more: &[(&str, &str)]) -> Answer {
        let mut form =
            vec![("grant_type", GRANT_REFRESH_TOKEN), ("refresh_token", session.token.expose())];
        form.extend(more);
        self.send_form(path::TOKEN, &session.key, &form).await
    }

    /// Asks for a token for AWS.
    pub(super) async fn aws(&self, session: &Session, role: &str) -> Answer {
        let audience = self.config.issuer.without_scheme().to_string();
        self.token(session, &[("audience", &audience), ("role_arn", role)]).await
    }

    /// Sends a request that presents the session as authorization.
    pub(super) fn authorised(
        &self,
        session: &Session,
        method: &Method,
        path: &str,
    ) -> RequestBuilder {
        let proof = self.proof(&session.key, method, path, Some(&session.token));
        self.request(method, path)
            .header("Authorization", format!("DPoP {}", session.token.expose()))
            .header("DPoP", proof)
    }

    pub(super) async fn audited(&self, event: &str, outcome: &str) -> u64 {
        let database = &self.running.issuer().state.database;
        database.count_audit(event, outcome).await.unwrap()
    }
}
