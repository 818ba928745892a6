//! What goes well, and what ends it.

use std::path::Path;

use reqwest::Method;
use serde_json::json;

use super::world::{CONFIG, DEVELOPER, GIT, Key, OPERATOR, World, claims};
use crate::domain::enrolment::SoftwareKeys;
use crate::domain::wire::{RolesResponse, path};

#[tokio::test]
async fn a_touch_becomes_a_token_for_one_role() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let answer = world.aws(&session, DEVELOPER).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let claims = claims(&answer.body["id_token"]);
    assert_eq!(claims["iss"], world.config.issuer.as_str());
    assert_eq!(claims["aud"], world.config.issuer.without_scheme());
    assert_eq!(claims["sub"], "alice@example.com");
    assert_eq!(claims["amr"], json!(["swk"]));
    assert_eq!(claims["https://aws.amazon.com/roles"], json!([DEVELOPER]));
    assert_eq!(claims["https://aws.amazon.com/source_identity"], "alice@example.com");
    assert_eq!(answer.body["expires_in"], 300);
    assert_eq!(answer.body.get("max_duration"), None);
    assert_eq!(
        (world.audited("login", "issued").await, world.audited("token", "issued").await),
        (1, 1)
    );
}

#[tokio::test]
async fn a_token_comes_with_the_longest_duration_that_its_grant_allows() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let answer = world.aws(&session, OPERATOR).await;
    assert_eq!((answer.status, &answer.body["max_duration"]), (200, &json!(1800)));
}

#[tokio::test]
async fn a_token_verifies_with_a_published_key() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let token = world.token(&session, &[("audience", GIT)]).await.body["id_token"].clone();
    let jwks = world.send(world.request(&Method::GET, path::JWKS)).await.body;
    let jwks: jsonwebtoken::jwk::JwkSet = serde_json::from_value(jwks).unwrap();
    let header = jsonwebtoken::decode_header(token.as_str().unwrap()).unwrap();
    let jwk = jwks.find(&header.kid.unwrap()).unwrap();
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    rules.set_audience(&[GIT]);
    rules.set_issuer(&[world.config.issuer.as_str()]);
    let key = jsonwebtoken::DecodingKey::from_jwk(jwk).unwrap();
    let verified =
        jsonwebtoken::decode::<serde_json::Value>(token.as_str().unwrap(), &key, &rules).unwrap();
    assert_eq!(verified.claims["sub"], "alice@example.com");
}

#[tokio::test]
async fn a_login_may_be_shorter_and_never_longer() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    for (wished, given) in [("3600", 3600), ("90000", 28800)] {
        let session_key = super::world::session_key();
        let assertion = world.assertion(&key, &session_key.thumbprint()).await;
        let form = [
            ("grant_type", crate::domain::wire::GRANT_JWT_BEARER),
            ("assertion", &assertion),
            ("session_duration", wished),
        ];
        let answer = world.send_form(path::TOKEN, &session_key, &form).await;
        assert_eq!(answer.body["session_expires_in"], given);
        let claims = claims(&answer.body["id_token"]);
        assert_eq!(claims["aud"], world.config.issuer.as_str());
        assert!(claims.get("https://aws.amazon.com/roles").is_none());
    }
}

#[tokio::test]
async fn a_person_sees_their_roles_and_keys() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let roles = world.send(world.authorised(&session, &Method::GET, path::ROLES)).await;
    let roles: RolesResponse = serde_json::from_value(roles.body).unwrap();
    assert_eq!(roles.roles.len(), 2);
    assert_eq!(roles.roles[1].max_auth_age, Some(900));
    let keys = world.send(world.authorised(&session, &Method::GET, path::KEYS)).await;
    assert_eq!(keys.body["keys"][0]["id"], key.id().as_str());
    assert_eq!(keys.body["keys"][0]["kind"], "software");
    assert!(keys.body["keys"][0]["last_used_at"].is_string());
}

#[tokio::test]
async fn a_logout_ends_the_session_and_may_be_repeated() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let (session, other) = (world.login(&key).await, world.login(&key).await);
    for _ in 0..2 {
        let form = [("token", session.token.expose())];
        assert_eq!(world.send_form(path::REVOKE, &session.key, &form).await.status, 200);
    }
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    assert_eq!(world.aws(&other, DEVELOPER).await.status, 200);
}

