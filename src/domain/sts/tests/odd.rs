//! Tokens and documents that are odd, and what AWS makes of them.

use super::*;

#[test]
fn subjects_of_every_kind() {
    let long = "x".repeat(300);
    for (sub, subject) in [
        (json!(""), ""),
        (json!("a"), "a"),
        (json!(long), &*long),
        (json!(7), "7"),
        (json!(-7.5), "-7.5"),
        (json!("é\u{0}"), "é\u{0}"),
    ] {
        let mut attempt = good();
        attempt.claims["sub"] = sub;
        let open = trust_policy().replace(r#""*@example.com""#, r#""*""#);
        let open = open.replace(r#""${vouch.example.com:sub}""#, r#""alice@example.com""#);
        assert_eq!(attempt.decide_with(&open).unwrap().subject, subject);
    }
    assert_eq!(refused(|t| t.claims["sub"] = json!(null)), StsError::NullSubject);
    for sub in [json!(true), json!({}), json!([])] {
        assert_eq!(refused(|t| t.claims["sub"] = sub), StsError::ClaimForm("sub"));
    }
}

/// Signs a token whose header and claims are these texts, doubled members and all.
fn decide_text(header: &str, claims: &str) -> Result<Assumed, StsError> {
    let mut attempt = good();
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let input = format!("{}.{}", part(header), part(claims));
    let signature: Signature = attempt.signed_with.sign(input.as_bytes());
    let token = format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()));
    attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(token));
    attempt.decide()
}

#[test]
fn of_doubled_members_the_last_counts() {
    let header = r#"{"alg":"none","alg":"ES256","kid":"two","kid":"one"}"#;
    let claims = good().claims.to_string();
    let doubled = |first: &str, last: &str| {
        let rest = claims.strip_prefix('{').unwrap().strip_suffix('}').unwrap();
        format!("{{{first}{rest}{last}}}")
    };
    decide_text(header, &claims).unwrap();
    let assumed = decide_text(header, &doubled(r#""sub":"bob","#, "")).unwrap();
    assert_eq!(assumed.subject, "alice@example.com");
    let error = decide_text(header, &doubled("", r#","sub":"bob""#)).unwrap_err();
    assert_eq!(error.code(), "AccessDenied");
    let error = decide_text(header, &doubled("", r#","aud":"evil""#)).unwrap_err();
    assert_eq!(error, StsError::UnknownAudience("evil".into()));
    let swapped = r#"{"alg":"ES256","alg":"none","kid":"one"}"#;
    assert_eq!(decide_text(swapped, &claims).unwrap_err(), StsError::NotJwt("alg"));
}

#[test]
fn of_doubled_members_of_a_document_the_last_counts() {
    let keys = json!([jwk(&signing_key(7), "one")]).to_string();
    let others = json!([jwk(&signing_key(8), "one")]).to_string();
    let issuer = |issuer: &str| format!(r#""issuer":"{issuer}""#);
    let uri = format!(r#""jwks_uri":"{ISSUER}/keys""#);
    let (own, evil) = (issuer(ISSUER), issuer("https://evil.test"));
    for (discovery, jwks, passes) in [
        (format!("{{{evil},{own},{uri}}}"), format!(r#"{{"keys":{others},"keys":{keys}}}"#), true),
        (format!("{{{own},{evil},{uri}}}"), format!(r#"{{"keys":{keys}}}"#), false),
        (format!("{{{own},{uri}}}"), format!(r#"{{"keys":{keys},"keys":{others}}}"#), false),
    ] {
        let mut attempt = good();
        attempt.documents = Some(IssuerDocuments::Fetched { discovery, jwks });
        assert_eq!(attempt.decide().is_ok(), passes);
    }
}

#[test]
fn the_algorithm_of_a_key_is_ignored() {
    for alg in [json!("RS256"), json!("ES384"), json!("none"), json!(7)] {
        accepted(|t| t.keys[0]["alg"] = alg);
    }
}

#[test]
fn claims_of_certain_providers_are_keys_and_those_of_others_are_not() {
    let claimed = |condition: &str| {
        let policy = trust_policy().replace(r#""StringLike""#, condition);
        let mut attempt = good();
        attempt.claims["repository"] = json!("acme/app");
        attempt.decide_with(&policy).is_ok()
    };
    assert!(claimed(r#""StringLike""#));
    assert!(!claimed(
        r#""StringEqualsIgnoreCase":{"vouch.example.com:repository":"acme/app"},"StringLike""#
    ));
    assert!(claimed(r#""Null":{"vouch.example.com:repository":true},"StringLike""#));
}
