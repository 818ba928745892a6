//! One token against one trust policy: the answer, and each condition with what came.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::test;
use crate::simulator::issuer::{Published, TestIssuer, key_set};
use crate::world::Told;

const AT: &str = "2027-01-15T08:00:00Z";
const NOW: i64 = 1_800_000_000;

/// A folder with a token, a trust policy and a key set.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new(subject: &str) -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let published = Published { key: 1, status: StatusCode::OK, asked: 0 };
        let issuer = TestIssuer {
            url: "https://vouch.example.com".into(),
            published: Arc::new(Mutex::new(published)),
        };
        let claims = json!({
            "iss": issuer.url,
            "sub": subject,
            "aud": "vouch.example.com",
            "iat": NOW,
            "exp": NOW + 300,
            "amr": ["hwk", "pin"],
        });
        desk.write("token", &issuer.token(1, &claims));
        desk.write("jwks.json", &key_set(1).to_string());
        desk.write("policy.json", &policy().to_string());
        desk
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    fn test(&self, more: &[&str]) -> Told {
        let usual =
            ["--policy", "policy.json", "--token", "token", "--jwks", "jwks.json", "--at", AT];
        test(self.path(), &[&usual, more].concat(), "")
    }
}

fn policy() -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "People",
            "Effect": "Allow",
            "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/vouch.example.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    "vouch.example.com:aud": "vouch.example.com",
                    "sts:RoleSessionName": "${vouch.example.com:sub}",
                },
                "StringLike": {"vouch.example.com:sub": ["*@example.com", "*@example.org"]},
                "Bool": {"sts:RoleAuthorizedByIdp": "false"},
            },
        }],
    })
}

#[test]
fn who_is_let_in_sees_why() {
    insta::assert_snapshot!(Desk::new("alice@example.com").test(&[]), @"
    exit: 0
    ----- stdout -----
    arn:aws:iam::123456789012:role/Role: allowed: arn:aws:sts::123456789012:assumed-role/Role/alice@example.com until 2027-01-15T09:00:00Z

    sts:AssumeRoleWithWebIdentity: allowed
      statement 1 People (Allow): applies
        condition                           wanted                                        got                verdict
        Bool sts:RoleAuthorizedByIdp        false                                         false              holds
        StringEquals sts:RoleSessionName    ${vouch.example.com:sub} = alice@example.com  alice@example.com  holds
        StringEquals vouch.example.com:aud  vouch.example.com                             vouch.example.com  holds
        StringLike vouch.example.com:sub    *@example.com or *@example.org                alice@example.com  holds
    ----- stderr -----
    ");
}

#[test]
fn who_is_refused_sees_the_condition_that_fails() {
    insta::assert_snapshot!(Desk::new("m@evil.test").test(&[]), @"
    exit: 6
    ----- stdout -----
    arn:aws:iam::123456789012:role/Role: refused: AccessDenied (403): Not authorized to perform sts:AssumeRoleWithWebIdentity
      sts:AssumeRoleWithWebIdentity: nothing allows; Allow statement 1 fails StringLike vouch.example.com:sub

    sts:AssumeRoleWithWebIdentity: no statement allows it
      statement 1 People (Allow): does not apply
        condition                           wanted                                  got                verdict
        Bool sts:RoleAuthorizedByIdp        false                                   false              holds
        StringEquals sts:RoleSessionName    ${vouch.example.com:sub} = m@evil.test  m@evil.test        holds
        StringEquals vouch.example.com:aud  vouch.example.com                       vouch.example.com  holds
        StringLike vouch.example.com:sub    *@example.com or *@example.org          m@evil.test        FAILS
    ----- stderr -----
    error: AWS would refuse the token
    ");
}

#[test]
fn each_option_changes_the_answer() {
    let desk = Desk::new("alice@example.com");
    let other = key_set(2).to_string();
    desk.write("other.json", &other);
    for (more, told) in [
        (vec!["--client-id", "other"], "InvalidIdentityToken (400)"),
        (vec!["--session-name", "bob"], "sts:RoleSessionName  ${vouch.example.com:sub} = alice"),
        (vec!["--duration", "13h"], "ValidationError (400)"),
        (vec!["--request-tag", "team=a"], "Not authorized to perform sts:TagSession"),
        (vec!["--request-tag", "aws:team=a"], "keys that begin with aws: are reserved"),
        (vec!["--role", "arn:aws:iam::210987654321:role/R"], "speaks of another principal"),
    ] {
        let answer = desk.test(&more);
        assert_eq!(answer.exit, Some(6), "{more:?}: {answer}");
        let words = answer.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(&told), "{more:?}: {answer}");
    }
    let late = test(
        desk.path(),
        &["--policy", "policy.json", "--token", "token", "--jwks", "jwks.json"],
        "",
    );
    assert!(late.stdout.contains("InvalidIdentityToken") || late.stdout.contains("Expired"));
    let stolen =
        ["--policy", "policy.json", "--token", "token", "--jwks", "other.json", "--at", AT];
    let answer = test(desk.path(), &stolen, "");
    assert_eq!(answer.exit, Some(6), "{answer}");
    assert!(answer.stdout.contains("key: unknown kid"), "{answer}");
}

#[test]
fn programs_read_the_same_answer() {
    let answer = Desk::new("alice@example.com").test(&["--json"]).ok();
    let answer: Value = serde_json::from_str(&answer.stdout).unwrap();
    assert_eq!(answer[0]["allowed"], json!(true));
    assert_eq!(answer[0]["subject"], json!("alice@example.com"));
    assert_eq!(answer[0]["expiration"], json!("2027-01-15T09:00:00Z"));
}

#[test]
fn what_cannot_be_read_is_told_with_its_place() {
    let desk = Desk::new("alice@example.com");
    desk.write("bad.json", "{\n  \"Statement\": {\"Effect\": \"allow\"}\n}");
    for (arguments, exit, told) in [
        (
            vec!["--policy", "bad.json", "--token", "token"],
            7,
            "line 2, column 27: expected `Allow`",
        ),
        (vec!["--policy", "absent.json", "--token", "token"], 7, "there is no absent.json"),
        (
            vec![
                "--policy",
                "policy.json",
                "--token",
                "token",
                "--jwks",
                "policy.json",
                "--at",
                AT,
            ],
            6,
            "AWS would refuse",
        ),
        (vec!["--policy", "policy.json", "--token", "token", "--jwks", "token"], 7, "not JSON"),
        (vec!["--policy", "policy.json", "--token", "token", "--at", "noon"], 2, "a time such as"),
        (vec!["--policy", "policy.json"], 2, "--token"),
        (vec!["--request", "a.json", "--token", "token"], 2, "cannot be used with"),
    ] {
        let answer = test(desk.path(), &arguments, "");
        assert_eq!(answer.exit, Some(exit), "{answer}");
        assert!(answer.stderr.contains(told), "{answer}");
    }
}
