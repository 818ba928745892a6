//! One assertion, posted by twenty processes in the same moment.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use vouch::adapters::clock::SystemClock;
use vouch::adapters::environment::Environment;
use vouch::adapters::http;
use vouch::adapters::issuer_client::IssuerClient;
use vouch::adapters::random::{self, SystemRandom};
use vouch::adapters::runtime::block_on;
use vouch::domain::dpop::SessionKey;
use vouch::domain::issuer_url::IssuerUrl;
use vouch::domain::presence;
use vouch::domain::secret::Secret;

use super::locks::wait_for_waiters;
use crate::mishaps::{enrolled, items};
use crate::world::TestWorld;

const PROCESSES: usize = 20;

/// What a child is told.
const ISSUER: &str = "VOUCH_TEST_ISSUER";
const ASSERTION: &str = "VOUCH_TEST_ASSERTION";
const SESSION_KEY: &str = "VOUCH_TEST_SESSION_KEY";
const GATE: &str = "VOUCH_TEST_GATE";
const ANSWER: &str = "VOUCH_TEST_ANSWER";

#[test]
fn an_assertion_that_twenty_processes_post_begins_one_session() {
    let (world, dev) = enrolled();
    let issuer: IssuerUrl = dev.told.issuer.parse().unwrap();
    let session_key = SessionKey::from_random(random::bytes(&SystemRandom));
    let assertion = assertion(&world, &issuer, &session_key);
    let gate = world.path("gate");
    let held = std::fs::File::create(&gate).unwrap();
    held.lock().unwrap();
    let children: Vec<_> = (0..PROCESSES)
        .map(|index| {
            Command::new(std::env::current_exe().unwrap())
                .args(["at_once::assertion::child", "--exact", "--ignored"])
                .envs([(ISSUER, issuer.as_str()), (ASSERTION, &assertion)])
                .env(SESSION_KEY, session_key.to_secret().expose())
                .env(GATE, &gate)
                .env(ANSWER, answer_file(&world, index))
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    wait_for_waiters(&gate, PROCESSES);
    drop(held);
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let answer = |index| std::fs::read_to_string(answer_file(&world, index)).unwrap();
    let (good, refused): (Vec<_>, Vec<_>) =
        (0..PROCESSES).map(answer).partition(|answer| answer == "session");
    assert_eq!((good.len(), refused.len()), (1, PROCESSES - 1), "{refused:?}");
    for refusal in refused {
        assert!(refusal.contains("used"), "{refusal}");
    }
    let log = std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
    assert_eq!(log.matches(r#""event":"login","outcome":"issued""#).count(), 1);
}

fn answer_file(world: &TestWorld, index: usize) -> std::path::PathBuf {
    world.path(&format!("answer-{index}"))
}

fn client(issuer: &IssuerUrl) -> IssuerClient {
    let environment = Environment::default();
    let http = http::client(&environment, Duration::from_secs(60)).unwrap();
    IssuerClient::new(http, issuer.clone(), Arc::new(SystemClock), Arc::new(SystemRandom))
}

/// What `vouch login` would post, signed with the software key of this world.
fn assertion(world: &TestWorld, issuer: &IssuerUrl, session_key: &SessionKey) -> String {
    let names = items(world);
    let name = names.iter().find(|name| name.starts_with("vouch:key:")).unwrap();
    let key = world.run("secret-tool", &["lookup", "vouch-item", name]).ok().stdout;
    let key = SigningKey::from_slice(&URL_SAFE_NO_PAD.decode(key.trim()).unwrap()).unwrap();
    let key_id = name["vouch:key:".len()..].parse().unwrap();
    let client = client(issuer);
    let challenge = block_on(async {
        let ours = client.discover().await.unwrap();
        client.challenge(&ours, &key_id).await.unwrap()
    });
    let input = presence::assertion(&key_id, issuer, &challenge, &session_key.thumbprint());
    let signature: Signature = key.sign(input.as_bytes());
    input.with_signature(&signature.to_bytes().into())
}

/// Not a test: the child process of the one above.
#[test]
#[ignore = "runs as the child of another test"]
fn child() {
    let told = |name: &str| std::env::var(name).unwrap();
    let issuer: IssuerUrl = told(ISSUER).parse().unwrap();
    let session_key = SessionKey::from_secret(&Secret::new(told(SESSION_KEY))).unwrap();
    let client = client(&issuer);
    let ours = block_on(client.discover()).unwrap();
    std::fs::File::open(Path::new(&told(GATE))).unwrap().lock_shared().unwrap();
    let answer = match block_on(client.login(&ours, &told(ASSERTION), &session_key, None)) {
        Ok(_) => "session".into(),
        Err(error) => error.to_string(),
    };
    std::fs::write(told(ANSWER), answer).unwrap();
}
