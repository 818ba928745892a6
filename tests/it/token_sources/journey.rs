//! A token of a second provider, exchanged at the local AWS, which trusts that provider.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::credential_aws;
use crate::simulator::World;
use crate::world::binaries;

const ROLE: &str = vouch::simulator::example::DEVELOPER;

fn vouch(folder: &Path, sts: &str, arguments: &[&str]) -> Output {
    Command::new(binaries().join("vouch"))
        .args(arguments)
        .env_clear()
        .env("HOME", folder)
        .env("VOUCH_KEYRING", "secret-service")
        .env("AWS_ENDPOINT_URL_STS", sts)
        .output()
        .unwrap()
}

/// A token for the job; each change is a claim and its value, none for a claim that is left out.
fn token(world: &World, changes: &[(&str, Value)]) -> String {
    let mut claims = world.issuer.claims(world.now());
    claims["sub"] = json!("job:1@example.com");
    for (name, value) in changes {
        claims[name] = value.clone();
    }
    world.issuer.token(1, &claims)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_providers_token_becomes_credentials() {
    let world = World::start().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let sts = world.running.endpoint();
    let run = |text: &str| {
        std::fs::write(&file, text).unwrap();
        let named = ["--source", "file", "--token-file", file.to_str().unwrap()];
        let base = ["credential", "aws", "--role", ROLE, "--no-cache"];
        vouch(folder.path(), &sts, &[&base[..], &named].concat())
    };
    let json = credential_aws::given(&run(&token(&world, &[])));
    assert!(json["AccessKeyId"].as_str().unwrap().starts_with("ASIA"), "{json}");

    let past = json!(world.now() - 3600);
    for (changes, words) in [
        (vec![("exp", past.clone()), ("iat", past)], " was good until 20"),
        (vec![("sub", json!("mallory"))], "the subject `mallory`"),
        (vec![("aud", json!("other"))], "with the client id other"),
        (vec![("iss", json!("http://127.0.0.1:1"))], "has the OIDC provider 127.0.0.1:1 with"),
    ] {
        let told = credential_aws::refused(&run(&token(&world, &changes)), 6);
        assert!(told.contains(words), "{told}");
        assert!(!told.contains("vouch login") && !told.contains("vouch token"), "{told}");
    }
    let told = vouch(folder.path(), &sts, &["explain"]);
    let said = String::from_utf8(told.stdout).unwrap();
    assert!(said.contains("the token claimed") && said.contains("http://127.0.0.1:1"), "{said}");
}
