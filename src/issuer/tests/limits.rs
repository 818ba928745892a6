//! Whoever asks too often is told when to ask again, and uses up nobody else's share.

use reqwest::Method;
use reqwest::header::RETRY_AFTER;
use serde_json::Value;

use super::world::{CONFIG, DEVELOPER, World, session_key};
use crate::domain::wire::{GRANT_REFRESH_TOKEN, path};

fn limited(limits: &str) -> String {
    format!("{CONFIG}\n[limits]\n{limits}")
}

#[tokio::test]
async fn who_asks_too_often_is_told_when_to_ask_again() {
    let world = World::new(&limited("per_person = 3")).await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    for _ in 0..2 {
        assert_eq!(world.aws(&session, DEVELOPER).await.status, 200);
    }
    for _ in 0..3 {
        let request = world.authorised(&session, &Method::GET, path::ROLES);
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 429);
        assert_eq!(response.headers()[RETRY_AFTER], "20");
        assert_eq!(response.headers()["cache-control"], "no-store");
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        assert_eq!(body["error"], "temporarily_unavailable");
        assert_eq!(body["vouch_hint"], "wait, then try again");
    }
    assert_eq!(world.audited("roles", "refused").await, 1, "one line says it");
    world.pass(20);
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 200, "the session lives on");
    assert_eq!(world.aws(&session, DEVELOPER).await.status, 429);
    // A session can always be ended.
    let form = [("token", session.token.expose())];
    assert_eq!(world.send_form(path::REVOKE, &session.key, &form).await.status, 200);
}

#[tokio::test]
async fn one_address_uses_up_nobody_elses_share_and_fills_no_table() {
    let world = World::new(&limited("per_address = 3\nproxies = ['127.0.0.1']")).await;
    // A stranger with a key of their own: each proof is good in itself, and is remembered.
    let stranger = session_key();
    let form = [("grant_type", GRANT_REFRESH_TOKEN), ("refresh_token", "v1.nobody's")];
    let mut answers = Vec::new();
    for _ in 0..5 {
        let proof = world.proof(&stranger, &Method::POST, path::TOKEN, None);
        let request = world.request(&Method::POST, path::TOKEN).header("DPoP", proof).form(&form);
        answers.push(world.send(request.header("X-Forwarded-For", "203.0.113.9")).await.status);
    }
    assert_eq!(answers, [400, 400, 400, 429, 429]);
    let database = &world.running.issuer().state.database;
    assert_eq!(database.stored(world.now()).await.unwrap().1, 3, "spent values");
    for (forwarded, status) in [("203.0.113.10", 401), ("2001:db8::1", 401), ("203.0.113.9", 429)] {
        let request = world.request(&Method::GET, path::ROLES);
        let answer = world.send(request.header("X-Forwarded-For", forwarded)).await;
        assert_eq!(answer.status, status, "{forwarded}");
    }
}

#[tokio::test]
async fn without_a_named_proxy_nobody_says_whose_request_it_is() {
    let world = World::new(&limited("per_address = 1")).await;
    for _ in 0..3 {
        let request = world.request(&Method::GET, path::ROLES);
        let answer = world.send(request.header("X-Forwarded-For", "203.0.113.9")).await;
        assert_eq!(answer.status, 401);
    }
}
