//! A panic over a secret: what it was about is not said.

use std::process::Command;

use vouch::adapters::own_process;

const SECRET: &str = "p4nicked-0ver";

/// Run by the test below in a process of its own.
#[test]
#[ignore = "is run by `a_panic_over_a_secret_does_not_say_it`"]
fn the_panic() {
    own_process::keep_secrets_in();
    let text = String::from(SECRET);
    let thread = std::thread::spawn(move || text.parse::<u32>().map_err(|_| text).unwrap());
    assert!(thread.join().is_err());
    panic!("{SECRET}");
}

#[test]
fn a_panic_over_a_secret_does_not_say_it() {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "secrets::panics::the_panic", "--ignored", "--nocapture"])
        .env("RUST_BACKTRACE", "full")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let place = "error: a fault in this program, at tests/it/secrets/panics.rs:";
    assert_eq!(said.matches(place).count(), 2, "{said}");
    assert!(!said.contains(SECRET), "{said}");
}
