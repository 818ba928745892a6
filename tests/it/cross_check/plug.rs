//! Pulling a key out and plugging it in again, as pcscd's clients see it.

use std::path::Path;
use std::process::Stdio;

use virtual_yubikey::{Finger, Firmware, Options, Origin, PinPolicy, Plugged, Slot, TouchPolicy};

use super::options;
use crate::tools::{Bench, require};
use crate::virtual_key::VirtualKey;

#[test]
fn a_key_pulled_out_while_it_blinks_ends_the_wait() {
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..options(Firmware::V5_7_4) });
    key.put_key(Slot::AUTHENTICATION, PinPolicy::Never, TouchPolicy::Always, Origin::Generated);
    let bench = Bench::beside(&key);
    let tool = require("yubico-piv-tool");
    let text = bench.run(&tool, &["-s", "9a", "-a", "attest"]);
    std::fs::write(bench.folder().join("a.pem"), text).unwrap();
    let mut signing = bench
        .command(&tool)
        .args(["-a", "test-signature", "-s", "9a", "-i", "a.pem"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    key.wait_blink();
    key.eject();
    assert!(!signing.wait().unwrap().success());
    bench.refused(&tool, &["-a", "version"]);
    key.insert_again();
    let mut signing = bench
        .command(&tool)
        .args(["-a", "test-signature", "-s", "9a", "-i", "a.pem"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    key.touch_when_it_blinks();
    assert!(signing.wait().unwrap().success());
}

#[test]
fn a_key_may_come_later() {
    let key = VirtualKey::start(Options { plugged: Plugged::Out, ..options(Firmware::V5_7_4) });
    let bench = Bench::beside(&key);
    let tool = require("yubico-piv-tool");
    bench.refused(&tool, &["-a", "version"]);
    key.insert_again();
    bench.run(&tool, &["-a", "version"]);
}

#[test]
fn no_reader_at_all_is_no_key() {
    let key = VirtualKey::start_several(&[]);
    let bench = Bench::beside(&key);
    bench.refused(require("yubico-piv-tool"), &["-a", "version"]);
}

#[test]
fn nothing_is_left_when_the_test_is_over() {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    let folder = key.socket().parent().unwrap().to_owned();
    assert!(programs_that_name(&folder) > 0);
    drop(key);
    assert_eq!(programs_that_name(&folder), 0);
    assert!(!folder.exists());
}

/// How many programs have `folder` in their command line.
fn programs_that_name(folder: &Path) -> usize {
    let folder = folder.to_str().unwrap();
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let command_lines = processes.filter_map(|it| std::fs::read(it.path().join("cmdline")).ok());
    command_lines.filter(|line| String::from_utf8_lossy(line).contains(folder)).count()
}
