//! Yubico's older `yubico-piv-tool`. Debian's knows triple DES management keys only, so what
//! administers runs against firmware before 5.7.

use virtual_yubikey::{Firmware, Origin, PinPolicy, Slot, TouchPolicy};

use super::options;
use crate::tools::{Bench, require};
use crate::virtual_key::VirtualKey;

#[test]
fn generates_and_signs_before_5_7() {
    for firmware in [Firmware::V5_2_7, Firmware::V5_4_3] {
        let key = VirtualKey::start(options(firmware));
        let bench = Bench::beside(&key);
        let tool = require("yubico-piv-tool");
        let generate = ["-s", "9a", "-a", "generate", "-A", "ECCP256", "-o", "public.pem"];
        let policies = ["--pin-policy=once", "--touch-policy=always"];
        bench.run(&tool, &[generate.as_slice(), &policies].concat());
        let text = bench.run(&tool, &["-s", "9a", "-a", "attest"]);
        std::fs::write(bench.folder().join("attestation.pem"), text).unwrap();
        let test = ["-a", "verify-pin", "-P", "123456", "-a", "test-signature"];
        let certificate = ["-s", "9a", "-i", "attestation.pem"];
        let text = bench.run(&tool, &[test.as_slice(), &certificate].concat());
        assert!(text.contains("Successful ECDSA verification"), "{text}");
        assert_eq!(key.condition().touches.granted, 1);
    }
}

#[test]
fn replaces_the_management_key_before_5_7() {
    let key = VirtualKey::start(options(Firmware::V5_4_3));
    let bench = Bench::beside(&key);
    let tool = require("yubico-piv-tool");
    let new = "b7".repeat(24);
    bench.run(&tool, &["-a", "set-mgm-key", "-n", &new]);
    let generate = ["-s", "9a", "-a", "generate", "-A", "ECCP256"];
    bench.refused(&tool, &generate);
    bench.run(&tool, &[generate.as_slice(), &[&format!("--key={new}")]].concat());
}

#[test]
fn signs_and_counts_pins_on_5_7() {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    let policies = (PinPolicy::Always, TouchPolicy::Always);
    key.put_key(Slot::AUTHENTICATION, policies.0, policies.1, Origin::Generated);
    let bench = Bench::beside(&key);
    let tool = require("yubico-piv-tool");
    assert!(bench.run(&tool, &["-a", "version"]).contains("5.7.4"));
    let text = bench.refused(&tool, &["-a", "verify-pin", "-P", "000000"]);
    assert!(text.contains("2 tries left"), "{text}");
    let text = bench.run(&tool, &["-s", "9a", "-a", "attest"]);
    std::fs::write(bench.folder().join("attestation.pem"), text).unwrap();
    let test = ["-a", "verify-pin", "-P", "123456", "-a", "test-signature"];
    let certificate = ["-s", "9a", "-i", "attestation.pem"];
    let text = bench.run(&tool, &[test.as_slice(), &certificate].concat());
    assert!(text.contains("Successful ECDSA verification"), "{text}");
}
