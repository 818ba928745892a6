//! Tokens, keys and signatures that must not pass.

use super::*;

fn forged(token: &str) -> StsError {
    refused(|t| t.request.web_identity_token = Some(crate::domain::secret::Secret::new(token)))
}

#[test]
fn what_is_no_token() {
    let token = good().token();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!() };
    for text in [
        "none".into(),
        format!("{header}.{claims}"),
        format!("{token}.{signature}"),
        format!("{header}.{claims}=.{signature}"),
        format!("{header}.{claims}.{signature}="),
        format!("{header}.!{claims}.{signature}"),
        format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode("[]")),
        format!("{header}.{}.{signature}", URL_SAFE_NO_PAD.encode("1")),
        format!(" {token}"),
    ] {
        invalid(&forged(&text), NOT_JWT);
    }
    invalid(&refused(|t| t.header["kid"] = json!(1)), NOT_JWT);
    invalid(&refused(|t| t.header["crit"] = json!(["b64"])), NOT_JWT);
}

#[test]
fn only_asymmetric_algorithms_of_the_list() {
    for alg in ["none", "None", "NONE", "HS256", "PS256", "EdDSA", "ES256K", "es256", ""] {
        invalid(&refused(|t| t.header["alg"] = json!(alg)), NOT_JWT);
    }
    invalid(&refused(|t| t.header["alg"] = json!(["ES256"])), NOT_JWT);
    let unsigned = |alg: &str| {
        let mut attempt = good();
        attempt.header["alg"] = json!(alg);
        let token = attempt.token();
        forged(&token[..=token.rfind('.').unwrap()])
    };
    invalid(&unsigned("none"), NOT_JWT);
    invalid(&unsigned("ES256"), NOT_VALIDATED);
}

#[test]
fn a_signature_that_does_not_hold() {
    let token = good().token();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!() };
    let other = URL_SAFE_NO_PAD.encode(
        json!({"iss": ISSUER, "sub": "bob@example.com", "aud": "vouch.example.com", "iat": NOW, "exp": NOW + 300}).to_string(),
    );
    let raw = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let der = Signature::from_slice(&raw).unwrap().to_der();
    for text in [
        format!("{header}.{other}.{signature}"),
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(der.as_bytes())),
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode([255; 64])),
        format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(&raw[..63])),
    ] {
        let error = forged(&text);
        invalid(&error, NOT_VALIDATED);
        assert_eq!(error, StsError::Signature);
    }
    assert_eq!(refused(|t| t.signed_with = signing_key(8)), StsError::Signature);
}

#[test]
fn a_token_brings_no_key_of_its_own() {
    let attacker = signing_key(8);
    let error = refused(|t| {
        t.header["jwk"] = jwk(&attacker, "one");
        t.header["jku"] = json!("https://evil.test/keys");
        t.header["x5u"] = json!("https://evil.test/chain");
        t.signed_with = attacker;
    });
    assert_eq!(error, StsError::Signature);
}

#[test]
fn the_key_is_found_by_its_name() {
    let two = || json!([jwk(&signing_key(8), "two"), jwk(&signing_key(7), "one")]);
    accepted(|t| t.keys = two());
    accepted(|t| t.header = json!({"alg": "ES256"}));
    accepted(|t| t.keys = json!([jwk(&signing_key(8), "one"), jwk(&signing_key(7), "one")]));
    accepted(|t| t.keys[0]["alg"] = json!("RS256"));
    let no_key = |change: fn(&mut Try), fault: KeyFault| {
        let error = refused(change);
        invalid(&error, NO_KEY);
        assert_eq!(error, StsError::NoKey(fault));
    };
    no_key(|t| t.header["kid"] = json!("three"), KeyFault::KidUnknown);
    no_key(|t| t.header["kid"] = json!("one' OR '1'='1"), KeyFault::KidUnknown);
    no_key(|t| t.keys = json!([]), KeyFault::KidUnknown);
    let absent = refused(|t| (t.header, t.keys) = (json!({"alg": "ES256"}), two()));
    assert_eq!(absent, StsError::NoKey(KeyFault::KidAbsent));
    let doubled =
        refused(|t| t.keys = json!([jwk(&signing_key(7), "one"), jwk(&signing_key(8), "one")]));
    assert_eq!(doubled, StsError::Signature);
}

#[test]
fn keys_that_aws_does_not_use() {
    type Change = fn(&mut Value);
    let cases: &[(Change, &str)] = &[
        (|k| k["key_ops"] = json!(["verify"]), "the key has key_ops"),
        (|k| k["use"] = json!("enc"), "the key's use is not sig"),
        (|k| k["kty"] = json!("RSA"), "the key is of another kind than the token's alg"),
        (|k| k["crv"] = json!("P-384"), "the key is on another curve than the token's alg"),
        (|k| k["x"] = json!("AA"), "a coordinate has the wrong length"),
        (|k| k["x"] = json!(1), "no numbers"),
    ];
    for (change, why) in cases {
        let error = refused(|t| change(&mut t.keys[0]));
        assert_eq!(error, StsError::NoKey(KeyFault::KeyUnusable(why)));
        invalid(&error, NO_KEY);
    }
    let nameless = refused(|t| {
        t.header = json!({"alg": "ES256"});
        t.keys[0].as_object_mut().unwrap().remove("kid");
    });
    assert_eq!(nameless, StsError::NoKey(KeyFault::KeyUnusable("the key has no kid")));
    let off_curve = refused(|t| t.keys[0]["y"] = t.keys[0]["x"].clone());
    assert_eq!(off_curve, StsError::Signature);
    let many = refused(|t| t.keys = json!(vec![jwk(&signing_key(7), "one"); 101]));
    invalid(&many, NO_KEY);
}

