//! The process that asks AWS is killed, stopped, or never answered.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use rustix::process::{Pid, Signal, kill_process};

use super::fifty;
use super::locks::{only_lock, wait_for_waiters};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::{given, refused};

/// AWS's SDKs wait 20 s for a credential process at most.
const BUDGET: Duration = Duration::from_secs(20);

/// A process that asks AWS and isn't answered, and one that waits for it.
fn asking_and_waiting(laptop: &Laptop) -> (Child, Child) {
    laptop.canned.hold_sts();
    let start = || laptop.command(&[]).stdin(Stdio::null()).spawn().unwrap();
    let asking = start();
    laptop.canned.wait_for_sts(1);
    let waiting = start();
    wait_for_waiters(&only_lock(&laptop.state()), 1);
    (asking, waiting)
}

#[test]
fn a_killed_process_is_waited_for_no_longer() {
    let laptop = Laptop::logged_in();
    let (mut asking, waiting) = asking_and_waiting(&laptop);
    asking.kill().unwrap();
    let killed = Instant::now();
    asking.wait().unwrap();
    laptop.canned.wait_for_sts(2);
    // A second is promised; who waits for its patience to end comes after nine.
    assert!(killed.elapsed() < Duration::from_secs(6), "{:?}", killed.elapsed());
    laptop.canned.let_sts_go_on();
    given(&waiting.wait_with_output().unwrap());
    assert_eq!(laptop.calls(), (2, 2));
}

#[test]
fn a_stopped_process_is_waited_for_and_then_not() {
    let laptop = Laptop::logged_in();
    let (mut asking, waiting) = asking_and_waiting(&laptop);
    kill_process(Pid::from_child(&asking), Signal::STOP).unwrap();
    laptop.canned.let_sts_go_on();
    given(&waiting.wait_with_output().unwrap());
    assert_eq!(laptop.calls(), (2, 2));
    asking.kill().unwrap();
    asking.wait().unwrap();
}

#[test]
fn fifty_processes_that_aws_does_not_answer_end_in_time() {
    let laptop = Laptop::logged_in();
    laptop.canned.hold_sts();
    let begun = Instant::now();
    for output in fifty(&laptop) {
        let told = refused(&output, 5);
        assert!(told.contains("can't be reached: no answer in time"), "{told}");
    }
    assert!(begun.elapsed() < BUDGET, "{:?}", begun.elapsed());
}

#[test]
fn fifty_processes_that_aws_does_not_answer_get_what_still_lives() {
    let laptop = Laptop::logged_in();
    // Ten minutes are left of an hour: usable, and not fresh.
    let nearly_over = Answer::credentials(TimeDelta::minutes(10)).behind(TimeDelta::minutes(50));
    laptop.canned.sts(&[nearly_over]);
    let first = laptop.credentials(&[]);
    laptop.canned.hold_sts();
    let begun = Instant::now();
    for output in fifty(&laptop) {
        assert_eq!(given(&output), first);
    }
    assert!(begun.elapsed() < BUDGET, "{:?}", begun.elapsed());
    // One of them asked, as often as it takes to know.
    assert!(laptop.calls().1 <= 1 + 3, "{:?}", laptop.calls());
}
