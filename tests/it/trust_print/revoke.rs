//! `vouch trust revoke`: a policy, or the commands that attach it.

use std::fs;

use serde_json::Value;

use super::iam::Iam;
use super::{Desk, assert_lets_in_alice_alone};

const BEFORE: [&str; 4] = ["trust", "revoke", "--before", "2026-01-01T12:00:00Z"];

#[test]
fn the_policy_is_printed_and_where_to_attach_it_is_told() {
    let told = Desk::new().run(&[&BEFORE[..], &["alice@example.com"]].concat()).ok();
    let policy: Value = serde_json::from_str(&told.stdout).unwrap();
    let conditions = |number: usize| policy["Statement"][number]["Condition"].to_string();
    assert_eq!(
        conditions(0),
        r#"{"DateLessThan":{"aws:TokenIssueTime":"2026-01-01T12:00:00Z"},"StringLike":{"aws:userid":"*:alice@example.com"}}"#
    );
    assert!(conditions(1).contains(r#""aws:SourceIdentity":"alice@example.com""#), "{told}");
    assert!(told.stderr.contains("--policy-name vouch-revoke-alice@example.com"), "{told}");
}

/// A token that was issued a moment before the person was disabled opens sessions for ten minutes.
#[test]
fn without_a_time_it_reaches_as_far_as_the_last_token() {
    let before = chrono::Utc::now();
    let told = Desk::new().run(&["trust", "revoke", "alice@example.com"]).ok();
    let policy: Value = serde_json::from_str(&told.stdout).unwrap();
    let time = &policy["Statement"][0]["Condition"]["DateLessThan"]["aws:TokenIssueTime"];
    let time: chrono::DateTime<chrono::Utc> = time.as_str().unwrap().parse().unwrap();
    assert!(time - before >= chrono::TimeDelta::minutes(10) - chrono::TimeDelta::seconds(1));
}

#[test]
fn the_commands_attach_it_to_each_role() {
    let desk = Desk::new();
    let iam = Iam::start(&desk);
    let roles = ["--role", "Developer", "--role", "team/Operator"];
    for role in ["Developer", "Operator"] {
        let policy = desk.print(&["--account", super::ACCOUNT, "--subject", "alice@example.com"]);
        assert_lets_in_alice_alone(&policy);
        let create = ["iam", "create-role", "--role-name", role];
        iam.ask(&desk, &[&create[..], &["--assume-role-policy-document", &policy]].concat());
    }
    let script = desk.run(&[&BEFORE[..], &["alice@example.com"], &roles].concat()).ok().stdout;
    fs::write(desk.path("revoke.sh"), &script).unwrap();
    desk.judge("shellcheck", &["--shell=sh", desk.path("revoke.sh").to_str().unwrap()]).ok();
    let mut command = iam.with_credentials(&desk, desk.command("sh"));
    let aws = crate::tools::require_aws_cli();
    let folders = [aws.parent().unwrap().to_owned(), "/usr/bin".into(), "/bin".into()];
    command.arg("revoke.sh").env("PATH", std::env::join_paths(folders).unwrap());
    crate::world::Told::from(command.output().unwrap()).ok();
    for role in ["Developer", "Operator"] {
        let ask = ["iam", "get-role-policy", "--role-name", role, "--query", "PolicyDocument"];
        let name = ["--policy-name", "vouch-revoke-alice@example.com", "--output", "json"];
        let policy: Value =
            serde_json::from_str(&iam.ask(&desk, &[&ask[..], &name].concat())).unwrap();
        assert_eq!(policy["Statement"][0]["Effect"], "Deny");
    }
}

#[test]
fn who_cannot_be_a_subject_is_refused() {
    for subject in ["*", "alice@*", "Alice@example.com", "a:b"] {
        let told = Desk::new().run(&["trust", "revoke", subject]);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(2), ""), "{told}");
    }
}
