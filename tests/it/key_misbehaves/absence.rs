//! A key that isn't there, comes late, goes and comes back, or is another.

use std::time::Duration;

use virtual_yubikey::{Finger, Options};

use super::desk::{Desk, PIN};

const PATIENCE: Duration = Duration::from_secs(20);

#[test]
fn a_key_that_is_not_plugged_in_is_waited_for() {
    let desk = Desk::new();
    desk.key.eject();
    insta::assert_snapshot!("nobody_is_asked", desk.masked(&desk.world.vouch(&["login"])));
    let (told, screen) = desk.login(&["--timeout", "2s"]).end();
    insta::assert_snapshot!("nobody_plugs_it_in", desk.masked(&told));
    insta::assert_snapshot!("asked_for", desk.screen(&screen));
    let mut login = desk.login(&[]);
    login.expect("plug in YubiKey 12345678 to log in to ");
    desk.key.insert_again();
    login.expect("(3 tries left): ").answer(PIN);
    desk.key.touch_when_it_blinks();
    login.end().0.ok();
}

#[test]
fn a_key_pulled_out_and_put_back_needs_no_second_pin() {
    let desk = Desk::new();
    let mut login = desk.login_with_pin(&[]);
    desk.key.wait_blink();
    desk.key.eject();
    login.expect("YubiKey 12345678 was pulled out: plug it in again\r\n");
    // Not `insert_again`: pcscd can't look again while the key blinks.
    desk.key.insert().unwrap();
    login.expect("touch your YubiKey 12345678 to log in to ");
    desk.key.touch_when_it_blinks();
    login.expect("touched\r\n");
    let (told, screen) = login.end();
    told.ok();
    assert_eq!(screen.matches("PIN of YubiKey").count(), 1, "{screen}");
    desk.all_is_well();
}

#[test]
fn a_key_pulled_out_for_good_is_waited_for_no_longer_than_promised() {
    let desk = Desk::new();
    let login = desk.login_with_pin(&["--timeout", "8s"]);
    desk.key.wait_blink();
    desk.key.eject();
    insta::assert_snapshot!(desk.masked(&login.end().0));
    desk.key.insert_again();
    desk.all_is_well();
}

#[test]
fn of_two_keys_the_enrolled_one_is_picked_and_the_wrong_one_is_named() {
    let options = |serial| Options { serial, touch: Finger::Manual, ..Options::default() };
    let desk = Desk::with(&[options(12_345_678), options(22_222_222)]);
    let [right, wrong] = desk.key.keys() else { panic!("two were made") };
    wrong.insert().unwrap();
    assert!(wrong.wait_settled(PATIENCE));
    desk.all_is_well();
    right.eject();
    insta::assert_snapshot!("wrong_one", desk.masked(&desk.login(&[]).end().0));
    let asked = desk.login(&["--key", "12345678"]).end().0;
    insta::assert_snapshot!("asked_for_by_serial", desk.masked(&asked));
    assert_eq!(wrong.tries_left().pin, 3);
}
