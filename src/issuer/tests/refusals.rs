//! What is refused at login, at refresh and at the edges.

use axum::http::StatusCode;
use axum::response::IntoResponse as _;
use reqwest::Method;
use serde_json::json;

use super::world::{CONFIG, DEVELOPER, GIT, Key, OPERATOR, Session, World, session_key};
use crate::domain::enrolment::SoftwareKeys;
use crate::domain::secret::Secret;
use crate::domain::wire::{GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, path};
use crate::issuer::error::RouteError;

const GRANT: (u16, &str) = (400, "invalid_grant");
const DPOP: (u16, &str) = (400, "invalid_dpop_proof");
const REQUEST: (u16, &str) = (400, "invalid_request");
const TOKEN: (u16, &str) = (401, "invalid_token");

#[tokio::test]
async fn a_challenge_is_answered_once() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session_key = session_key();
    let assertion = world.assertion(&key, &session_key.thumbprint()).await;
    assert_eq!(world.send_login(&assertion, &session_key).await.status, 200);
    assert_eq!(world.send_login(&assertion, &session_key).await.refusal(), GRANT);
    assert_eq!(world.audited("login", "refused").await, 1);
}

#[tokio::test]
async fn what_was_spent_is_forgotten_once_it_is_over() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let database = &world.running.issuer().state.database;
    let rows = async || database.stored(chrono::DateTime::UNIX_EPOCH).await.unwrap().1;
    // An enrolment's challenge, a login's, and the proof that the login came with.
    assert_eq!(rows().await, 3);
    world.pass(301);
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 200);
    assert_eq!(rows().await, 2, "the login's proof is good for a second more");
    world.pass(1000);
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 200);
    assert_eq!(rows().await, 1, "the proof of this request alone");
}

#[tokio::test]
async fn of_many_at_once_one_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on_disk(CONFIG, folder.path()).await;
    let key = world.alice().await;
    let session_key = session_key();
    let assertion = world.assertion(&key, &session_key.thumbprint()).await;
    let login = || world.send_login(&assertion, &session_key);
    let answers = tokio::join!(login(), login(), login(), login());
    let mut statuses = [answers.0.status, answers.1.status, answers.2.status, answers.3.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 400, 400, 400]);
    let code = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    let keys = [Key::new(), Key::new()];
    let answers = tokio::join!(world.enroll(&keys[0], &code), world.enroll(&keys[1], &code));
    let mut statuses = [answers.0.status, answers.1.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 400]);
}

#[tokio::test]
async fn a_challenge_ends_after_two_minutes() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let session_key = session_key();
    let assertion = world.assertion(&key, &session_key.thumbprint()).await;
    world.pass(120);
    assert_eq!(world.send_login(&assertion, &session_key).await.refusal(), GRANT);
}

#[tokio::test]
async fn a_copied_assertion_is_worth_nothing() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let assertion = world.assertion(&key, &session_key().thumbprint()).await;
    assert_eq!(world.send_login(&assertion, &session_key()).await.refusal(), GRANT);
}

#[tokio::test]
async fn a_stranger_signs_in_vain() {
    let world = World::new(CONFIG).await;
    let (key, stranger, session_key) = (world.alice().await, Key::new(), session_key());
    let jkt = session_key.thumbprint();
    let asked = world
        .request(&Method::POST, path::LOGIN_CHALLENGE)
        .json(&json!({ "key_id": stranger.id() }));
    assert_eq!(world.send(asked).await.refusal(), (403, "access_denied"));
    let good = world.assertion(&key, &jkt).await;
    let (signed, _) = good.rsplit_once('.').unwrap();
    let forged = format!("{signed}.{}", good.chars().rev().take(86).collect::<String>());
    assert_eq!(world.send_login(&forged, &session_key).await.refusal(), GRANT);
    assert_eq!(world.send_login("nonsense", &session_key).await.refusal(), GRANT);
    // None of these has spent the challenge, and none is kept for ever as a deed of alice's.
    assert_eq!(world.send_login(&good, &session_key).await.status, 200);
    let database = &world.running.issuer().state.database;
    let alice = Some("alice@example.com".to_string());
    assert_eq!(database.audited_subjects("login").await.unwrap(), [None, None, alice]);
}

