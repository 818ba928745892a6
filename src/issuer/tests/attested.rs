//! Keys in hardware, attested by certificates of a root that only this test trusts.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::world::{Answer, CONFIG, DEVELOPER, Key, Session, World, claims};
use crate::domain::attestation::test_certificates::Certificate;
use crate::domain::enrolment::{InvitationCode, SoftwareKeys};
use crate::domain::fixtures::TestKey;
use crate::domain::wire::path;
use crate::issuer::invite::Invite;

const DENIED: (u16, &str) = (403, "access_denied");
const REQUEST: (u16, &str) = (400, "invalid_request");

/// Returns a file with the root, and the configuration that trusts it.
pub(super) fn trusting(more: &str) -> (NamedTempFile, String) {
    let root = Certificate::root(&TestKey::new(1)).sign(&TestKey::new(1).0);
    let mut file = NamedTempFile::new().unwrap();
    writeln!(file, "-----BEGIN CERTIFICATE-----").unwrap();
    for line in STANDARD.encode(root).as_bytes().chunks(64) {
        writeln!(file, "{}", str::from_utf8(line).unwrap()).unwrap();
    }
    writeln!(file, "-----END CERTIFICATE-----").unwrap();
    let config = format!("{CONFIG}\n[attestation]\nroots = ['{}']\n{more}", file.path().display());
    (file, config)
}

/// Returns the attestation of the key, firmware 5.7.4, serial number 12345678.
pub(super) fn attestation(key: &TestKey) -> Value {
    let device = TestKey::new(2);
    let of_key = Certificate::attestation(key).sign(&device.0);
    let of_device = Certificate::device(&device).sign(&TestKey::new(1).0);
    json!([STANDARD.encode(of_key), STANDARD.encode(of_device)])
}

async fn invite(world: &World, serial: Option<u32>) -> InvitationCode {
    let email = "alice@example.com".parse().unwrap();
    let invite = Invite { email, subject: None, serial, software: SoftwareKeys::Refused };
    world.running.issuer().invite(&invite).await.unwrap().code
}

async fn enroll(world: &World, serial: Option<u32>, attestation: &Value) -> Answer {
    let code = invite(world, serial).await;
    let proof = world.enrolment(&Key(TestKey::new(7).0), Some(&code)).await;
    let body = json!({
        "invitation": code.to_groups().expose(),
        "proof": proof,
        "attestation": attestation,
    });
    world.send(world.request(&Method::POST, path::ENROLL).json(&body)).await
}

#[tokio::test]
async fn hardware_is_said_of_attested_keys() {
    let (_root, config) = trusting("");
    let world = World::new(&config).await;
    let answer = enroll(&world, Some(12_345_678), &attestation(&TestKey::new(7))).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let key = &answer.body["key"];
    assert_eq!(key["kind"], "yubikey");
    assert_eq!((&key["serial"], &key["firmware"]), (&json!(12_345_678), &json!("5.7.4")));
    let session = world.login(&Key(TestKey::new(7).0)).await;
    let token = world.aws(&session, DEVELOPER).await;
    assert_eq!(claims(&token.body["id_token"])["amr"], json!(["hwk", "pin", "user"]));
}

#[tokio::test]
async fn a_fresh_session_adds_a_second_attested_key() {
    let (_root, config) = trusting("");
    let world = World::new(&config).await;
    assert_eq!(enroll(&world, None, &attestation(&TestKey::new(7))).await.status, 201);
    let session = world.login(&Key(TestKey::new(7).0)).await;
    let answer = add_key(&world, &session).await;
    assert_eq!((answer.status, &answer.body["key"]["name"]), (201, &json!("spare")), "{answer:?}");
}

/// A copied software key once could add a YubiKey of the thief's, and its tokens said `hwk`.
#[tokio::test]
async fn a_software_key_adds_no_hardware() {
    let (_root, config) = trusting("");
    let world = World::new(&config).await;
    let session = world.login(&world.alice().await).await;
    assert_eq!(add_key(&world, &session).await.refusal(), DENIED);
}

#[tokio::test]
async fn a_session_that_is_over_adds_no_key() {
    let (_root, config) = trusting("");
    let world = World::new(&config).await;
    assert_eq!(enroll(&world, None, &attestation(&TestKey::new(7))).await.status, 201);
    let session = world.login(&Key(TestKey::new(7).0)).await;
    let mut transaction = world.running.issuer().state.database.begin().await.unwrap();
    let alice = "alice@example.com".parse().unwrap();
    transaction.revoke_sessions_of(&alice, world.now()).await.unwrap();
    transaction.commit().await.unwrap();
    assert_eq!(add_key(&world, &session).await.refusal(), (401, "invalid_token"));
}

/// Adds the key 8 to the person of the session.
async fn add_key(world: &World, session: &Session) -> Answer {
    let (second, certificates) = (TestKey::new(8), attestation(&TestKey::new(8)));
    let proof = world.enrolment(&Key(second.0), None).await;
    let request = world.authorised(session, &Method::POST, path::KEYS);
    let body = json!({ "proof": proof, "attestation": certificates, "name": "spare" });
    world.send(request.json(&body)).await
}

#[tokio::test]
async fn an_attestation_is_about_this_key_of_the_invited_device() {
    let (_root, config) = trusting("");
    let world = World::new(&config).await;
    let good = attestation(&TestKey::new(7));
    for (serial, certificates, refusal) in [
        (Some(1), good.clone(), DENIED),
        (None, attestation(&TestKey::new(8)), REQUEST),
        (None, json!([good[0]]), REQUEST),
        (None, json!([good[1], good[0]]), REQUEST),
        (None, json!(["%", "%"]), REQUEST),
        (None, json!([]), DENIED),
    ] {
        assert_eq!(enroll(&world, serial, &certificates).await.refusal(), refusal);
    }
    // The proof's challenge came and went with each refusal; the key is still nobody's.
    assert_eq!(enroll(&world, None, &good).await.status, 201);
}

#[tokio::test]
async fn only_configured_roots_and_firmware_count() {
    let good = attestation(&TestKey::new(7));
    let (_root, old) = trusting("min_firmware = '5.7.5'");
    let none = format!("{CONFIG}\n[attestation]\nyubico = 'ignored'");
    for (config, refusal) in [(CONFIG, REQUEST), (&old, DENIED), (&none, DENIED)] {
        let world = World::new(config).await;
        assert_eq!(enroll(&world, None, &good).await.refusal(), refusal, "{config}");
    }
}

#[tokio::test]
async fn roots_that_are_none_stop_the_start() {
    use crate::domain::issuer_config::IssuerConfig;
    use crate::issuer::{Issuer, StartError};
    let file = NamedTempFile::new().unwrap();
    let (path, missing) = (file.path().display().to_string(), "/nowhere/roots.pem".to_string());
    for path in [path, missing] {
        let text = format!("issuer = 'http://127.0.0.1:1'\n[attestation]\nroots = ['{path}']");
        let config = IssuerConfig::parse(&text, std::path::Path::new("")).unwrap();
        let world = World::new(CONFIG).await;
        let state = &world.running.issuer().state;
        let started = Issuer::in_memory(config, state.clock.clone(), state.random.clone()).await;
        let Err(StartError::Roots(error)) = started else { panic!("it started") };
        assert!(error.to_string().contains(&path), "{error}");
    }
}
