//! The checks of a relying party, by the names that the OpenID Foundation's conformance suite has
//! for them ([certification](https://openid.net/certification/)).

use super::*;

fn without(claim: &str) -> StsError {
    refused(|t| {
        t.claims.as_object_mut().unwrap().remove(claim);
    })
}

fn two_keys() -> Value {
    json!([jwk(&signing_key(8), "two"), jwk(&signing_key(7), "one")])
}

fn kid_absent() -> Value {
    json!({"alg": "ES256"})
}

#[test]
fn invalid_sig_es256() {
    assert_eq!(refused(|t| t.signed_with = signing_key(8)), StsError::Signature);
}

#[test]
fn idtoken_sig_none() {
    assert_eq!(refused(|t| t.header["alg"] = json!("none")), StsError::NotJwt("alg"));
}

#[test]
fn invalid_iss() {
    let issuer = "https://evil.test";
    let error = refused(|t| t.claims["iss"] = json!(issuer));
    assert_eq!(error, StsError::UnknownIssuer(issuer.into()));
}

#[test]
fn invalid_aud() {
    let error = refused(|t| t.claims["aud"] = json!("evil"));
    assert_eq!(error, StsError::UnknownAudience("evil".into()));
}

#[test]
fn missing_aud_iat_and_sub() {
    for claim in ["aud", "iat", "sub"] {
        assert_eq!(without(claim), StsError::MissingClaim(claim));
    }
}

#[test]
fn kid_absent_single_jwks() {
    accepted(|t| t.header = kid_absent());
}

#[test]
fn kid_absent_multiple_jwks() {
    let error = refused(|t| (t.header, t.keys) = (kid_absent(), two_keys()));
    assert_eq!(error, StsError::NoKey(KeyFault::KidAbsent));
}

#[test]
fn signing_key_rotation() {
    accepted(|t| t.keys = two_keys());
    // The token is older than the rotation, and its key is gone.
    let error = refused(|t| t.keys = json!([jwk(&signing_key(8), "two")]));
    assert_eq!(error, StsError::NoKey(KeyFault::KidUnknown));
}

#[test]
fn signing_key_rotation_just_before_signing() {
    accepted(|t| {
        t.keys = two_keys();
        t.header["kid"] = json!("two");
        t.signed_with = signing_key(8);
    });
}

#[test]
fn discovery_issuer_mismatch() {
    let error = refused(|t| {
        let discovery =
            json!({"issuer": "https://evil.test", "jwks_uri": format!("{ISSUER}/keys")});
        let jwks = json!({"keys": t.keys}).to_string();
        t.documents = Some(IssuerDocuments::Fetched { discovery: discovery.to_string(), jwks });
    });
    assert!(matches!(error, StsError::NoKey(KeyFault::Document(_))));
}
