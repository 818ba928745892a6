//! One of both fails, or both do: the other is told all the same, and the exit code is that of the
//! one that failed.

use serde_json::Value;

use crate::canned::Answer;
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::world::Told;

const ROLES: &str = r#"{"subject":"alice@example.com","roles":[],"any_role":true}"#;
const IDENTITY: &str = r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com</Arn><UserId>AROACANNED:alice@example.com</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"#;

fn whoami(laptop: &Laptop, more: &[&str]) -> Told {
    let arguments = [&["whoami", "--role", ROLE], more].concat();
    Told::from(laptop.vouch(&arguments).output().unwrap())
}

/// Credentials are in the cache, so AWS is asked once, and the issuer too.
fn laptop() -> Laptop {
    let laptop = Laptop::logged_in();
    laptop.credentials(&[]);
    laptop.canned.issuer(&[Answer::new(200, ROLES)]);
    laptop.canned.sts(&[Answer::new(200, IDENTITY)]);
    laptop
}

#[test]
fn each_is_told_though_the_other_fails() {
    let laptop = laptop();
    let told = whoami(&laptop, &[]).ok();
    assert!(told.stdout.contains("\n  roles    any\nAWS     arn:aws:sts::"), "{told}");
    let refused = |code: &str| Answer::sts_error(403, code, "no");
    for (issuer, sts, exit, hint) in [
        (Some(Answer::issuer_error(503, "down")), None, 5, "try again"),
        (Some(Answer::issuer_error(400, "access_denied")), None, 6, "audit log"),
        (None, Some(Answer::new(503, "")), 5, "try again in a minute"),
        (None, Some(Answer::new(200, "<html>sign in</html>")), 5, "open a browser"),
        (None, Some(Answer::new(200, "<a/>")), 5, "AWS_ENDPOINT_URL_STS"),
        (None, Some(refused("ExpiredToken")), 6, "the credentials are over"),
        (None, Some(refused("SignatureDoesNotMatch")), 6, "this machine's clock"),
        (None, Some(refused("InvalidClientTokenId")), 6, "doesn't take these credentials"),
    ] {
        let failing = if issuer.is_some() { "issuer" } else { "aws" };
        laptop.canned.issuer(&[issuer.unwrap_or(Answer::new(200, ROLES))]);
        laptop.canned.sts(&[sts.unwrap_or(Answer::new(200, IDENTITY))]);
        let told = whoami(&laptop, &[]);
        assert_eq!(told.exit, Some(exit), "{told}");
        let [one, other] = match failing {
            "issuer" => ["issuer  not known: ", "\nAWS     arn:aws:sts::123456789012:"],
            _ => ["\nAWS     not known: ", "issuer  http://"],
        };
        assert!(told.stdout.contains(one) && told.stdout.contains(other), "{told}");
        assert!(told.stderr.starts_with("error: ") && told.stderr.contains(hint), "{told}");
        let json = whoami(&laptop, &["--json"]);
        let views: Value = serde_json::from_str(&json.stdout).unwrap();
        for view in ["issuer", "aws"] {
            assert_eq!(views[view].get("error").is_some(), view == failing, "{json}");
        }
        assert_eq!((json.exit, json.stderr), (told.exit, told.stderr));
    }
}

#[test]
fn the_request_is_signed_with_the_credentials_and_carries_no_token_of_the_login() {
    let laptop = laptop();
    whoami(&laptop, &[]).ok();
    let asked = laptop.canned.asked_sts().pop().unwrap();
    assert_eq!(asked.body, "Action=GetCallerIdentity&Version=2011-06-15");
    let head = asked.head.to_ascii_lowercase();
    assert!(head.contains("credential=asiacanned/"), "{head}");
    assert!(head.contains("x-amz-security-token: c4nned-session\r\n"), "{head}");
    assert!(!head.contains("c4nned-secret"), "{head}");
}

#[test]
fn nobody_logged_in_is_said_once() {
    let laptop = laptop();
    std::fs::remove_file(laptop.state().join("sessions.json")).unwrap();
    insta::assert_snapshot!(whoami(&laptop, &[]), @r"
    exit: 3
    ----- stdout -----
    issuer  not known: not logged in
    AWS     not known: not logged in
    ----- stderr -----
    error: not logged in

    hint: run `vouch login`
    ");
}

#[test]
fn two_failures_are_both_told() {
    let laptop = Laptop::logged_in();
    laptop.canned.issuer(&[Answer::issuer_error(503, "down")]);
    let told = Told::from(laptop.vouch(&["whoami"]).output().unwrap());
    let told = told.masked(&[(laptop.canned.url(), "ISSUER")]);
    insta::assert_snapshot!(told, @r"
    exit: 5
    ----- stdout -----
    issuer  not known: the issuer ISSUER is out of order (HTTP 503)
    AWS     not known: no profile `vouch` of vouch's
    ----- stderr -----
    error: no profile `vouch` of vouch's

    hint: name one with `--profile`, or the role with `--role`; `vouch setup aws` writes one
    error: the issuer ISSUER is out of order (HTTP 503)

    hint: try again; if it stays so, tell who runs the issuer
    ");
}
