//! Attestations: `openssl` accepts the sound chain and refuses the spoilt ones.

use virtual_yubikey::{Firmware, Flaw, Origin, PinPolicy, Slot, TouchPolicy};

use super::options;
use crate::tools::{Bench, require};
use crate::virtual_key::VirtualKey;

#[test]
fn a_sound_chain_ends_at_the_announced_root() {
    let key = key(Origin::Generated);
    let bench = Bench::beside(&key);
    fetch(&key, &bench);
    bench.run(require("openssl"), &VERIFY);
    let text = bench.run("openssl", &["asn1parse", "-in", "attestation.pem"]);
    for value in ["1.3.6.1.4.1.41482.3.3", "[HEX DUMP]:050704", "[HEX DUMP]:0302"] {
        assert!(text.contains(value), "no {value}:\n{text}");
    }
}

#[test]
fn a_chain_from_another_root_or_a_forger_fails() {
    for flaw in [Flaw::AnotherRoot, Flaw::ForgedSignature] {
        let key = key(Origin::Generated);
        key.set_flaw(Some(flaw));
        let bench = Bench::beside(&key);
        fetch(&key, &bench);
        bench.refused(require("openssl"), &VERIFY);
        key.set_flaw(None);
        fetch(&key, &bench);
        bench.run(require("openssl"), &VERIFY);
    }
}

#[test]
fn other_flaws_keep_the_chain_but_lie_about_the_key() {
    let key = key(Origin::Generated);
    let bench = Bench::beside(&key);
    fetch(&key, &bench);
    let own = public_key(&bench);
    key.set_flaw(Some(Flaw::AnotherKey));
    fetch(&key, &bench);
    bench.run(require("openssl"), &VERIFY);
    assert_ne!(public_key(&bench), own);
    key.set_flaw(Some(Flaw::Policies(PinPolicy::Never, TouchPolicy::Never)));
    fetch(&key, &bench);
    bench.run(require("openssl"), &VERIFY);
    let text = bench.run("openssl", &["asn1parse", "-in", "attestation.pem"]);
    assert!(text.contains("[HEX DUMP]:0101"), "{text}");
    assert_eq!(public_key(&bench), own);
}

#[test]
fn an_imported_key_has_no_attestation() {
    let key = key(Origin::Imported);
    let bench = Bench::beside(&key);
    bench.refused(require("yubico-piv-tool"), &["-s", "9a", "-a", "attest"]);
}

/// The library with which the issuer reads chains.
#[cfg(feature = "server")]
#[test]
fn webpki_accepts_the_sound_chain_alone() {
    let key = key(Origin::Generated);
    let bench = Bench::beside(&key);
    webpki_verifies(&key, &bench).unwrap();
    for flaw in [Flaw::AnotherRoot, Flaw::ForgedSignature] {
        key.set_flaw(Some(flaw));
        webpki_verifies(&key, &bench).unwrap_err();
    }
}

#[cfg(feature = "server")]
fn webpki_verifies(key: &VirtualKey, bench: &Bench<'_>) -> Result<(), webpki::Error> {
    use rustls_pki_types::{CertificateDer, UnixTime};
    use std::time::Duration;

    fetch(key, bench);
    let [attestation, device] = ["attestation", "device"].map(|name| {
        let (pem, der) = (format!("{name}.pem"), format!("{name}.der"));
        bench.run("openssl", &["x509", "-in", &pem, "-outform", "der", "-out", &der]);
        CertificateDer::from(std::fs::read(bench.folder().join(der)).unwrap())
    });
    let root = CertificateDer::from(key.attestation_root_der());
    let anchors = [webpki::anchor_from_trusted_cert(&root)?];
    let now = UnixTime::since_unix_epoch(Duration::from_secs(1_800_000_000));
    webpki::EndEntityCert::try_from(&attestation)?.verify_for_usage(
        &[webpki::aws_lc_rs::ECDSA_P256_SHA256],
        &anchors,
        &[device],
        now,
        webpki::KeyUsage::client_auth(),
        None,
        None,
    )?;
    Ok(())
}

/// The announced root as `root.pem`.
pub(super) fn write_root(key: &VirtualKey, bench: &Bench<'_>) {
    std::fs::write(bench.folder().join("root.der"), key.attestation_root_der()).unwrap();
    let convert = ["x509", "-inform", "der", "-in", "root.der", "-out", "root.pem"];
    bench.run(require("openssl"), &convert);
}

fn key(origin: Origin) -> VirtualKey {
    let key = VirtualKey::start(options(Firmware::V5_7_4));
    key.put_key(Slot::AUTHENTICATION, PinPolicy::Always, TouchPolicy::Always, origin);
    key
}

/// The slot's attestation and the device's certificate, as `attestation.pem` and `device.pem`.
fn fetch(key: &VirtualKey, bench: &Bench<'_>) {
    write_root(key, bench);
    let tool = require("yubico-piv-tool");
    let files = [("9a", "attest", "attestation.pem"), ("f9", "read-certificate", "device.pem")];
    for (slot, action, file) in files {
        bench.run(&tool, &["-s", slot, "-a", action, "-o", file]);
    }
}

fn public_key(bench: &Bench<'_>) -> String {
    bench.run("openssl", &["x509", "-in", "attestation.pem", "-noout", "-pubkey"])
}

const VERIFY: [&str; 6] =
    ["verify", "-CAfile", "root.pem", "-untrusted", "device.pem", "attestation.pem"];
