//! How long the credentials last that a program begins with.

use chrono::TimeDelta;

use super::exec;
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;

const LONG: &[&str] = &["--min-ttl", "55m"];

fn minutes(minutes: i64) -> Answer {
    Answer::credentials(TimeDelta::minutes(minutes))
}

#[test]
fn what_ends_too_soon_is_renewed_and_kept_for_the_next() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[minutes(40), minutes(60)]);
    // Each run, and how often AWS was asked after it.
    for (options, asked) in [(&[][..], 1), (&[], 1), (LONG, 2), (LONG, 2), (&[], 2)] {
        exec(&laptop, options, &["true"]).ok();
        assert_eq!(laptop.calls(), (asked, asked), "{options:?}");
    }
}

#[test]
fn a_program_is_not_started_with_less_than_it_must_have() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[minutes(40)]);
    let told = exec(&laptop, LONG, &["echo", "started"]);
    let left = told.stderr.find("end in ").unwrap() + 7;
    let masked = told.masked(&[(&told.stderr[left..][..6], "40 min")]);
    insta::assert_snapshot!(masked, @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: the credentials that AWS gave end in 40 min, and --min-ttl wants 55 min

    hint: the role, or its grant at the issuer, allows no more: want less
    ");
    // Nor with what is left when no more can be had; who wants no more is given it.
    laptop.canned.issuer(&[Answer::issuer_error(503, "down")]);
    let told = exec(&laptop, LONG, &["echo", "started"]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
    exec(&laptop, &[], &["true"]).ok();
}

#[test]
fn more_than_is_asked_for_is_not_waited_for() {
    let laptop = Laptop::logged_in();
    insta::assert_snapshot!(exec(&laptop, &["--min-ttl", "61m"], &["true"]), @r"
    exit: 2
    ----- stdout -----
    ----- stderr -----
    error: --min-ttl wants credentials for 1 h 1 min, and they are asked for 1 h

    hint: ask for more with --duration
    ");
    assert_eq!(laptop.calls(), (0, 0));
    laptop.canned.sts(&[minutes(120)]);
    exec(&laptop, &["--min-ttl", "61m", "--duration", "2h"], &["true"]).ok();
}

#[test]
fn what_ends_within_a_quarter_of_an_hour_is_told_of() {
    let laptop = Laptop::logged_in();
    let options = ["--duration", "15m"];
    laptop.canned.sts(&[minutes(14)]);
    let told = exec(&laptop, &options, &["echo", "started"]).ok();
    assert_eq!(told.stdout, "started\n");
    assert_eq!(
        told.stderr.replace("14 min", "13 min"),
        "note: the credentials end in 13 min; nothing renews them\n"
    );
    let quiet = exec(&laptop, &["--quiet", "--duration", "15m"], &["true"]).ok();
    assert_eq!(quiet.stderr, "");
    laptop.canned.sts(&[minutes(20)]);
    assert_eq!(exec(&laptop, &["--duration", "20m"], &["true"]).ok().stderr, "");
}
