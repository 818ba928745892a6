//! Other programs: one that holds the key, and a smart card service that isn't there.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use super::desk::{Desk, PIN};
use crate::tools::{Bench, require};

#[test]
fn a_key_that_gnupg_holds_is_busy_until_it_is_let_go() {
    let desk = Desk::new();
    let bench = Bench::beside(&desk.key);
    fs::set_permissions(bench.folder(), fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(bench.folder().join("scdaemon.conf"), "disable-ccid\n").unwrap();
    bench.run(require("gpg"), &["--card-status"]);
    let told = desk.login(&[]).end().0;
    bench.run(require("gpgconf"), &["--kill", "all"]);
    insta::assert_snapshot!(desk.masked(&told));
    assert_eq!(desk.key.tries_left().pin, 3);
    wait_until_free(&desk);
    desk.all_is_well();
}

/// scdaemon was told to end, and takes its time.
fn wait_until_free(desk: &Desk) {
    let start = Instant::now();
    while desk.world.vouch(&["keys", "pin"]).stderr.contains("another program is using") {
        assert!(start.elapsed() < Duration::from_secs(60), "scdaemon doesn't end");
    }
}

#[test]
fn a_smart_card_service_that_dies_while_the_key_blinks_is_named() {
    let desk = Desk::new();
    let login = desk.login_with_pin(&[]);
    desk.key.wait_blink();
    desk.key.kill_pcscd();
    insta::assert_snapshot!("service_dies", desk.masked(&login.end().0));
    insta::assert_snapshot!("service_is_dead", desk.masked(&desk.login(&[]).end().0));
    // The key knows nothing of it and blinks on.
    assert!(desk.key.touch());
    desk.key.start_pcscd_again();
    desk.all_is_well();
}

#[test]
fn without_the_smart_card_service_no_key_is_said_to_be_absent() {
    let mut desk = Desk::new();
    desk.world.set("PCSCLITE_CSOCK_NAME", "/nowhere/pcscd");
    insta::assert_snapshot!(desk.masked(&desk.login(&[]).end().0));
}

#[test]
fn a_key_that_blinks_for_a_login_that_ended_is_waited_for() {
    let desk = Desk::new();
    let mut first = desk.login_with_pin(&[]);
    desk.key.wait_blink();
    first.press("\u{3}");
    assert_eq!(first.end().0.exit, None);
    assert!(desk.key.condition().blinking);
    let mut second = desk.login(&[]);
    second.expect("waiting for the YubiKey: another program uses it, or it still blinks for one");
    // Nobody touches it: it stops by itself, and the next login goes on.
    second.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(PIN);
    desk.key.touch_when_it_blinks();
    second.end().0.ok();
    assert_eq!(desk.key.tries_left().pin, 3);
}