#[tokio::test]
async fn an_administrator_sees_and_ends_sessions() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let (first, second) = (world.login(&key).await, world.login(&key).await);
    let database = &world.running.issuer().state.database;
    assert_eq!(database.keys().await.unwrap()[0].key.id, key.id());
    let sessions = database.living_sessions(world.now()).await.unwrap();
    assert_eq!((sessions.len(), &sessions[0].key_id), (2, &key.id()));
    let mut transaction = database.begin().await.unwrap();
    let mut revoke = async |id| transaction.revoke_session_number(id, world.now()).await.unwrap();
    assert_eq!(revoke(sessions[0].id).await.unwrap().as_str(), "alice@example.com");
    assert_eq!(revoke(sessions[0].id).await, None);
    transaction.commit().await.unwrap();
    assert_eq!(world.aws(&first, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    assert_eq!(world.aws(&second, DEVELOPER).await.status, 200);
    let mut transaction = database.begin().await.unwrap();
    let alice = "alice@example.com".parse().unwrap();
    assert_eq!(transaction.revoke_sessions_of(&alice, world.now()).await.unwrap(), 1);
    transaction.commit().await.unwrap();
    assert_eq!(world.aws(&second, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    assert!(database.living_sessions(world.now()).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_removed_key_ends_its_sessions_at_once() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let path = format!("{}/{}", path::KEYS, key.id());
    let removed = world.send(world.authorised(&session, &Method::DELETE, &path)).await;
    assert_eq!(removed.status, 204);
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    let asked =
        world.request(&Method::POST, path::LOGIN_CHALLENGE).json(&json!({"key_id": key.id()}));
    assert_eq!(world.send(asked).await.refusal(), (403, "access_denied"));
}

#[tokio::test]
async fn disabling_a_person_ends_their_sessions_and_enabling_revives_none() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let database = &world.running.issuer().state.database;
    let alice = "alice@example.com".parse().unwrap();
    let mut transaction = database.begin().await.unwrap();
    assert!(transaction.disable(&alice, world.now()).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    let asked =
        world.request(&Method::POST, path::LOGIN_CHALLENGE).json(&json!({"key_id": key.id()}));
    assert_eq!(world.send(asked).await.refusal(), (403, "access_denied"));
    let mut transaction = database.begin().await.unwrap();
    assert!(transaction.enable(&alice).await.unwrap());
    transaction.commit().await.unwrap();
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), (400, "invalid_grant"));
    world.login(&key).await;
}

#[tokio::test]
async fn nothing_of_the_issuer_is_told_when_it_is_broken() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    world.running.issuer().state.database.close().await;
    let answer = world.aws(&session, DEVELOPER).await;
    assert_eq!(answer.status, 500);
    assert_eq!(answer.body, json!({ "error": "server_error" }));
    let health = world.send(world.request(&Method::GET, path::HEALTH)).await;
    assert_eq!(health.status, 500);
}

#[tokio::test]
async fn an_issuer_may_live_under_a_path() {
    let world = World::new(CONFIG).await;
    let (root, listen) = (world.config.issuer.clone(), world.config.listen);
    let issuer = root.join("/team").parse().unwrap();
    let config = crate::domain::issuer_config::IssuerConfig::for_loopback(issuer, listen);
    let state = &world.running.issuer().state;
    let issuer =
        crate::issuer::Issuer::in_memory(config, state.clock.clone(), state.random.clone());
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let running = issuer.await.unwrap().serve(listener).await.unwrap();
    let url = format!("http://{}/team{}", running.address(), path::DISCOVERY);
    let answer = reqwest::Client::builder().no_proxy().build().unwrap().get(url).send().await;
    assert_eq!(answer.unwrap().status(), 200);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn no_secret_is_in_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on_disk(CONFIG, folder.path()).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let key = Key::new();
    assert_eq!(world.enroll(&key, &code).await.status, 201);
    let session = world.login(&key).await;
    let token = world.aws(&session, DEVELOPER).await.body["id_token"].clone();
    let groups = code.to_groups();
    let digits = groups.expose().replace('-', "");
    let random = session.token.expose().trim_start_matches("vouch_session_");
    let stored = |text: &str| contents(folder.path()).iter().any(|file| contains(file, text));
    for secret in [groups.expose(), &digits, random, token.as_str().unwrap()] {
        assert!(!stored(secret), "{secret}");
    }
    assert!(stored("alice@example.com"), "the search finds what is there");
}

#[expect(clippy::disallowed_methods, reason = "the test looks into the issuer's files")]
fn contents(folder: &Path) -> Vec<Vec<u8>> {
    let paths = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    paths.filter(|path| path.is_file()).map(|path| std::fs::read(path).unwrap()).collect()
}

fn contains(file: &[u8], text: &str) -> bool {
    file.windows(text.len()).any(|window| window == text.as_bytes())
}
