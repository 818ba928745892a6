//! Yubico's `ykman`.

use std::time::Duration;

use virtual_yubikey::{Finger, Firmware, ManagementAlgorithm, Options};

use super::{FACTORY_MANAGEMENT_KEY, options};
use crate::tools::{Bench, require, require_ykman};
use crate::virtual_key::VirtualKey;

#[test]
fn generates_attests_and_certifies_a_key_5_2_7() {
    generates_attests_and_certifies_a_key(Firmware::V5_2_7);
}

#[test]
fn generates_attests_and_certifies_a_key_5_4_3() {
    let key = generates_attests_and_certifies_a_key(Firmware::V5_4_3);
    knows_the_policies(&key);
}

#[test]
fn generates_attests_and_certifies_a_key_5_7_4() {
    let key = generates_attests_and_certifies_a_key(Firmware::V5_7_4);
    knows_the_policies(&key);
}

fn generates_attests_and_certifies_a_key(firmware: Firmware) -> VirtualKey {
    let key = VirtualKey::start(options(firmware));
    let bench = Bench::beside(&key);
    let ykman = require_ykman();
    assert_eq!(bench.run(&ykman, &["list", "--serials"]).trim(), "12345678");
    generate(&bench, "once", "always");
    bench.run(&ykman, &["piv", "keys", "attest", "9a", "attestation.pem"]);
    bench.run(&ykman, &["piv", "certificates", "export", "f9", "device.pem"]);
    verify_chain(&key, &bench);
    let attested = bench.run("openssl", &["x509", "-in", "attestation.pem", "-noout", "-pubkey"]);
    assert_eq!(attested, std::fs::read_to_string(bench.folder().join("public.pem")).unwrap());
    let asked = key.condition().touches.asked;
    certify(&bench);
    assert_eq!(key.condition().touches.asked, asked + 1);
    drop(bench);
    key
}

fn knows_the_policies(key: &VirtualKey) {
    let bench = Bench::beside(key);
    let text = bench.run(require_ykman(), &["piv", "keys", "info", "9a"]);
    for word in ["ECCP256", "GENERATED", "ONCE", "ALWAYS"] {
        assert!(text.contains(word), "no {word}:\n{text}");
    }
}

#[test]
fn leaves_a_protected_management_key_as_we_seed_it() {
    for (firmware, algorithm, name) in [
        (Firmware::V5_4_3, ManagementAlgorithm::TripleDes, "tdes"),
        (Firmware::V5_7_4, ManagementAlgorithm::Aes192, "aes192"),
    ] {
        let left = VirtualKey::start(options(firmware));
        let bench = Bench::beside(&left);
        let (management, new) = (FACTORY_MANAGEMENT_KEY, "a1".repeat(24));
        let change = ["piv", "access", "change-management-key", "--protect", "-a", name];
        let keys = ["-m", management, "-n", &new, "-P", "123456"];
        bench.run(require_ykman(), &[change.as_slice(), &keys].concat());
        let seeded = VirtualKey::start(options(firmware));
        seeded.set_protected_management_key(algorithm, &[0xa1; 24]);
        for object in [0x5f_ff00, 0x5f_c109] {
            assert_eq!(left.object(object), seeded.object(object), "{object:06x} {firmware}");
            assert!(left.object(object).is_some());
        }
    }
}

#[test]
fn administers_a_seeded_key_with_the_pin_alone() {
    for firmware in [Firmware::V5_4_3, Firmware::V5_7_4] {
        let key = VirtualKey::start(options(firmware));
        let algorithm = match firmware {
            Firmware::V5_7_4 => ManagementAlgorithm::Aes192,
            _ => ManagementAlgorithm::TripleDes,
        };
        key.set_protected_management_key(algorithm, &[0x5c; 24]);
        key.set_pin("654321");
        let bench = Bench::beside(&key);
        let generate = ["piv", "keys", "generate", "-a", "eccp256", "-P", "654321", "9a", "-"];
        let text = bench.run(require_ykman(), &generate);
        assert!(text.contains("BEGIN PUBLIC KEY"), "{text}");
    }
}

