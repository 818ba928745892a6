//! What is kept for one job serves no other.

use super::job::{Job, token};
use crate::canned::Answer;

fn calls(job: &Job) -> usize {
    job.canned.asked_sts().len()
}

#[test]
fn a_token_gets_its_own_credentials_again_and_no_others() {
    let mut job = Job::with_keyring();
    let path = job.write("token", &token(1));
    job.set("TOKEN", token(1));
    let file = ["--source", "file", "--token-file", path.as_str()];
    let variable = ["--source", "env", "--token-variable", "TOKEN"];
    let mut expected = 0;
    let mut check = |job: &Job, arguments: &[&str], asks: usize| {
        job.credentials(arguments);
        expected += asks;
        assert_eq!(calls(job), expected, "{arguments:?}");
    };
    check(&job, &file, 1);
    check(&job, &file, 0);
    check(&job, &variable, 1);
    check(&job, &variable, 0);
    check(&job, &[&variable[..], &["--audience", "sts.amazonaws.com"]].concat(), 1);
    job.write("token", &token(2));
    check(&job, &file, 1);
    job.write("token", &token(1));
    check(&job, &file, 0);
    job.set("AWS_ROLE_SESSION_NAME", "another");
    check(&job, &file, 1);
    check(&job, &[&file[..], &["--no-cache"]].concat(), 1);
    // What a program would print isn't known before it has run.
    let program = format!("/bin/cat {path}");
    let program = ["--source", "command", "--token-command", program.as_str()];
    check(&job, &program, 1);
    check(&job, &program, 1);
}

#[test]
fn a_job_of_github_asks_once_and_its_neighbour_for_itself() {
    let mut job = Job::with_keyring();
    let value = serde_json::json!({ "value": token(1) }).to_string();
    job.canned.issuer(&[Answer::new(200, &value)]);
    let url = |job: &Job, number| format!("{}/idtoken/{number}?a=b", job.canned.url());
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", url(&job, 1));
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t0ken-1");
    let asked = |job: &Job| {
        job.credentials(&["--source", "github"]);
        (job.canned.asked(|path| path.starts_with("/idtoken")).len(), calls(job))
    };
    assert_eq!([asked(&job), asked(&job)], [(1, 1), (1, 1)]);
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "t0ken-2");
    assert_eq!(asked(&job), (2, 2));
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", url(&job, 2));
    assert_eq!(asked(&job), (3, 3));
    job.canned.issuer(&[Answer::new(403, "")]);
    assert_eq!(asked(&job), (3, 3));
}

#[test]
fn without_a_keyring_each_call_asks_and_works() {
    let mut job = Job::start();
    job.set("TOKEN", token(1));
    let variable = ["--source", "env", "--token-variable", "TOKEN"];
    job.credentials(&variable);
    job.credentials(&variable);
    assert_eq!(calls(&job), 2);
    // A folder for state that can't be made, as in a container that may write nowhere.
    job.set("XDG_STATE_HOME", "/proc/nowhere");
    job.credentials(&variable);
}
