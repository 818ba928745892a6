//! Which keys come in, and which don't.

use reqwest::Method;
use serde_json::json;

use super::world::{CONFIG, Key, World};
use crate::domain::enrolment::{InvitationCode, SoftwareKeys};
use crate::domain::wire::path;

const GRANT: (u16, &str) = (400, "invalid_grant");
const DENIED: (u16, &str) = (403, "access_denied");

#[tokio::test]
async fn an_invitation_is_for_one_key_once() {
    let world = World::new(CONFIG).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let answer = world.enroll(&Key::new(), &code).await;
    assert_eq!((answer.status, &answer.body["subject"]), (201, &json!("alice@example.com")));
    assert_eq!(world.enroll(&Key::new(), &code).await.refusal(), GRANT);
    assert_eq!(world.audited("enroll", "done").await, 1);
    assert_eq!(world.audited("enroll", "refused").await, 1);
}

/// The answer to an enrolment can be lost on the way: the laptop asks again with the same key.
#[tokio::test]
async fn an_enrolment_whose_answer_was_lost_is_told_again() {
    let world = World::new(CONFIG).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let key = Key::new();
    let first = world.enroll(&key, &code).await;
    let again = world.enroll(&key, &code).await;
    assert_eq!((first.status, again.status), (201, 200));
    assert_eq!(again.body, first.body);
    // Another key, another invitation of hers, and another's invitation get nothing out of it.
    assert_eq!(world.enroll(&Key::new(), &code).await.refusal(), GRANT);
    let second = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    assert_eq!(world.enroll(&key, &second).await.refusal(), DENIED);
    let bobs = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    assert_eq!(world.enroll(&Key::new(), &bobs).await.status, 201);
    assert_eq!(world.enroll(&key, &bobs).await.refusal(), GRANT);
    // A key that was taken away doesn't come back.
    let session = world.login(&key).await;
    let path = format!("{}/{}", path::KEYS, key.id());
    assert_eq!(world.send(world.authorised(&session, &Method::DELETE, &path)).await.status, 204);
    assert_eq!(world.enroll(&key, &code).await.refusal(), GRANT);
}

#[tokio::test]
async fn an_invitation_ends_after_a_day_or_with_the_next() {
    let world = World::new(CONFIG).await;
    let first = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    assert_eq!(world.enroll(&Key::new(), &first).await.refusal(), GRANT);
    world.pass(24 * 3600);
    assert_eq!(world.enroll(&Key::new(), &code).await.refusal(), GRANT);
}

#[tokio::test]
async fn an_unknown_code_is_no_invitation() {
    let world = World::new(CONFIG).await;
    let code = InvitationCode::from_random([7; 16]);
    assert_eq!(world.enroll(&Key::new(), &code).await.refusal(), GRANT);
}

#[tokio::test]
async fn a_proof_is_for_its_invitation_alone() {
    let world = World::new(CONFIG).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let other = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    let key = Key::new();
    let proof = world.enrolment(&key, Some(&code)).await;
    assert_eq!(world.send_enrolment(&proof, &other).await.refusal(), GRANT);
    let without = world.enrolment(&key, None).await;
    assert_eq!(world.send_enrolment(&without, &code).await.refusal(), GRANT);
    // Neither has used the invitation up.
    assert_eq!(world.send_enrolment(&proof, &code).await.status, 201);
}

#[tokio::test]
async fn a_software_key_needs_the_word_of_both() {
    for (config, software) in
        [(CONFIG, SoftwareKeys::Refused), ("", SoftwareKeys::Allowed), ("", SoftwareKeys::Refused)]
    {
        let world = World::new(config).await;
        let code = world.invite("alice@example.com", software).await;
        assert_eq!(
            world.enroll(&Key::new(), &code).await.refusal(),
            DENIED,
            "{config} {software:?}"
        );
    }
}

#[tokio::test]
async fn a_key_belongs_to_one_person() {
    let world = World::new(CONFIG).await;
    let key = world.alice().await;
    let code = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    assert_eq!(world.enroll(&key, &code).await.refusal(), DENIED);
    // The refusal took nothing: the invitation is still good.
    assert_eq!(world.enroll(&Key::new(), &code).await.status, 201);
}

#[tokio::test]
async fn a_further_key_takes_a_fresh_touch_and_hardware() {
    let world = World::new(CONFIG).await;
    let session = world.login(&world.alice().await).await;
    let ask = async |proof: &str| {
        let request = world.authorised(&session, &Method::POST, path::KEYS);
        world.send(request.json(&json!({ "proof": proof }))).await
    };
    let key = Key::new();
    assert_eq!(ask(&world.enrolment(&key, None).await).await.refusal(), DENIED);
    let code = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    assert_eq!(ask(&world.enrolment(&key, Some(&code)).await).await.refusal(), GRANT);
    world.pass(300);
    let stale = (400, "insufficient_user_authentication");
    assert_eq!(ask(&world.enrolment(&key, None).await).await.refusal(), stale);
}

#[tokio::test]
async fn nobody_removes_the_key_of_another() {
    let world = World::new(CONFIG).await;
    let alice = world.alice().await;
    let code = world.invite("bob@example.com", SoftwareKeys::Allowed).await;
    let bob = Key::new();
    assert_eq!(world.enroll(&bob, &code).await.status, 201);
    let session = world.login(&bob).await;
    for key in [alice.id().to_string(), "nonsense".into(), Key::new().id().to_string()] {
        let path = format!("{}/{key}", path::KEYS);
        let answer = world.send(world.authorised(&session, &Method::DELETE, &path)).await;
        assert_eq!(answer.refusal(), (404, "invalid_request"), "{key}");
    }
    world.login(&alice).await;
}

#[tokio::test]
async fn a_name_is_short_and_plain() {
    let world = World::new(CONFIG).await;
    let code = world.invite("alice@example.com", SoftwareKeys::Allowed).await;
    let key = Key::new();
    let proof = world.enrolment(&key, Some(&code)).await;
    let ask = async |name: &str| {
        let (invitation, proof) = (code.to_groups(), &proof);
        let body = json!({ "invitation": invitation.expose(), "proof": proof, "name": name });
        world.send(world.request(&Method::POST, path::ENROLL).json(&body)).await
    };
    for name in ["", "a\u{1b}[31m", "a\u{202e}b", "\u{200b}", &"a".repeat(65)] {
        assert_eq!(ask(name).await.refusal(), (400, "invalid_request"), "{name:?}");
    }
    assert_eq!(ask("blue key").await.body["key"]["name"], "blue key");
}

#[tokio::test]
async fn only_the_organisations_addresses_are_invited() {
    use crate::issuer::invite::{Invite, InviteError};
    let world = World::new("domains = ['example.com']").await;
    let invite = |email: &str| Invite {
        email: email.parse().unwrap(),
        subject: None,
        serial: None,
        software: SoftwareKeys::Refused,
    };
    let issuer = world.running.issuer();
    let refused = issuer.invite(&invite("eve@evil.example")).await;
    assert!(matches!(refused, Err(InviteError::OtherDomain { .. })));
    assert!(issuer.invite(&invite("alice@example.com")).await.is_ok());
    let other =
        Invite { subject: Some("alice@example.com".parse().unwrap()), ..invite("bob@example.com") };
    assert!(matches!(issuer.invite(&other).await, Err(InviteError::OtherPerson { .. })));
}
