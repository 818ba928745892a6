//! `GET /.well-known/openid-configuration`: what validators and the laptop must know.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::state::State;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::wire::{Discovery, GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, path};

/// AWS reads discovery and keys anew at its own pace; a few minutes bound how long a retired key
/// is still believed by others.
pub(super) const CACHEABLE: (header::HeaderName, &str) =
    (header::CACHE_CONTROL, "public, max-age=300");

/// Answers with the discovery document.
pub async fn get(extract::State(state): extract::State<Arc<State>>) -> Response {
    ([CACHEABLE], Json(document(&state.config.issuer))).into_response()
}

/// Returns the discovery document
/// ([OpenID Connect Discovery 1.0, section 3](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata)).
pub fn document(issuer: &IssuerUrl) -> Discovery {
    let list = |items: &[&str]| items.iter().map(ToString::to_string).collect();
    Discovery {
        issuer: issuer.clone(),
        jwks_uri: issuer.join(path::JWKS),
        token_endpoint: issuer.join(path::TOKEN),
        revocation_endpoint: issuer.join(path::REVOKE),
        authorization_endpoint: issuer.as_str().into(),
        response_types_supported: list(&["id_token"]),
        subject_types_supported: list(&["public"]),
        id_token_signing_alg_values_supported: list(&["ES256"]),
        grant_types_supported: list(&[GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN]),
        scopes_supported: list(&["openid"]),
        claims_supported: list(&[
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "jti",
            "auth_time",
            "amr",
            "email",
            "hd",
            "https://aws.amazon.com/tags",
            "https://aws.amazon.com/source_identity",
            "https://aws.amazon.com/roles",
        ]),
        token_endpoint_auth_methods_supported: list(&["none"]),
        dpop_signing_alg_values_supported: list(&["ES256"]),
        vouch_challenge_endpoint: issuer.join(path::LOGIN_CHALLENGE),
        vouch_enroll_endpoint: issuer.join(path::ENROLL),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_endpoint_is_under_the_issuer() {
        let issuer: IssuerUrl = "https://vouch.example.com/team".parse().unwrap();
        let document = serde_json::to_value(document(&issuer)).unwrap();
        for name in ["jwks_uri", "token_endpoint", "revocation_endpoint", "vouch_enroll_endpoint"] {
            let url = document[name].as_str().unwrap();
            assert!(url.starts_with("https://vouch.example.com/team/"), "{url}");
        }
        assert_eq!(document["issuer"], "https://vouch.example.com/team");
    }
}