#[test]
fn documents_that_do_not_help() {
    let with = |discovery: Value, jwks: &str| {
        refused(|t| {
            let (discovery, jwks) = (discovery.to_string(), jwks.into());
            t.documents = Some(IssuerDocuments::Fetched { discovery, jwks });
        })
    };
    let keys = json!({"keys": [jwk(&signing_key(7), "one")]}).to_string();
    for (discovery, jwks) in [
        (json!({}), keys.as_str()),
        (json!({"issuer": "https://evil.test", "jwks_uri": format!("{ISSUER}/keys")}), &keys),
        (json!({"issuer": ISSUER, "jwks_uri": "http://vouch.example.com/keys"}), &keys),
        (json!({"issuer": ISSUER, "jwks_uri": "http://127.0.0.1/keys"}), &keys),
        (json!({"issuer": ISSUER, "jwks_uri": "keys"}), &keys),
        (json!({"issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys")}), "<html>"),
        (json!({"issuer": ISSUER, "jwks_uri": format!("{ISSUER}/keys")}), "{}"),
    ] {
        let error = with(discovery, jwks);
        invalid(&error, NO_KEY);
        assert!(matches!(error, StsError::NoKey(KeyFault::Document(_))));
    }
    let broken = refused(|t| t.documents = Some(IssuerDocuments::Broken("404".into())));
    invalid(&broken, NO_KEY);
    for documents in [IssuerDocuments::Unreachable("time out".into()), IssuerDocuments::NotFetched]
    {
        let error = refused(|t| t.documents = Some(documents));
        let text = "The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached";
        check(&error, "IDPCommunicationError", 400, text);
    }
}

/// A 2048-bit key made for this test, and a token signed with it by another implementation.
#[test]
fn rsa_tokens_pass_and_fail_as_well() {
    let key = json!({"kty": "RSA", "kid": "rsa", "use": "sig", "e": "AQAB", "n": RSA_N});
    let token = |signature: &str| format!("{RSA_INPUT}.{signature}");
    let attempt = |token: String| {
        let mut attempt = good();
        attempt.keys = json!([key]);
        attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(token));
        attempt.decide()
    };
    assert_eq!(attempt(token(RSA_SIGNATURE)).unwrap().subject, "alice@example.com");
    let spoiled = RSA_SIGNATURE.replacen('A', "B", 1);
    assert_eq!(attempt(token(&spoiled)).unwrap_err(), StsError::Signature);
    // An EC signature under the RSA key's name, and the other way round.
    let error = refused(|t| (t.keys, t.header["kid"]) = (json!([key]), json!("rsa")));
    assert!(matches!(error, StsError::NoKey(KeyFault::KeyUnusable(_))));
}

pub(super) const RSA_N: &str = "rjCfQUZ4wOHnkWZKy-nPUqV-F5iV01wMYke7hvGSSvRTA77IL65_Ewdm5NyOJM-7jFh-NxXdfy3b1w3OE89vqv-0dGUjBnFiST3I2V03MgJLNOwju59ArKcyeqJ2AS64zthlk-yNXIPNC8RIRJicA2LNC-0pJDdf2LiK6GfIxr7Og8qlK7uDvsduEqDj2tBZt-WAEpGzVRPOVpIJOqxYWxRwHYXwjaxxXSUfic9BFuqMxZWiFp_igGejq9DcPBo0rCM1fC7hpIafydhKGrYAzsJfPYwWyVNG4kh_0duRi1_NVpKzBh7Y5PyzCfVboimtT21YPmEzbDdKAEdyjfXAPw";
const RSA_INPUT: &str = "eyJhbGciOiAiUlMyNTYiLCAia2lkIjogInJzYSJ9.eyJpc3MiOiAiaHR0cHM6Ly92b3VjaC5leGFtcGxlLmNvbSIsICJzdWIiOiAiYWxpY2VAZXhhbXBsZS5jb20iLCAiYXVkIjogInZvdWNoLmV4YW1wbGUuY29tIiwgImlhdCI6IDE4MDAwMDAwMDAsICJleHAiOiAxODAwMDAwMzAwfQ";
const RSA_SIGNATURE: &str = "bvoUz9jPZe6xWNqIM02Mf3eZNoHQnu-tfSqrUMCrQymkaZ2k6eKf8KEJddrTgkR65WSN_YtFpOeJO_ttzYS-PQroQcN08rPhlo7IxNZpp0DJ25OvV5zgaMWoC03k_I3-BtT0lYGLQnfBMA9JZZu6_DTyef6C11oJMwb5_IALIKf7bRHNo0fFJdOK0iSTFoTumWOC8Yv8-b8i3mBLUgiFHhsuAx6kST-Gkam2_ML6yJs08LsJVkrvz2u382oleDOVEAKEvbegoUWyLr6JiB56c99DgIu7CrBKHnToLrNHbKr0LJf1QK3K7kF8pj_f1GyKVrPmmn8sTD7gqigOKgjHlA";
