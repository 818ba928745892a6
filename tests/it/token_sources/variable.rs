//! A job of GitLab, and every other that has its token in a variable.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;

use serde_json::json;

use super::job::{Job, token, token_with};
use crate::credential_aws;

#[test]
fn the_variable_is_the_usual_one_or_is_named() {
    let mut job = Job::start();
    job.set("VOUCH_ID_TOKEN", token(1));
    job.set("OTHER", format!("\n{}\n", token(2)));
    for (arguments, number) in [
        (&["--source", "gitlab"][..], 1),
        (&["--source", "gitlab", "--token-variable", "OTHER"], 2),
        (&["--source", "env", "--token-variable", "OTHER"], 2),
        (&["--source", "env", "--token-variable", "OTHER", "--audience", "sts.amazonaws.com"], 2),
    ] {
        let asked = job.asked(arguments);
        assert!(asked.contains(&format!("WebIdentityToken={}&", token(number))), "{asked}");
    }
}

#[test]
fn a_variable_without_a_token_is_told_with_what_sets_it() {
    let mut job = Job::start();
    let told = job.refused(&["--source", "gitlab"], 7);
    assert!(told.contains("id_tokens: { VOUCH_ID_TOKEN: { aud: sts.amazonaws.com } }"), "{told}");
    let named = ["--source", "env", "--token-variable", "TOKEN"];
    for (value, words) in [
        ("", "the variable TOKEN is not set"),
        ("t0ken", "the token in the variable TOKEN can't be used: it is no ID token"),
        (&token(1).replace('.', "\n."), "it is no ID token"),
        (&token_with(1, &json!({"iss": "http://a.example"})), "its issuer is no https URL"),
        (&"t0ken".repeat(4001), "longer than the 20000 characters"),
    ] {
        job.set("TOKEN", value);
        let told = job.refused(&named, 7);
        assert!(told.contains(words), "{told}");
    }
    for name in ["A=B", ""] {
        let told = job.refused(&["--source", "env", "--token-variable", name], 7);
        assert!(told.contains("is not set"), "{told}");
    }
    let output = job.command(&named).env("TOKEN", OsStr::from_bytes(b"t0ken\xff")).output();
    let told = credential_aws::refused(&output.unwrap(), 7);
    assert!(told.contains("the variable TOKEN is not UTF-8 text"), "{told}");
}

#[test]
fn a_token_for_another_audience_than_was_said_is_not_shown_to_aws() {
    let mut job = Job::start();
    let claims = json!({"iss": "https://gitlab.example.com", "aud": ["a", "b"], "sub": "c"});
    job.set("VOUCH_ID_TOKEN", token_with(1, &claims));
    let wished = ["--source", "gitlab", "--audience", "sts.amazonaws.com"];
    let told = job.refused(&wished, 7);
    assert!(told.contains("is for a, b, not for sts.amazonaws.com"), "{told}");
    job.credentials(&["--source", "gitlab", "--audience", "b"]);
    job.credentials(&["--source", "gitlab"]);
}
