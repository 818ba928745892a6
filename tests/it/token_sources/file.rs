//! A token in a file that somebody else renews.

use serde_json::json;

use super::job::{Job, token, token_with};

#[test]
fn the_file_is_read_anew_each_time() {
    let mut job = Job::start();
    let path = job.write("token", &token(1));
    let named = ["--source", "file", "--token-file", &path];
    assert!(job.asked(&named).contains(&token(1)));
    job.write("token", &format!("{}\n", token(2)));
    assert!(job.asked(&named).contains(&token(2)));
    job.set("AWS_WEB_IDENTITY_TOKEN_FILE", path.as_str());
    job.write("token", &token(3));
    assert!(job.asked(&["--source", "file"]).contains(&token(3)));
}

#[test]
fn a_file_without_a_token_is_named() {
    let mut job = Job::start();
    let told = job.refused(&["--source", "file"], 7);
    assert!(told.contains("AWS_WEB_IDENTITY_TOKEN_FILE is not set"), "{told}");
    assert!(told.contains("eks.amazonaws.com/role-arn"), "{told}");
    job.write("empty", "");
    job.write("long", &"t0ken".repeat(20_000));
    job.write("odd", "t0ken");
    for (name, words) in [
        ("absent", "there is no file"),
        (".", "is not a regular file"),
        ("odd/below", "could not read the token"),
        ("empty", "it is empty"),
        ("odd", "it is no ID token"),
        ("long", "is longer than 65536 bytes"),
    ] {
        let path = job.path(name).to_str().unwrap().to_owned();
        job.set("AWS_WEB_IDENTITY_TOKEN_FILE", path.as_str());
        let told = job.refused(&["--source", "file"], 7);
        assert!(told.contains(words) && told.contains(&path), "{told}");
    }
}

#[test]
fn the_session_is_called_as_the_pod_says_or_as_the_subject() {
    let mut job = Job::start();
    let claims =
        json!({"iss": "https://oidc.example.com/id/1", "sub": "system:serviceaccount:ns:app"});
    let path = job.write("token", &token_with(1, &claims));
    let named = ["--source", "file", "--token-file", &path];
    let asked = job.asked(&named);
    assert!(asked.contains("RoleSessionName=system-serviceaccount-ns-app&"), "{asked}");
    job.set("AWS_ROLE_SESSION_NAME", "my-pod");
    assert!(job.asked(&named).contains("RoleSessionName=my-pod&"));
    let asked = job.asked(&[&named[..], &["--session-name", "mine"]].concat());
    assert!(asked.contains("RoleSessionName=mine&"), "{asked}");
    job.set("AWS_ROLE_SESSION_NAME", "my pod");
    let output = job.command(&named).output().unwrap();
    let told = crate::credential_aws::refused(&output, 7);
    assert!(told.contains("AWS_ROLE_SESSION_NAME is no session name"), "{told}");
}
