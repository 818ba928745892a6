//! Other programs at the same key.

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use virtual_yubikey::Options;
use vouch::adapters::security_key::SecurityKeys as _;
use vouch::domain::key_protocol::KeyRefusal;

use super::bench::{Bench, PIN, SERIAL, helper_of_script, is_signed_by, refusal, sign};

#[test]
fn a_key_that_gnupg_holds_is_busy_and_not_absent() {
    let mut bench = Bench::with(Options::default());
    let made = bench.generate();
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("scdaemon.conf"), "disable-ccid\n").unwrap();
    let gnupg = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.env("GNUPGHOME", home.path()).env("PCSCLITE_CSOCK_NAME", bench.key.socket());
        command.args(arguments).output().unwrap()
    };
    let held = gnupg("gpg", &["--card-status"]);
    assert!(held.status.success(), "{}", String::from_utf8_lossy(&held.stderr));
    let listed = bench.helper.list();
    let signed = sign(&mut bench.helper, made.slot, PIN);
    gnupg("gpgconf", &["--kill", "scdaemon"]);
    // scdaemon was told to end; it takes its time.
    let start = Instant::now();
    let mut freed = sign(&mut bench.helper, made.slot, PIN);
    while freed.is_err() && start.elapsed() < Duration::from_secs(20) {
        freed = sign(&mut bench.helper, made.slot, PIN);
    }
    gnupg("gpgconf", &["--kill", "all"]);

    assert_eq!(refusal(listed), KeyRefusal::Busy);
    assert_eq!(refusal(signed), KeyRefusal::Busy);
    assert!(is_signed_by(&made, &freed.unwrap()));
}

#[test]
fn logins_and_looks_at_the_same_time_all_succeed() {
    let mut bench = Bench::with(Options::default());
    let made = bench.generate();
    let made = &made;
    thread::scope(|scope| {
        for mut helper in [bench.another_helper(), bench.another_helper()] {
            scope.spawn(move || {
                for _ in 0..5 {
                    assert!(is_signed_by(made, &sign(&mut helper, made.slot, PIN).unwrap()));
                }
            });
        }
        for mut helper in [bench.another_helper(), bench.another_helper()] {
            scope.spawn(move || {
                for _ in 0..5 {
                    assert_eq!(helper.list().unwrap()[0].used_slots, [made.slot]);
                    helper.inspect(SERIAL, made.slot).unwrap();
                }
            });
        }
    });
    assert_eq!(bench.key.tries_left().pin, 3);
}

#[test]
fn without_the_smart_card_service_nothing_is_absent() {
    let folder = tempfile::tempdir().unwrap();
    let script =
        format!("PCSCLITE_CSOCK_NAME=/nowhere/pcscd exec '{}'", env!("CARGO_BIN_EXE_vouch-piv"));
    let mut helper = helper_of_script(folder.path(), &script);
    assert_eq!(refusal(helper.list()), KeyRefusal::NoService);
    let slot = "82".parse().unwrap();
    assert_eq!(refusal(sign(&mut helper, slot, PIN)), KeyRefusal::NoService);
}
