//! An issuer that signs whatever a test wants.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use vouch::domain::jose::Jwk;

/// What the issuer publishes and how often it was asked.
pub(crate) struct Published {
    pub(crate) key: u8,
    pub(crate) status: StatusCode,
    pub(crate) asked: usize,
}

#[derive(Clone)]
pub(crate) struct TestIssuer {
    pub(crate) url: String,
    pub(crate) published: Arc<Mutex<Published>>,
}

fn signing_key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).unwrap()
}

/// What an issuer publishes that signs with the key.
pub(crate) fn key_set(byte: u8) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from(signing_key(byte).verifying_key())).unwrap();
    jwk["kid"] = json!(byte.to_string());
    jwk["use"] = json!("sig");
    json!({ "keys": [jwk] })
}

impl TestIssuer {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let published = Published { key: 1, status: StatusCode::OK, asked: 0 };
        let issuer =
            Self { url: format!("http://{address}"), published: Arc::new(Mutex::new(published)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(Self::discovery))
            .route("/somewhere/keys", get(Self::keys))
            .with_state(issuer.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        issuer
    }

    async fn discovery(State(issuer): State<Self>) -> Json<Value> {
        let url = &issuer.url;
        Json(json!({"issuer": url, "jwks_uri": format!("{url}/somewhere/keys")}))
    }

    async fn keys(State(issuer): State<Self>) -> (StatusCode, Json<Value>) {
        let mut published = issuer.published.lock().unwrap();
        published.asked += 1;
        (published.status, Json(key_set(published.key)))
    }

    /// The issuer without its scheme: condition keys begin with it, and it is the audience.
    pub(crate) fn name(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    pub(crate) fn claims(&self, now: i64) -> Value {
        json!({
            "iss": self.url,
            "sub": "alice@example.com",
            "aud": self.name(),
            "iat": now,
            "exp": now + 300,
            "https://aws.amazon.com/tags": {"principal_tags": {"email": ["alice@example.com"]}},
            "https://aws.amazon.com/source_identity": "alice@example.com",
        })
    }

    /// Signs with a key, whether it is published or not.
    pub(crate) fn token(&self, key: u8, claims: &Value) -> String {
        signed(key, claims)
    }
}

/// Returns a token that is signed with the key.
pub(crate) fn signed(key: u8, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let header = json!({"alg": "ES256", "typ": "JWT", "kid": key.to_string()});
    let input = format!("{}.{}", part(&header), part(claims));
    let signature: Signature = signing_key(key).sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}
