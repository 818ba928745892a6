//! Another program that steps between the PIN and the signature, and resets the card.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::desk::Desk;
use super::turnstile::Turnstile;

/// Opens the key beside whoever uses it, and resets it when it is done, as every signature does. The
/// slot is empty, so neither PIN nor touch is needed.
fn reset(pcscd: &Path) {
    let mut helper = Command::new(env!("CARGO_BIN_EXE_vouch-piv"))
        .env("PCSCLITE_CSOCK_NAME", pcscd)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = helper.stdin.take().unwrap();
    let request =
        r#"{"request":"sign","serial":12345678,"slot":"95","pin":"MTIzNDU2","message":""}"#;
    writeln!(stdin, "{request}").unwrap();
    let mut lines = std::io::BufReader::new(helper.stdout.take().unwrap());
    for expected in ["vouch-piv", "slot_empty"] {
        let mut line = String::new();
        std::io::BufRead::read_line(&mut lines, &mut line).unwrap();
        assert!(line.contains(expected), "{line}");
    }
    drop(stdin);
    assert!(helper.wait().unwrap().success());
}

/// Puts a turnstile before the desk's pcscd, behind which so many signatures are disturbed.
fn disturbed(desk: &mut Desk, times: usize) -> Turnstile {
    let pcscd: PathBuf = desk.key.socket().to_owned();
    let done = AtomicUsize::new(0);
    let turnstile = Turnstile::before(&pcscd.clone(), move || {
        if done.fetch_add(1, Ordering::SeqCst) < times {
            reset(&pcscd);
        }
    });
    desk.world.set("PCSCLITE_CSOCK_NAME", turnstile.socket());
    turnstile
}

#[test]
fn a_reset_between_pin_and_signature_goes_unnoticed() {
    let mut desk = Desk::new();
    let _turnstile = disturbed(&mut desk, 1);
    let mut login = desk.login_with_pin(&[]);
    desk.key.touch_when_it_blinks();
    login.expect("touched\r\n");
    let (told, screen) = login.end();
    told.ok();
    assert_eq!(screen.matches("PIN of YubiKey").count(), 1, "{screen}");
    assert_eq!(desk.key.tries_left().pin, 3);
}

#[test]
fn a_reset_each_time_is_told_and_costs_no_try() {
    let mut desk = Desk::new();
    let turnstile = disturbed(&mut desk, 2);
    insta::assert_snapshot!(desk.masked(&desk.login_with_pin(&[]).end().0));
    assert_eq!(desk.key.condition().touches.asked, 1, "the enrolment's");
    desk.all_is_well();
    drop(turnstile);
}
