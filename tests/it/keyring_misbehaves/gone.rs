//! An item that another process deletes after it was found, and before it is asked for.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::detour::detour;
use crate::keyring::{self, act_with, secret_tool};
use crate::keyring_daemon::KeyringDaemon;

const FIRST: &str = "vouch:1:first";
const SECOND: &str = "vouch:1:second";

/// A keyring with two items, and a copy of the second that every search for it finds as well.
fn keyring() -> KeyringDaemon {
    let daemon = KeyringDaemon::start();
    for name in [FIRST, SECOND] {
        act_with(&daemon, "secret-service", &["write", name, "s3cret"]);
    }
    let copy = ["store", "--label=x", "vouch-item", SECOND, "application", "vouch", "more", "1"];
    secret_tool(&daemon, &copy, "s3cret");
    daemon
}

/// Does it while the items with those attributes are deleted, just before the first call of a method.
fn act_while_gone(daemon: &KeyringDaemon, gone: &[&str], method: &str, words: &[&str]) -> String {
    let mut tool = Command::new("secret-tool");
    tool.arg("clear").args(gone).envs(daemon.environment()).stdin(Stdio::null());
    let went = Arc::new(AtomicBool::new(false));
    let goes = Arc::clone(&went);
    let address = detour(daemon.address(), method, move || {
        goes.store(tool.status().unwrap().success(), Ordering::SeqCst);
    });
    let answer = keyring::command(daemon, words, |child| {
        child.env("VOUCH_KEYRING", "secret-service").env("DBUS_SESSION_BUS_ADDRESS", &address);
    });
    assert!(went.load(Ordering::SeqCst), "{method} of {words:?}: {answer}");
    answer
}

#[test]
fn what_another_process_has_just_deleted_is_absent() {
    for (method, words, expected, second) in [
        ("GetSecret", ["read", FIRST], "absent", "found s3cret"),
        ("Get", ["delete", FIRST], "done", "found s3cret"),
        ("Delete", ["delete", FIRST], "done", "found s3cret"),
        ("Get", ["delete_all", "vouch:1:"], "done", "absent"),
        ("Delete", ["delete_all", "vouch:1:"], "done", "absent"),
    ] {
        let daemon = keyring();
        let answer = act_while_gone(&daemon, &["vouch-item", FIRST], method, &words);
        assert_eq!(answer, expected, "{method} {words:?}");
        let left = act_with(&daemon, "secret-service", &["read", SECOND]);
        assert_eq!(left, second, "{method} {words:?}");
    }
}

#[test]
fn of_two_that_match_the_one_that_is_left_counts() {
    let daemon = keyring();
    let answer =
        act_while_gone(&daemon, &["vouch-item", SECOND, "more", "1"], "Get", &["read", SECOND]);
    assert_eq!(answer, "found s3cret");
}