#[tokio::test]
async fn a_session_is_its_session_keys_alone_and_ends() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let copied = Session { token: session.token.clone(), key: session_key() };
    assert_eq!(world.aws(&copied, DEVELOPER).await.refusal(), GRANT);
    let revoked = [("token", session.token.expose())];
    assert_eq!(world.send_form(path::REVOKE, &copied.key, &revoked).await.refusal(), GRANT);
    world.pass(8 * 3600 - 1);
    let answer = world.aws(&session, DEVELOPER).await;
    assert_eq!((answer.status, &answer.body["expires_in"]), (200, &json!(1)));
    world.pass(1);
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), GRANT);
}

#[tokio::test]
async fn only_a_session_is_a_session() {
    let world = World::new(CONFIG).await;
    let unknown = format!("vouch_session_{}", "A".repeat(43));
    for text in ["", "nonsense", unknown.as_str()] {
        let session = Session { token: Secret::new(text), key: session_key() };
        assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), GRANT, "{text}");
    }
}

#[tokio::test]
async fn audiences_and_roles_are_the_configured_ones() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let aws = world.config.issuer.without_scheme().to_string();
    let other = "arn:aws:iam::123456789012:role/Other";
    let target = (400, "invalid_target");
    for (form, refusal) in [
        (vec![], REQUEST),
        (vec![("audience", "https://evil.example.com")], target),
        (vec![("audience", world.config.issuer.as_str())], target),
        (vec![("audience", "")], target),
        (vec![("audience", aws.as_str())], REQUEST),
        (vec![("audience", &aws), ("role_arn", "Developer")], REQUEST),
        (vec![("audience", &aws), ("role_arn", other)], (403, "access_denied")),
        (vec![("audience", GIT), ("role_arn", DEVELOPER)], REQUEST),
        (vec![("audience", GIT), ("audience", GIT)], REQUEST),
    ] {
        assert_eq!(world.token(&session, &form).await.refusal(), refusal, "{form:?}");
    }
    assert_eq!(world.audited("token", "refused").await, 9);
}

#[tokio::test]
async fn a_role_may_take_a_fresh_touch() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    world.pass(900);
    assert_eq!(world.aws(&session, OPERATOR).await.status, 200);
    world.pass(1);
    let refused = (400, "insufficient_user_authentication");
    assert_eq!(world.aws(&session, OPERATOR).await.refusal(), refused);
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 200);
}

#[tokio::test]
async fn without_grants_nothing_is_issued() {
    let world = World::new("allow_software_keys = true").await;
    let session = world.login(&world.alice().await).await;
    assert_eq!(world.aws(&session, DEVELOPER).await.refusal(), (403, "access_denied"));
    let world = World::new("allow_software_keys = true\nany_role = true").await;
    let session = world.login(&world.alice().await).await;
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 200);
}

#[tokio::test]
async fn a_proof_is_for_this_request_now_and_once() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let form = [
        ("grant_type", GRANT_REFRESH_TOKEN),
        ("refresh_token", session.token.expose()),
        ("audience", GIT),
    ];
    let ask = async |proofs: &[&str]| {
        let request = world.request(&Method::POST, path::TOKEN).form(&form);
        let request = proofs.iter().fold(request, |request, proof| request.header("DPoP", *proof));
        world.send(request).await
    };
    let proof = |method, path| world.proof(&session.key, method, path, None);
    let good = proof(&Method::POST, path::TOKEN);
    assert_eq!(ask(&[]).await.refusal(), DPOP);
    assert_eq!(ask(&["nonsense"]).await.refusal(), DPOP);
    assert_eq!(ask(&[&good, &good]).await.refusal(), DPOP);
    assert_eq!(ask(&[&proof(&Method::POST, path::REVOKE)]).await.refusal(), DPOP);
    assert_eq!(ask(&[&proof(&Method::GET, path::TOKEN)]).await.refusal(), DPOP);
    assert_eq!(ask(&[&good]).await.status, 200);
    assert_eq!(ask(&[&good]).await.refusal(), DPOP);
    let old = proof(&Method::POST, path::TOKEN);
    world.pass(301);
    let answer = ask(&[&old]).await;
    assert_eq!(answer.refusal(), DPOP);
    assert_eq!(answer.body["vouch_hint"], "set this computer's clock");
}

