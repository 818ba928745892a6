//! `vouch doctor`: what stands between a person and a credential.

use serde_json::Value;

use crate::dev::Dev;
use crate::world::{TestWorld, Told};

#[test]
fn nothing_is_set_up_yet() {
    let world = TestWorld::new();
    let told = world.vouch(&["doctor", "--json"]).ok();
    assert_eq!(state(&told, "keyring"), "good");
    assert_eq!(state(&told, "issuer"), "warning");
    assert_eq!(state(&told, "session"), "warning");
    assert_eq!(state(&told, "AWS profile"), "warning");
    let key = finding(&told, "key");
    assert!(key["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{key}");
}

#[test]
fn what_works_is_good_and_what_breaks_is_named_with_its_exit_code() {
    let mut world = TestWorld::new();
    let mut dev = Dev::start(&mut world, &[]);
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    world.vouch(&["setup", "aws", "--role", role, "--region", "eu-central-1"]).ok();

    let told = world.vouch(&["doctor", "--json"]).ok();
    for check in ["keyring", "issuer", "clock", "session", "AWS profile"] {
        assert_eq!(state(&told, check), "good", "{told}");
    }

    let credentials = "[vouch]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = x\n";
    std::fs::write(world.path("home/.aws/credentials"), credentials).unwrap();
    let told = world.vouch(&["doctor", "--json"]);
    assert_eq!((told.exit, state(&told, "AWS profile")), (Some(7), "bad".into()), "{told}");

    dev.stop();
    let told = world.vouch(&["doctor", "--json"]);
    assert_eq!((told.exit, state(&told, "issuer")), (Some(5), "bad".into()), "{told}");

    world.keyring().freeze();
    let told = world.vouch(&["doctor", "--json"]);
    assert_eq!((told.exit, state(&told, "keyring")), (Some(8), "bad".into()), "{told}");
}

fn state(told: &Told, check: &str) -> String {
    finding(told, check)["state"].as_str().unwrap().to_owned()
}

fn finding(told: &Told, check: &str) -> Value {
    let report: Vec<Value> =
        serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{told}"));
    report
        .into_iter()
        .find(|it| it["check"] == check)
        .unwrap_or_else(|| panic!("no {check}: {told}"))
}
