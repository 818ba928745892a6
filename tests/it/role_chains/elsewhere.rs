//! Tokens that come from elsewhere: they name their session as they like, and chains begin with them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;

use super::wire::ENTRY;
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::{given, refused};

/// A token that AWS would look at the signature of.
fn token() -> String {
    let claims = r#"{"iss":"https://ci.example.com","sub":"repo:a/b","aud":"sts.amazonaws.com"}"#;
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims))
}

#[test]
fn a_token_from_elsewhere_names_its_session_and_begins_a_chain() {
    let laptop = Laptop::logged_in();
    let from_elsewhere = |more: &[&str]| {
        let source = ["--source", "env", "--token-variable", "CI_TOKEN"];
        let mut command = laptop.command(&[&source[..], more].concat());
        command.env("CI_TOKEN", token()).output().unwrap()
    };
    given(&from_elsewhere(&["--session-name", "night"]));
    let asked = laptop.canned.asked_sts().pop().unwrap();
    assert!(asked.body.contains("RoleSessionName=night"), "{}", asked.body);

    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(1)), Answer::assumed(2)]);
    given(&from_elsewhere(&["--via", ENTRY, "--session-name", "night"]));
    let asked = laptop.canned.asked_sts();
    let [.., first, second] = &asked[..] else { panic!("{asked:?}") };
    assert!(first.body.contains("RoleSessionName=repo-a-b"), "{}", first.body);
    assert!(first.body.contains("role%2FEntry"), "{}", first.body);
    assert!(second.body.contains("RoleSessionName=night"), "{}", second.body);

    let told = refused(&from_elsewhere(&["--max-auth-age", "15m"]), 2);
    assert!(told.contains("without a login there is no touch; leave --max-auth-age out"), "{told}");
    assert_eq!(laptop.calls().0, 0);
}
