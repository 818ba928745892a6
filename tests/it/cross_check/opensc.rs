//! OpenSC, which knows PIV from NIST's papers and not from Yubico.

use virtual_yubikey::{Firmware, Origin, PinPolicy, Slot, TouchPolicy};

use super::options;
use crate::tools::{Bench, require};
use crate::virtual_key::VirtualKey;

#[test]
fn signs_what_openssl_verifies() {
    for firmware in [Firmware::V5_4_3, Firmware::V5_7_4] {
        let key = VirtualKey::start(options(firmware));
        let (pin, touch) = (PinPolicy::Once, TouchPolicy::Always);
        key.put_key(Slot::AUTHENTICATION, pin, touch, Origin::Generated);
        let bench = Bench::beside(&key);
        // OpenSC finds keys through their certificates: give 9A its own attestation
        let attestation = bench.run(require("yubico-piv-tool"), &["-s", "9a", "-a", "attest"]);
        std::fs::write(bench.folder().join("certificate.pem"), attestation).unwrap();
        let convert = ["x509", "-in", "certificate.pem", "-outform", "der", "-out", "a.der"];
        bench.run(require("openssl"), &convert);
        store_certificate(&key, &std::fs::read(bench.folder().join("a.der")).unwrap());
        std::fs::write(bench.folder().join("digest"), [0x5a; 32]).unwrap();
        let sign = ["--login", "--pin", "123456", "--sign", "-m", "ECDSA", "--id", "01"];
        let files = ["-i", "digest", "-o", "signature", "--signature-format", "openssl"];
        bench.run(require("pkcs11-tool"), &[sign.as_slice(), &files].concat());
        let verify = ["pkeyutl", "-verify", "-certin", "-inkey", "certificate.pem"];
        let files = ["-in", "digest", "-sigfile", "signature"];
        let text = bench.run("openssl", &[verify.as_slice(), &files].concat());
        assert!(text.contains("Verified Successfully"), "{text}");
        assert_eq!(key.condition().touches.granted, 1);
    }
}

fn store_certificate(key: &VirtualKey, der: &[u8]) {
    let length = u16::try_from(der.len()).unwrap().to_be_bytes();
    let value = [&[0x70, 0x82], &length[..], der, &[0x71, 1, 0, 0xfe, 0]].concat();
    key.set_object(0x5f_c105, value);
}
