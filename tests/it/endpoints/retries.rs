//! STS is asked three times at most, whatever goes wrong in between.

use chrono::TimeDelta;

use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::refused;

fn missing_key() -> Answer {
    let text = "Couldn't retrieve verification key from your identity provider";
    Answer::sts_error(400, "InvalidIdentityToken", text)
}

fn passing() -> Vec<Answer> {
    vec![
        missing_key(),
        Answer::sts_error(400, "IDPCommunicationError", "try again"),
        Answer::sts_error(400, "Throttling", "Rate exceeded"),
        Answer::sts_error(503, "ServiceUnavailable", ""),
        Answer::new(500, ""),
        Answer::new(429, "slow down"),
    ]
}

#[test]
fn what_may_be_over_the_next_moment_is_asked_again() {
    let laptop = Laptop::logged_in();
    let all = passing().len();
    for passing in passing() {
        laptop.canned.sts(&[passing, Answer::credentials(TimeDelta::hours(1))]);
        laptop.credentials(&["--no-cache"]);
    }
    assert_eq!(laptop.calls(), (all, 2 * all));
    laptop.canned.sts(&[Answer::sts_error(400, "InvalidIdentityToken", "Incorrect audience")]);
    refused(&laptop.run(&["--no-cache"]), 6);
    assert_eq!(laptop.calls(), (all + 1, 2 * all + 1));
}

/// Each cause had attempts of its own once: nine in all.
#[test]
fn causes_that_follow_each_other_share_three_attempts() {
    let laptop = Laptop::logged_in();
    let busy = Answer::sts_error(503, "ServiceUnavailable", "");
    let good = Answer::credentials(TimeDelta::hours(1));
    laptop.canned.sts(&[busy.clone(), missing_key(), busy.clone(), good.clone()]);
    refused(&laptop.run(&[]), 5);
    assert_eq!(laptop.calls(), (1, 3));
    laptop.canned.sts(&[missing_key(), busy, good]);
    laptop.credentials(&[]);
    assert_eq!(laptop.calls(), (2, 6));
}

#[test]
fn a_refusal_after_an_outage_ends_it() {
    let laptop = Laptop::logged_in();
    let denied = Answer::sts_error(403, "AccessDenied", "no");
    laptop.canned.sts(&[missing_key(), denied, Answer::credentials(TimeDelta::hours(1))]);
    refused(&laptop.run(&[]), 6);
    assert_eq!(laptop.calls(), (1, 2));
}

/// They are for the calls of AWS's tools, which hand their environment on.
#[test]
fn how_often_aws_tools_try_is_their_own_affair() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[Answer::sts_error(400, "Throttling", "Rate exceeded")]);
    for (attempts, mode) in [("1", "standard"), ("9", "adaptive")] {
        let before = laptop.calls().1;
        let mut command = laptop.command(&[]);
        command.env("AWS_MAX_ATTEMPTS", attempts).env("AWS_RETRY_MODE", mode);
        refused(&command.output().unwrap(), 5);
        assert_eq!(laptop.calls().1 - before, 3, "{attempts} {mode}");
    }
}
