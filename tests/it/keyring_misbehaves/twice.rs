//! Two items that both match: a search is by some of an item's attributes.

use std::io::Write as _;
use std::process::Stdio;

use chrono::Utc;

use super::desk::Desk;
use crate::keyring::{act_with, secret_tool};
use crate::keyring_daemon::KeyringDaemon;
use crate::mishaps::items;

/// Makes a copy of the item with an attribute more, which every search for the item finds as well.
fn copy(desk: &Desk, name: &str) {
    let secret = desk.world.run("secret-tool", &["lookup", "vouch-item", name]).ok().stdout;
    let mut tool = desk.world.command("secret-tool");
    tool.args(["store", "--label=x", "vouch-item", name, "application", "vouch", "more", "1"]);
    let mut tool = tool.stdin(Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(secret.as_bytes()).unwrap();
    assert!(tool.wait().unwrap().success());
}

#[test]
fn two_items_that_match_are_one_session_and_go_together() {
    let desk = Desk::logged_in();
    desk.credential().ok();
    for kind in ["session", "key", "1"] {
        copy(&desk, &desk.item(kind));
    }
    desk.credential().ok();
    desk.world.vouch(&["logout"]).ok();
    assert_eq!(desk.world.vouch(&["status"]).exit, Some(3));
    assert!(items(&desk.world).iter().all(|name| name.starts_with("vouch:key:")));
    desk.world.vouch(&["login"]).ok();
    desk.all_is_well();
}

#[test]
fn of_two_items_that_differ_the_newer_counts() {
    const NAME: &str = "vouch:session:twice";
    let daemon = KeyringDaemon::start();
    let act = |words: &[&str]| act_with(&daemon, "secret-service", words);
    let copy = ["store", "--label=x", "vouch-item", NAME, "application", "vouch", "more", "1"];
    act(&["write", NAME, "first"]);
    wait_for_the_next_second();
    secret_tool(&daemon, &copy, "second");
    assert_eq!(act(&["read", NAME]), "found second");
    wait_for_the_next_second();
    act(&["write", NAME, "third"]);
    assert_eq!(act(&["read", NAME]), "found third");
    assert_eq!(act(&["delete", NAME]), "done");
    assert_eq!(act(&["read", NAME]), "absent");
}

/// The keyring dates its items to the second.
fn wait_for_the_next_second() {
    let before = Utc::now().timestamp();
    while Utc::now().timestamp() == before {
        std::thread::yield_now();
    }
}
