//! A PIN that is wrong, wrong for the last time, blocked, or the factory's.

use super::desk::{Desk, PIN};

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
