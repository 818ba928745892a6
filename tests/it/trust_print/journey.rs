//! The printed policy in an AWS that knows it: a login gets the role, or doesn't.

use std::fs;

use crate::dev::Dev;
use crate::world::{TestWorld, Told};

const ROLE: &str = "arn:aws:iam::123456789012:role/VouchDeveloper";

/// What the tokens of the example's grants are like.
const TOKENS: [&str; 2] = ["--source-identity", "--software-keys"];

/// Enrolls alice with a software key, and asks for the role at an AWS that has the printed policy.
fn asked(words: &[&str]) -> Told {
    let mut world = TestWorld::new();
    let issuer = Dev::start(&mut world, &[]);
    let url = issuer.told.issuer.as_str();
    let enroll = ["enroll", "--issuer", url, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&enroll, &issuer.told.invitation).ok();
    world.vouch(&["login"]).ok();
    let policy = world.vouch(&[&["trust", "print", "--role", ROLE], words].concat()).ok().stdout;
    let host = url.strip_prefix("http://").unwrap();
    let state = format!(
        "allow_loopback = true\n\n[[provider]]\naccount = \"123456789012\"\nurl = \"{url}\"\n\
         client_ids = [\"{host}\"]\n\n[[role]]\narn = \"{ROLE}\"\ntrust_policy = '''\n{policy}'''\n"
    );
    let file = world.path("aws.toml");
    fs::write(&file, state).unwrap();
    let _aws = Dev::start(&mut world, &["--aws-state", file.to_str().unwrap()]);
    world.vouch(&["credential", "aws", "--role", ROLE])
}

#[test]
fn who_is_named_gets_the_role() {
    let told = asked(&[&["--subject", "alice@example.com"], &TOKENS[..]].concat()).ok();
    assert!(told.stdout.contains("\"AccessKeyId\""), "{told}");
}

#[test]
fn everybody_of_the_domain_gets_the_role() {
    asked(&[&["--domain", "example.com"], &TOKENS[..]].concat()).ok();
}

#[test]
fn a_software_key_is_refused_where_nobody_said_that_one_will_do() {
    let told = asked(&["--subject", "alice@example.com", "--source-identity"]);
    assert_eq!(told.exit, Some(6), "{told}");
}

#[test]
fn who_is_not_named_is_refused() {
    for words in [["--subject", "bob@example.com"], ["--domain", "evil-example.com"]] {
        let told = asked(&[&words[..], &TOKENS].concat());
        assert_eq!(told.exit, Some(6), "{told}");
    }
}
