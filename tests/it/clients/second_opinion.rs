//! What somebody else's STS says of our tokens: SeaweedFS fetches the issuer's keys and verifies.

use std::fs;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::DecodePrivateKey as _;
use reqwest::Client;
use serde_json::{Value, json};
use vouch::adapters::runtime::block_on;

use super::object_store::{self, ObjectStore};
use crate::secrets::organisation::{self, Organisation, ROLE};
use crate::world::TestWorld;

#[test]
fn good_tokens_are_taken_and_every_other_is_refused() {
    let mut world = TestWorld::new();
    let organisation = Organisation::start(&mut world, None);
    let token = token(&world, &organisation);
    let store = ObjectStore::start(&world, organisation.issuer(), ROLE);
    assert!(object_store::version().contains("4.48"), "what is known of it is known of this one");

    let key = fs::read_to_string(organisation::signing_key(&world)).unwrap();
    let key = SigningKey::from_pkcs8_pem(&key).unwrap();
    let other_key = SigningKey::from_slice(&[7; 32]).unwrap();
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("{token}");
    };
    let now = decoded(claims)["iat"].as_i64().unwrap();
    let changed = |change: Value| with(claims, &change);
    let same = changed(json!({}));
    for (what, candidate, is_taken) in [
        ("as it was issued", token.clone(), true),
        ("signed again with the issuer's key", signed(&key, header, &same), true),
        (
            "for somebody else, unsigned",
            {
                let claims = changed(json!({"sub": "bob@example.com"}));
                format!("{header}.{claims}.{signature}")
            },
            false,
        ),
        ("with a broken signature", format!("{header}.{claims}.{}", flipped(signature)), false),
        ("without a signature", format!("{header}.{claims}."), false),
        ("signed with another key", signed(&other_key, header, &same), false),
        (
            "of an unknown key id",
            signed(&key, &with(header, &json!({"kid": "none"})), &same),
            false,
        ),
        (
            "of no algorithm",
            {
                let header = with(header, &json!({"alg": "none"}));
                format!("{header}.{claims}.")
            },
            false,
        ),
        (
            "expired",
            {
                let times = json!({"iat": now - 900, "auth_time": now - 900, "exp": now - 600});
                signed(&key, header, &changed(times))
            },
            false,
        ),
        ("for another audience", signed(&key, header, &changed(json!({"aud": "other"}))), false),
        (
            "of another issuer",
            signed(&key, header, &changed(json!({"iss": "http://127.0.0.1:1"}))),
            false,
        ),
        (
            "of a person of another domain",
            { signed(&key, header, &changed(json!({"sub": "mallory@evil.example"}))) },
            false,
        ),
    ] {
        let (status, answer) = assume(&store, &candidate);
        assert_eq!(status == 200, is_taken, "a token {what}: {status} {answer}");
        assert_eq!(answer.contains("<AccessKeyId>"), is_taken, "a token {what}: {answer}");
    }
}

/// Enrolls, logs in, and returns an ID token for the role.
fn token(world: &TestWorld, organisation: &Organisation) -> String {
    let issuer = organisation.issuer();
    let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &organisation.invite(world)).ok();
    world.vouch(&["login"]).ok();
    let arguments = ["token", "--audience", organisation.host(), "--role", ROLE];
    world.vouch(&arguments).ok().stdout.trim().to_owned()
}

fn assume(store: &ObjectStore, token: &str) -> (u16, String) {
    let form = [
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", ROLE),
        ("RoleSessionName", "alice@example.com"),
        ("WebIdentityToken", token),
    ];
    let client = Client::builder().no_proxy().build().unwrap();
    block_on(async {
        let answer = client.post(store.url()).form(&form).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    })
}

fn decoded(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

/// Returns a header or claims with some members changed.
fn with(part: &str, change: &Value) -> String {
    let mut json = decoded(part);
    json.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn signed(key: &SigningKey, header: &str, claims: &str) -> String {
    let input = format!("{header}.{claims}");
    let signature: Signature = key.sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

/// Returns the signature with one bit changed.
fn flipped(signature: &str) -> String {
    let mut bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    bytes[40] ^= 1;
    URL_SAFE_NO_PAD.encode(bytes)
}
