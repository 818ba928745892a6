//! A job of GitHub Actions.

use super::job::{Job, token};
use crate::canned::Answer;

const SOURCE: [&str; 2] = ["--source", "github"];
/// The job's own secret; `t0ken` is what no stream may show.
const BEARER: &str = "t0ken-of-the-job";

fn job() -> Job {
    let mut job = Job::start();
    let url = format!("{}/idtoken/1?api-version=2.0", job.canned.url());
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", url);
    job.set("ACTIONS_ID_TOKEN_REQUEST_TOKEN", BEARER);
    job.canned.issuer(&[answer(&token(1))]);
    job
}

fn answer(value: &str) -> Answer {
    Answer::new(200, &serde_json::json!({"count": 1, "value": value}).to_string())
}

#[test]
fn the_runner_gives_a_token_for_the_audience() {
    let job = job();
    let asked = job.asked(&SOURCE);
    assert!(asked.contains(&format!("WebIdentityToken={}", token(1))), "{asked}");
    let name = "RoleSessionName=repo-octo-org-octo-repo-ref-refs-heads-main";
    assert!(asked.contains(name), "{asked}");
    job.canned.issuer(&[answer(&token(1))]);
    let told = job.refused_audience();
    assert!(told.contains("is for sts.amazonaws.com, not for other"), "{told}");
    let asked = job.canned.asked(|path| path.starts_with("/idtoken"));
    let head = asked[0].head.to_ascii_lowercase();
    assert!(head.contains(&format!("\r\nauthorization: bearer {BEARER}")), "{head}");
    let paths: Vec<&str> = asked.iter().map(|request| request.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "/idtoken/1?api-version=2.0&audience=sts.amazonaws.com",
            "/idtoken/1?api-version=2.0&audience=other",
        ]
    );
}

impl Job {
    /// The runner gives a token for another audience than was asked for.
    fn refused_audience(&self) -> String {
        let other = [&SOURCE[..], &["--audience", "other"]].concat();
        let before = self.canned.asked_sts().len();
        let told = crate::credential_aws::refused(&self.command(&other).output().unwrap(), 7);
        assert_eq!(self.canned.asked_sts().len(), before);
        told
    }
}

#[test]
fn a_job_without_the_permission_is_told_which() {
    for missing in ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"] {
        let mut job = job();
        job.set(missing, "");
        let told = job.refused(&SOURCE, 7);
        assert!(told.contains("permissions: { id-token: write, contents: read }"), "{told}");
        assert_eq!(job.canned.connections(), 0);
    }
}

#[test]
fn a_runner_that_misbehaves_is_told_as_what_it_does() {
    let job = job();
    let value = |text: &str| answer(text);
    let huge = value(&"a".repeat(70_000));
    for (answer, exit, words) in [
        (Answer::new(200, "{}"), 5, "it has no `value`"),
        (Answer::new(200, r#"{"value": 7}"#), 5, "it has no `value`"),
        (Answer::new(200, "t0ken"), 5, "it has no `value`"),
        (Answer::new(200, "<html>"), 5, "a web page came in its place"),
        (Answer::new(302, ""), 5, "redirects are not followed"),
        (Answer::new(401, "t0ken"), 6, "refuses an ID token to this job (HTTP 401)"),
        (Answer::new(403, "t0ken"), 6, "refuses an ID token to this job (HTTP 403)"),
        (Answer::new(429, ""), 5, "is out of order (HTTP 429)"),
        (Answer::new(500, "t0ken"), 5, "is out of order (HTTP 500)"),
        (huge, 5, "longer than any token"),
        (value("t0ken"), 7, "it is no ID token"),
        (value(""), 7, "it is empty"),
    ] {
        job.canned.issuer(&[answer]);
        let told = job.refused(&SOURCE, exit);
        assert!(told.contains(words), "{told}");
    }
}

#[test]
fn the_jobs_secret_goes_nowhere_in_the_clear() {
    let mut job = job();
    for url in ["http://runner.example.com/idtoken", "ftp://127.0.0.1/", "idtoken"] {
        job.set("ACTIONS_ID_TOKEN_REQUEST_URL", url);
        let told = job.refused(&SOURCE, 7);
        assert!(told.contains("ACTIONS_ID_TOKEN_REQUEST_URL is no https URL"), "{told}");
    }
    job.set("ACTIONS_ID_TOKEN_REQUEST_URL", "http://127.0.0.1:1/idtoken");
    let told = job.refused(&SOURCE, 5);
    assert!(told.contains("can't be reached: connection refused"), "{told}");
}
