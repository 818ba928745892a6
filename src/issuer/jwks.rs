//! `GET /.well-known/jwks.json`: the issuer's public keys.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::response::{IntoResponse, Response};

use super::discovery::CACHEABLE;
use super::state::State;
use crate::domain::jose::Jwk;
use crate::domain::wire::{Jwks, PublishedKey};

/// Answers with the keys.
pub async fn get(extract::State(state): extract::State<Arc<State>>) -> Response {
    let keys = state.signing_keys.published().iter().map(published).collect();
    ([CACHEABLE], Json(Jwks { keys })).into_response()
}

/// AWS demands a `kid` and refuses a key that has `key_ops`.
fn published(jwk: &Jwk) -> PublishedKey {
    PublishedKey {
        alg: "ES256".into(),
        kid: jwk.thumbprint(),
        usage: "sig".into(),
        jwk: jwk.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::random::SystemRandom;
    use crate::adapters::signing_key::SigningKeys;

    #[test]
    fn a_key_is_published_as_aws_reads_it() {
        let keys = SigningKeys::ephemeral(&SystemRandom);
        let json = serde_json::to_value(published(&keys.published()[0])).unwrap();
        let mut members: Vec<&String> = json.as_object().unwrap().keys().collect();
        members.sort();
        assert_eq!(members, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
        assert_eq!((&json["alg"], &json["use"]), (&"ES256".into(), &"sig".into()));
        assert_eq!(json["kid"], keys.current_id().as_str());
    }
}