#[tokio::test]
async fn a_resource_takes_the_session_with_its_own_proof() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let get = || world.request(&Method::GET, path::ROLES);
    let proof = |token| world.proof(&session.key, &Method::GET, path::ROLES, token);
    let authorization = format!("DPoP {}", session.token.expose());
    let bearer = format!("Bearer {}", session.token.expose());
    let other = Secret::new(format!("vouch_session_{}", "A".repeat(43)));
    let ath = proof(Some(&session.token));
    for (request, refusal) in [
        (get(), TOKEN),
        (get().header("DPoP", proof(None)), TOKEN),
        (get().header("Authorization", &bearer).header("DPoP", &ath), TOKEN),
        (get().header("Authorization", &authorization), DPOP),
        (get().header("Authorization", &authorization).header("DPoP", proof(None)), DPOP),
        (get().header("Authorization", &authorization).header("DPoP", proof(Some(&other))), DPOP),
        (
            get()
                .header("Authorization", format!("DPoP {}", other.expose()))
                .header("DPoP", proof(Some(&other))),
            TOKEN,
        ),
    ] {
        assert_eq!(world.send(request).await.refusal(), refusal);
    }
    let good = get().header("Authorization", &authorization).header("DPoP", &ath);
    assert_eq!(world.send(good).await.status, 200);
}

#[tokio::test]
async fn what_is_no_request_is_refused_and_quotes_nothing() {
    let world = World::new(CONFIG).await;
    let post = |path| world.request(&Method::POST, path);
    let json = "application/json";
    for (request, refusal) in [
        (post(path::TOKEN).body("grant_type=x"), REQUEST),
        (post(path::TOKEN).form(&[("a", "s3cret")]), REQUEST),
        (post(path::TOKEN).form(&[("grant_type", "password")]), (400, "unsupported_grant_type")),
        (post(path::TOKEN).form(&[("grant_type", GRANT_JWT_BEARER)]), REQUEST),
        (post(path::TOKEN).form(&[("grant_type", GRANT_REFRESH_TOKEN)]), REQUEST),
        (post(path::LOGIN_CHALLENGE).body("s3cret"), REQUEST),
        (post(path::LOGIN_CHALLENGE).header("Content-Type", json).body("{\"s3cret"), REQUEST),
        (post(path::LOGIN_CHALLENGE).json(&json!({ "key_id": "s3cret" })), REQUEST),
        (post(path::ENROLL).json(&json!({ "invitation": 5, "s3cret": "" })), REQUEST),
        (post("/nothing"), (404, "invalid_request")),
        (post(path::JWKS), (405, "invalid_request")),
    ] {
        let answer = world.send(request).await;
        assert_eq!(answer.refusal(), refusal);
        assert!(!answer.body.to_string().contains("s3cret"), "{answer:?}");
    }
    let slow = RouteError::TooSlow.into_response();
    assert_eq!(slow.status(), StatusCode::SERVICE_UNAVAILABLE);
    let said = axum::body::to_bytes(slow.into_body(), 1000).await.unwrap();
    let said: serde_json::Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["error"], "temporarily_unavailable");
    let big = post(path::TOKEN).form(&[("grant_type", "a".repeat(65 * 1024))]);
    assert_eq!(world.send(big).await.refusal(), (413, "invalid_request"));
}
