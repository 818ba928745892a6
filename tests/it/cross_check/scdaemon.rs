//! A real scdaemon takes the key for itself and keeps it: the commonest trouble of real users.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::{Duration, Instant};

use virtual_yubikey::Firmware;

use super::options;
use crate::tools::{Bench, require};
use crate::virtual_key::VirtualKey;

#[test]
fn holds_the_key_until_it_is_ended() {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    let bench = Bench::beside(&key);
    fs::set_permissions(bench.folder(), fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(bench.folder().join("scdaemon.conf"), "disable-ccid\n").unwrap();
    let _agents = Agents(&bench);
    let text = bench.run(require("gpg"), &["--card-status"]);
    assert!(text.contains("12345678"), "{text}");
    bench.refused(require("yubico-piv-tool"), &["-a", "version"]);
    bench.run(require("gpgconf"), &["--kill", "scdaemon"]);
    // scdaemon was told to end; it takes its time
    let start = Instant::now();
    let free = || bench.command("yubico-piv-tool").args(["-a", "version"]).status().unwrap();
    while !free().success() {
        assert!(start.elapsed() < Duration::from_secs(20), "scdaemon keeps the key");
    }
}

/// gpg's daemons in the folder of a test; they end with it.
struct Agents<'a>(&'a Bench<'a>);

impl Drop for Agents<'_> {
    fn drop(&mut self) {
        let _ = self.0.command("gpgconf").args(["--kill", "all"]).status();
    }
}
