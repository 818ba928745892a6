//! Session policies, and durations that somebody limits.

use std::path::PathBuf;

use super::wire::{ENTRY, three_steps};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::refused;

fn write(laptop: &Laptop, name: &str, text: &str) -> String {
    let path: PathBuf = laptop.daemon.folder().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

/// The session policy of the latest request.
fn policy(laptop: &Laptop) -> Option<String> {
    let request = laptop.canned.asked_sts().pop().unwrap();
    let mut fields = url::form_urlencoded::parse(request.body.as_bytes());
    fields.find(|(name, _)| name == "Policy").map(|(_, value)| value.into_owned())
}

#[test]
fn a_session_policy_goes_without_the_space_that_only_people_read() {
    let laptop = Laptop::logged_in();
    let file = write(&laptop, "policy.json", "{\n  \"Statement\": [ ]\n}\n");
    laptop.credentials(&["--policy", &file]);
    assert_eq!(policy(&laptop).as_deref(), Some(r#"{"Statement":[]}"#));
    // The cache knows what it says, not where it lies; other words are other credentials.
    let other = write(&laptop, "other.json", "{\"Statement\":[]}");
    laptop.credentials(&["--policy", &other]);
    assert_eq!(laptop.calls(), (1, 1));
    write(&laptop, "policy.json", "{\"Statement\": [{}]}");
    laptop.credentials(&["--policy", &file]);
    assert_eq!(policy(&laptop).as_deref(), Some(r#"{"Statement":[{}]}"#));
    assert_eq!(laptop.calls(), (2, 2));
    three_steps(&laptop);
    laptop.credentials(&["--policy", &file, "--via", ENTRY, "--via", ENTRY]);
    let with_policy: Vec<bool> =
        laptop.canned.asked_sts()[2..].iter().map(|it| it.body.contains("Policy=%7B")).collect();
    assert_eq!(with_policy, [false, false, true]);
}

#[test]
fn a_policy_that_is_none_is_refused_before_anybody_is_asked() {
    let laptop = Laptop::logged_in();
    for (text, exit, expected) in [
        ("[]", 7, "is no session policy: it is no JSON object"),
        ("{", 7, "is no session policy: it is no JSON object"),
        ("{\"a\":\n\"€\"}", 7, "line 2 has '€' in it"),
        (&format!("{{\"a\":\"{}\"}}", "b".repeat(2048)), 2, "have 2056 characters together"),
        (&" ".repeat(65_537), 7, "is longer than 65536 bytes"),
    ] {
        let file = write(&laptop, "policy.json", text);
        let told = refused(&laptop.run(&["--policy", &file]), exit);
        assert!(told.contains(expected), "{told}");
    }
    let told = refused(&laptop.run(&["--policy", "/nowhere/policy.json"]), 7);
    assert!(told.contains("there is no /nowhere/policy.json"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn what_the_issuer_grants_is_asked_for_where_nothing_is_said_and_told_where_more_is() {
    let laptop = Laptop::logged_in();
    let granted = |seconds: u32| {
        let body = r#"{"id_token":"header.t0ken.signature","expires_in":300,"max_duration":"#;
        Answer::new(200, &format!("{body}{seconds}}}"))
    };
    laptop.canned.issuer(&[granted(1800)]);
    laptop.credentials(&[]);
    assert!(laptop.canned.asked_sts()[0].body.contains("DurationSeconds=1800"));
    let told = refused(&laptop.run(&["--duration", "1h"]), 6);
    assert_eq!(
        told,
        "vouch: the issuer grants this role for 30m at most, and 1h was asked for; ask for less, \
         `--duration 30m`, or let whoever runs the issuer raise `max_duration`\n"
    );
    laptop.canned.issuer(&[granted(600)]);
    let told = refused(&laptop.run(&["--duration", "15m"]), 6);
    assert!(told.contains("for 10m at most, and STS gives credentials for no less"), "{told}");
    assert_eq!(laptop.calls(), (3, 1));
}

#[test]
fn what_the_role_itself_limits_is_told_with_the_remedy() {
    let laptop = Laptop::logged_in();
    let said = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    laptop.canned.sts(&[Answer::sts_error(400, "ValidationError", said)]);
    let told = refused(&laptop.run(&["--duration", "12h"]), 6);
    assert!(
        told.contains(&format!("{said}; ask for less with --duration, or raise the")),
        "{told}"
    );
    let told = {
        let said =
            "Packed size of session policies and session tags consumes 112% of allotted space.";
        laptop.canned.sts(&[Answer::sts_error(400, "PackedPolicyTooLarge", said)]);
        let arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
        refused(&laptop.run(&["--policy-arn", arn]), 6)
    };
    assert!(told.contains("112% of allotted space.; shorten the session policy"), "{told}");
}
