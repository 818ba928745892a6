//! A touch that is withheld, late, given twice.

use std::time::Duration;

use super::desk::Desk;

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
    desk.key.set_finger(virtual_yubikey::Finger::Auto);
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
