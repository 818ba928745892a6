//! Programs of others agree with the virtual key: else it could agree with our own client alone.

use std::process::Command;

use virtual_yubikey::{Firmware, Options};

use crate::virtual_key::VirtualKey;

#[test]
fn yubico_piv_tool_sees_the_key() {
    let key = VirtualKey::start(Options { firmware: Firmware::V5_4_3, ..Options::default() });
    let output = Command::new("yubico-piv-tool")
        .args(["-a", "status"])
        .env("PCSCLITE_CSOCK_NAME", key.socket())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("5.4.3"), "{text}{}", String::from_utf8_lossy(&output.stderr));
}
