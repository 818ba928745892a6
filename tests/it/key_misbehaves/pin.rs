//! A PIN that is wrong, wrong for the last time, blocked, or the factory's.

use virtual_yubikey::{Finger, Firmware, Options};

use super::desk::{Desk, PIN};
use crate::dev::Dev;
use crate::journey::attestation_root;
use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

#[test]
fn a_wrong_pin_is_asked_for_again_and_the_last_try_is_not_spent_unasked() {
    let desk = Desk::new();
    let mut login = desk.login(&[]);
    login.expect("(3 tries left): ").answer("999999");
    login.expect("wrong PIN (2 tries left)\r\n");
    login.expect("(2 tries left): ").answer("999999");
    login.expect("wrong PIN (1 try left)\r\n");
    login.expect("blocks its PIN after one more wrong try. Go on? [y/N] ").answer("");
    insta::assert_snapshot!(desk.masked(&login.end().0));
    assert_eq!(desk.key.tries_left().pin, 1);
}

#[test]
fn the_last_wrong_try_blocks_and_a_blocked_pin_is_not_asked_for() {
    let desk = Desk::new();
    desk.key.set_pin_tries_left(1);
    let mut login = desk.login(&[]);
    login.expect("Go on? [y/N] ").answer("y");
    login.expect("PIN of YubiKey 12345678 (last try): ").answer("999999");
    let said = desk.masked(&login.end().0);
    insta::assert_snapshot!(said);
    assert_eq!(desk.masked(&desk.login(&[]).end().0), said);
    desk.key.set_pin(PIN);
    desk.all_is_well();
}

#[test]
fn a_right_pin_of_the_last_try_gives_all_back() {
    let desk = Desk::new();
    desk.key.set_pin_tries_left(1);
    let mut login = desk.login(&[]);
    login.expect("Go on? [y/N] ").answer("y");
    login.expect("(last try): ").answer(PIN);
    desk.key.touch_when_it_blinks();
    login.end().0.ok();
    desk.all_is_well();
}

#[test]
fn a_factory_pin_is_changed_before_it_logs_anybody_in() {
    let desk = Desk::new();
    desk.key.set_pin("123456");
    let mut login = desk.login(&[]);
    login.expect("YubiKey 12345678 still has the factory PIN, which everybody knows\r\n");
    login.expect("change the PIN now? [Y/n] ").answer("n");
    insta::assert_snapshot!("factory_pin_kept", desk.masked(&login.end().0));
    insta::assert_snapshot!("nobody_to_change_it", desk.masked(&desk.world.vouch(&["login"])));
    let mut login = desk.login(&[]);
    login.expect("change the PIN now? [Y/n] ").answer("");
    login.expect("new PIN for YubiKey 12345678: ").answer(PIN);
    login.expect("the new PIN again: ").answer(PIN);
    desk.key.touch_when_it_blinks();
    login.end().0.ok();
    desk.all_is_well();
}

#[test]
fn a_blocked_factory_pin_is_blocked() {
    let desk = Desk::new();
    desk.key.set_pin("123456");
    desk.key.set_pin_tries_left(0);
    for arguments in [&["login"][..], &["keys", "pin"]] {
        let told = desk.world.vouch(arguments);
        assert_eq!(told.exit, Some(4), "{told}");
        assert!(told.stderr.starts_with("error: the PIN is blocked\n"), "{told}");
    }
}

/// Firmware before 5.3 doesn't tell which PIN is the factory's; that it was typed does.
#[test]
fn a_factory_pin_that_was_typed_is_changed_too() {
    let (firmware, touch) = (Firmware::V5_2_7, Finger::Manual);
    let key = VirtualKey::start(Options { firmware, touch, ..Options::default() });
    let mut world = TestWorld::new();
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let dev = Dev::start(&mut world, &["--attestation-root", &root]);
    let mut enroll = world.vouch_at_terminal(&["enroll", "--issuer", &dev.told.issuer]);
    enroll.expect("is new here. Trust it").answer("y");
    enroll.expect("invitation code: ").answer(&dev.told.invitation);
    change(&mut enroll);
    key.touch_when_it_blinks();
    enroll.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("n");
    enroll.end().0.ok();
    key.set_pin("123456");
    let mut login = world.vouch_at_terminal(&["login"]);
    change(&mut login);
    key.touch_when_it_blinks();
    login.end().0.ok();
    assert_eq!(key.tries_left().pin, 3);
}

fn change(terminal: &mut Terminal) {
    terminal.expect("PIN of YubiKey 12345678 (3 tries left): ").answer("123456");
    terminal.expect("YubiKey 12345678 still has the factory PIN, which everybody knows\r\n");
    terminal.expect("change the PIN now? [Y/n] ").answer("y");
    terminal.expect("new PIN for YubiKey 12345678: ").answer(PIN);
    terminal.expect("the new PIN again: ").answer(PIN);
}
