//! What it keeps, what it gives while AWS is slow, absent or refuses, and when it asks.

use chrono::TimeDelta;

use super::serving;
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::endpoint::{self, Serving};

/// Credentials that are over as soon as they come.
pub(super) fn dead() -> Answer {
    Answer::credentials_with(TimeDelta::seconds(30), "d3ad")
}

/// Credentials with ten minutes left of an hour: usable, and not fresh.
fn nearly_over() -> Answer {
    Answer::credentials_with(TimeDelta::minutes(10), "0ld").behind(TimeDelta::minutes(50))
}

fn new() -> Answer {
    Answer::credentials_with(TimeDelta::hours(1), "n3w")
}

/// Asks so often at once.
fn at_once(serving: &Serving, times: usize) -> Vec<endpoint::Answer> {
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..times).map(|_| scope.spawn(|| serving.get())).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn fifty_requests_at_once_ask_aws_once() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[dead(), new()]);
    let serving = serving(&laptop);
    for answer in at_once(&serving, 50) {
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json()["Token"], "n3w");
    }
    assert_eq!(laptop.calls(), (2, 2), "once to begin, once for all fifty");
}

#[test]
fn a_request_does_not_wait_for_aws_until_the_program_gives_up() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[dead(), new()]);
    let serving = serving(&laptop);
    laptop.canned.hold_sts();
    let answer = serving.get();
    assert_eq!(answer.refusal(), (503, "Unreachable".into()));
    let words = "vouch: issuer and AWS are asked and haven't answered yet; ask again";
    assert_eq!(answer.json()["message"], words);
    laptop.canned.let_sts_go_on();
    // The attempt has gone on, so asking again is worth it.
    let answer = serving.get();
    assert_eq!((answer.status, &answer.json()["Token"]), (200, &"n3w".into()));
    assert_eq!(laptop.calls(), (2, 2));
}

#[test]
fn while_new_ones_are_asked_for_the_living_are_given() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over(), new()]);
    let serving = serving(&laptop);
    laptop.canned.hold_sts();
    laptop.canned.wait_for_sts(2);
    for answer in at_once(&serving, 5) {
        assert_eq!((answer.status, &answer.json()["Token"]), (200, &"0ld".into()));
    }
    laptop.canned.let_sts_go_on();
    assert_eq!(laptop.canned.asked_sts().len(), 2);
}

/// Nobody asks, and it looks ahead by itself.
#[test]
fn new_ones_are_got_ahead_of_time() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over(), new()]);
    let serving = serving(&laptop);
    laptop.canned.wait_for_sts(2);
    let mut answer = serving.get();
    while answer.json()["Token"] == "0ld" {
        answer = serving.get();
    }
    assert_eq!((answer.status, &answer.json()["Token"]), (200, &"n3w".into()));
    assert_eq!(laptop.calls(), (2, 2));
}

#[test]
fn what_lives_is_given_through_an_outage() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over()]);
    let serving = serving(&laptop);
    for (issuer, sts) in [
        (Answer::issuer_error(503, "down"), nearly_over()),
        (Answer::token(), Answer::sts_error(503, "ServiceUnavailable", "")),
    ] {
        laptop.canned.issuer(&[issuer]);
        laptop.canned.sts(&[sts]);
        let answer = serving.get();
        assert_eq!((answer.status, &answer.json()["Token"]), (200, &"0ld".into()));
    }
}

#[test]
fn an_outage_without_anything_living_is_told_as_one() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[dead(), Answer::sts_error(503, "ServiceUnavailable", "")]);
    let serving = serving(&laptop);
    laptop.canned.issuer(&[Answer::issuer_error(503, "down")]);
    let answer = serving.get();
    assert_eq!(answer.refusal(), (503, "Unreachable".into()));
}

#[test]
fn a_refusal_is_told_with_its_reason_and_not_asked_for_again_by_each() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[dead(), Answer::sts_error(403, "AccessDenied", "Not authorized")]);
    let serving = serving(&laptop);
    let answers = at_once(&serving, 20);
    for answer in &answers {
        assert_eq!(answer.refusal(), (403, "Refused".into()));
        let json = answer.json();
        let words = json["message"].as_str().unwrap();
        assert!(words.starts_with("vouch: AWS refused: AccessDenied"), "{words}");
    }
    assert_eq!(laptop.calls(), (2, 2));
}

#[test]
fn after_a_logout_nothing_is_given_and_after_a_login_it_goes_on() {
    let laptop = Laptop::logged_in();
    let serving = serving(&laptop);
    let before = serving.get();
    assert_eq!(before.status, 200);
    let state = laptop.state().join("sessions.json");
    let session = std::fs::read(&state).unwrap();
    std::fs::remove_file(&state).unwrap();
    for _ in 0..3 {
        let answer = serving.get();
        assert_eq!(answer.refusal(), (403, "LoginRequired".into()));
        assert_eq!(answer.json()["message"], "vouch: not logged in; run `vouch login`");
    }
    assert_eq!(laptop.calls(), (1, 1), "nobody is asked for somebody who isn't logged in");
    std::fs::write(&state, session).unwrap();
    assert_eq!(serving.get(), before);
}

#[test]
fn a_keyring_that_is_locked_later_takes_nothing_away() {
    let mut laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over(), new()]);
    let serving = serving(&laptop);
    laptop.daemon.lock();
    let answer = serving.get();
    assert_eq!((answer.status, &answer.json()["Token"]), (200, &"0ld".into()));
}
