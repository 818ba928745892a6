//! Every algorithm that AWS takes, signed by another library than the one of the other tests.

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair as _,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RsaEncoding, RsaKeyPair,
};
use base64::engine::general_purpose::STANDARD;
use p256::pkcs8::EncodePrivateKey as _;

use super::*;

fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Tries a token with this header's `alg`, this key and this way to sign.
fn attempt(alg: &str, key: Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> Result<Assumed, StsError> {
    let mut attempt = good();
    attempt.header["alg"] = json!(alg);
    attempt.keys = json!([key]);
    let token = attempt.token();
    let (input, _) = token.rsplit_once('.').unwrap();
    let token = format!("{input}.{}", base64url(&sign(input.as_bytes())));
    attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(token));
    attempt.decide()
}

#[test]
fn curves() {
    let algorithms: [(&str, &str, &'static EcdsaSigningAlgorithm); 3] = [
        ("ES256", "P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
        ("ES384", "P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        ("ES512", "P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
    ];
    for (alg, curve, signing) in algorithms {
        let pair = EcdsaKeyPair::generate(signing).unwrap();
        let (x, y) = pair.public_key().as_ref()[1..].split_at(pair.public_key().as_ref().len() / 2);
        let key =
            json!({"kid": "one", "kty": "EC", "crv": curve, "x": base64url(x), "y": base64url(y)});
        let sign = |input: &[u8]| pair.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec();
        assert!(attempt(alg, key.clone(), sign).is_ok(), "{alg}");
        for (other, _, _) in algorithms.iter().filter(|(other, _, _)| *other != alg) {
            let error = attempt(other, key.clone(), sign).unwrap_err();
            assert!(matches!(error, StsError::NoKey(KeyFault::KeyUnusable(_))), "{alg} {other}");
        }
    }
}

fn rsa(pair: &RsaKeyPair) -> Value {
    // A sequence of two numbers: 2048 bits, with a zero before them, and 65537.
    let der = pair.public_key().as_ref();
    json!({"kid": "one", "kty": "RSA", "n": base64url(&der[9..265]), "e": "AQAB"})
}

#[test]
fn rsa_and_certificates() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let sign = |encoding: &'static dyn RsaEncoding| {
        let pair = &pair;
        move |input: &[u8]| {
            let mut signature = vec![0; pair.public_modulus_len()];
            pair.sign(encoding, &SystemRandom::new(), input, &mut signature).unwrap();
            signature
        }
    };
    let algorithms: [(&str, &'static dyn RsaEncoding); 3] =
        [("RS256", &RSA_PKCS1_SHA256), ("RS384", &RSA_PKCS1_SHA384), ("RS512", &RSA_PKCS1_SHA512)];
    for (alg, encoding) in algorithms {
        assert!(attempt(alg, rsa(&pair), sign(encoding)).is_ok(), "{alg}");
        for (other, _) in algorithms.iter().filter(|(other, _)| *other != alg) {
            let error = attempt(other, rsa(&pair), sign(encoding)).unwrap_err();
            assert_eq!(error, StsError::Signature, "{alg} {other}");
        }
    }
    let pss = attempt("RS256", rsa(&pair), sign(&RSA_PSS_SHA256)).unwrap_err();
    assert_eq!(pss, StsError::Signature);
    let pkcs8 = pair.as_der().unwrap();
    let own = certificate(pkcs8.as_ref(), &rcgen::PKCS_RSA_SHA256);
    let mut key = rsa(&pair);
    key["x5c"] = json!([own]);
    attempt("RS256", key.clone(), sign(&RSA_PKCS1_SHA256)).unwrap();
    key["n"] = json!(super::keys::RSA_N);
    let error = attempt("RS256", key, sign(&RSA_PKCS1_SHA256)).unwrap_err();
    assert_eq!(error, StsError::NoKey(KeyFault::KeyUnusable("x5c is for another key")));
}

/// A self-signed certificate in base64, as `x5c` has it.
fn certificate(pkcs8: &[u8], algorithm: &'static rcgen::SignatureAlgorithm) -> String {
    let pair = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&pkcs8.into(), algorithm).unwrap();
    let about = rcgen::CertificateParams::new(vec!["vouch.example.com".into()]).unwrap();
    STANDARD.encode(about.self_signed(&pair).unwrap().der())
}

#[test]
fn a_certificate_must_be_for_the_key_and_is_none_itself() {
    let of = |byte: u8| {
        let pkcs8 = signing_key(byte).to_pkcs8_der().unwrap();
        certificate(pkcs8.as_bytes(), &rcgen::PKCS_ECDSA_P256_SHA256)
    };
    accepted(|t| t.keys[0]["x5c"] = json!([of(7)]));
    accepted(|t| t.keys[0]["x5c"] = json!([of(7), of(8)]));
    let other = KeyFault::KeyUnusable("x5c is for another key");
    for chain in [
        json!([of(8)]),
        json!([of(8), of(7)]),
        json!([]),
        json!(of(7)),
        json!(["AA=="]),
        json!(["!"]),
    ] {
        assert_eq!(refused(|t| t.keys[0]["x5c"] = chain), StsError::NoKey(other.clone()));
    }
    let only = refused(|t| {
        t.keys = json!([{"kid": "one", "kty": "EC", "crv": "P-256", "use": "sig", "x5c": [of(7)]}]);
    });
    assert_eq!(only, StsError::NoKey(KeyFault::KeyUnusable("no numbers")));
}

#[test]
fn too_many_keys_of_one_kind_spoil_that_kind_alone() {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let ec = jwk(&signing_key(7), "one");
    let many = |key: &Value, count: usize| vec![key.clone(); count];
    let rsa = rsa(&pair);
    for (keys, passes) in [
        ([many(&rsa, 101), many(&ec, 1)].concat(), true),
        ([many(&rsa, 100), many(&ec, 100)].concat(), true),
        ([many(&rsa, 1), many(&ec, 101)].concat(), false),
    ] {
        let mut attempt = good();
        attempt.keys = json!(keys);
        assert_eq!(attempt.decide().is_ok(), passes, "{}", keys.len());
    }
}