#[test]
fn changes_and_unblocks_the_pin_and_resets() {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    let bench = Bench::beside(&key);
    let ykman = require_ykman();
    let access = ["piv", "access"];
    let change = ["change-pin", "-P", "123456", "-n", "654321"];
    bench.run(&ykman, &[access.as_slice(), &change].concat());
    let again = bench.refused(&ykman, &[access.as_slice(), &change].concat());
    assert!(again.contains("2 tries left") || again.contains("2 attempts"), "{again}");
    key.set_pin_tries_left(0);
    let unblock = ["unblock-pin", "-p", "12345678", "-n", "111111"];
    bench.run(&ykman, &[access.as_slice(), &unblock].concat());
    assert_eq!(key.tries_left().pin, 3);
    generate(&bench, "once", "never");
    bench.run(&ykman, &["piv", "reset", "-f"]);
    bench.refused(&ykman, &["piv", "keys", "export", "9a", "-"]);
}

#[test]
fn gives_up_when_nobody_touches_the_key() {
    let touch_timeout = Duration::from_millis(200);
    let key = VirtualKey::start(Options { touch_timeout, ..options(Firmware::V5_7_4) });
    let bench = Bench::beside(&key);
    generate(&bench, "once", "always");
    key.set_finger(Finger::Manual);
    bench.refused(require_ykman(), &CERTIFY);
    assert_eq!(key.condition().touches.timed_out, 1);
}

#[test]
fn moves_and_deletes_keys_on_5_7() {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    let bench = Bench::beside(&key);
    let ykman = require_ykman();
    generate(&bench, "once", "never");
    let keys = ["piv", "keys"];
    let management = ["-m", FACTORY_MANAGEMENT_KEY];
    bench.run(&ykman, &[&keys, &["move"][..], &management, &["9a", "82"]].concat());
    bench.run(&ykman, &["piv", "keys", "info", "82"]);
    bench.run(&ykman, &[&keys, &["delete"][..], &management, &["82"]].concat());
    bench.refused(&ykman, &["piv", "keys", "info", "82"]);
}

#[test]
fn tells_two_keys_apart() {
    let keys = [1111, 2222].map(|serial| Options { serial, ..options(Firmware::V5_7_4) });
    let key = VirtualKey::start_several(&keys);
    let bench = Bench::beside(&key);
    let text = bench.run(require_ykman(), &["list", "--serials"]);
    let mut serials: Vec<_> = text.split_whitespace().collect();
    serials.sort_unstable();
    assert_eq!(serials, ["1111", "2222"]);
}

/// A key in 9A, its public half in `public.pem`.
fn generate(bench: &Bench<'_>, pin: &str, touch: &str) {
    let generate = ["piv", "keys", "generate", "-a", "eccp256", "-m", FACTORY_MANAGEMENT_KEY];
    let policies = ["--pin-policy", pin, "--touch-policy", touch, "9a", "public.pem"];
    bench.run(require_ykman(), &[generate.as_slice(), &policies].concat());
}

/// A certificate that the key in 9A signs for itself.
fn certify(bench: &Bench<'_>) {
    bench.run(require_ykman(), &CERTIFY);
    bench.run(require_ykman(), &["piv", "certificates", "export", "9a", "certificate.pem"]);
    let own = ["verify", "-CAfile", "certificate.pem", "-check_ss_sig", "certificate.pem"];
    bench.run(require("openssl"), &own);
}

fn verify_chain(key: &VirtualKey, bench: &Bench<'_>) {
    super::attestation::write_root(key, bench);
    let chain = ["verify", "-CAfile", "root.pem", "-untrusted", "device.pem", "attestation.pem"];
    bench.run(require("openssl"), &chain);
}

const CERTIFY: [&str; 11] = [
    "piv",
    "certificates",
    "generate",
    "-m",
    FACTORY_MANAGEMENT_KEY,
    "-P",
    "123456",
    "-s",
    "CN=vouch",
    "9a",
    "public.pem",
];
