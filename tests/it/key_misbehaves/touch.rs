//! A touch that is withheld, late, given twice.

use std::time::Duration;

use virtual_yubikey::{Finger, Options};

use super::desk::{Desk, PIN};
use crate::dev::Dev;
use crate::journey::attestation_root;
use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

#[test]
fn a_touch_withheld_ends_with_the_timeout() {
    let desk = Desk::new();
    let login = desk.login_with_pin(&["--timeout", "2s"]);
    let (told, screen) = login.end();
    insta::assert_snapshot!(desk.masked(&told));
    insta::assert_snapshot!(desk.screen(&screen));
    assert!(desk.key.condition().blinking, "vouch waited for the card");
    assert_eq!(desk.key.tries_left().pin, 3);
}

#[test]
fn a_touch_that_comes_late_needs_no_second_pin() {
    let desk = Desk::blinking_for(Duration::from_secs(1));
    let mut login = desk.login_with_pin(&[]);
    login.expect("was not touched and blinks again");
    desk.key.set_finger(Finger::Auto);
    login.expect("touched\r\n");
    let (told, screen) = login.end();
    told.ok();
    assert_eq!(screen.matches("PIN of YubiKey").count(), 1, "{screen}");
    assert!(desk.screen(&screen).contains(
        "YubiKey 12345678 was not touched and blinks again: touch it to log in to HOST as \
         alice@example.com\n"
    ));
    assert_eq!(desk.key.tries_left().pin, 3);
}

#[test]
fn a_touch_given_twice_counts_for_one_login() {
    let desk = Desk::new();
    let before = desk.key.condition().touches.granted;
    let mut login = desk.login_with_pin(&[]);
    desk.key.touch_when_it_blinks();
    assert!(!desk.key.touch());
    login.expect("touched\r\n");
    login.end().0.ok();
    desk.all_is_well();
    assert_eq!(desk.key.condition().touches.granted, before + 2);
}

#[test]
fn an_enrolment_and_a_further_key_ask_again_for_a_touch() {
    let (touch, touch_timeout) = (Finger::Manual, Duration::from_secs(1));
    let key = VirtualKey::start(Options { touch, touch_timeout, ..Options::default() });
    key.set_pin(PIN);
    let mut world = TestWorld::new();
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let dev = Dev::start(&mut world, &["--attestation-root", &root]);
    let mut enroll = world.vouch_at_terminal(&["enroll", "--issuer", &dev.told.issuer]);
    enroll.expect("is new here. Trust it").answer("y");
    enroll.expect("invitation code: ").answer(&dev.told.invitation);
    touched_late(&mut enroll, &key);
    enroll.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("n");
    enroll.end().0.ok();
    let mut login = world.vouch_at_terminal(&["login"]);
    login.expect("(3 tries left): ").answer(PIN);
    login.end().0.ok();
    key.set_finger(Finger::Manual);
    let mut add = world.vouch_at_terminal(&["keys", "add"]);
    touched_late(&mut add, &key);
    add.end().0.ok();
}

fn touched_late(terminal: &mut Terminal, key: &VirtualKey) {
    terminal.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(PIN);
    terminal.expect("YubiKey 12345678 was not touched and blinks again: touch it to ");
    key.set_finger(Finger::Auto);
    terminal.expect("touched\r\n");
}
