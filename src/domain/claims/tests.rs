//! Tokens as literal JSON: AWS is strict about every form.

use chrono::TimeDelta;
use p256::SecretKey;
use p256::pkcs8::{EncodePrivateKey as _, LineEnding};
use serde_json::{Value, json};

use super::*;
use crate::domain::fixtures::{NOW, issuer, key, session};
use crate::domain::grant::{Grants, decide};
use crate::domain::jose::Jwk;

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

fn aws_token(kind: KeyKind, age: TimeDelta, rest: &str) -> Value {
    let grants = format!("[[grant]]\ndomain = \"example.com\"\nroles = [\"{ROLE}\"]\n{rest}");
    let grants: Grants = toml_edit::de::from_str(&grants).unwrap();
    let session = session(kind, age);
    let role = ROLE.parse().unwrap();
    let granted = decide(&grants, &session, &role).unwrap();
    let audiences = Audiences::new(&issuer(), vec![], vec![]).unwrap();
    let token = IdToken::for_aws(&granted, &issuer(), audiences.default_aws(), [0; 16]);
    serde_json::to_value(token).unwrap()
}

#[test]
fn a_token_for_aws_says_exactly_this() {
    let expected = json!({
        "iss": "https://vouch.example.com",
        "sub": "alice@example.com",
        "aud": "vouch.example.com",
        "exp": 1_800_000_300,
        "iat": 1_800_000_000,
        "jti": "AAAAAAAAAAAAAAAAAAAAAA",
        "auth_time": 1_799_996_400,
        "amr": ["hwk", "pin", "user"],
        "email": "alice@example.com",
        "hd": "example.com",
        "https://aws.amazon.com/tags": {
            "principal_tags": {"domain": ["example.com"], "email": ["alice@example.com"]}
        },
        "https://aws.amazon.com/roles": [ROLE],
    });
    assert_eq!(aws_token(KeyKind::Yubikey, TimeDelta::hours(1), ""), expected);
}

#[test]
fn a_software_key_never_says_hardware() {
    let token = aws_token(KeyKind::Software, TimeDelta::zero(), "");
    assert_eq!(token["amr"], json!(["swk"]));
}

#[test]
fn tags_and_source_identity_are_the_grants() {
    let tags = |rest: &str| {
        aws_token(KeyKind::Yubikey, TimeDelta::zero(), rest)["https://aws.amazon.com/tags"].clone()
    };
    assert_eq!(tags("tags = \"none\""), Value::Null);
    assert_eq!(tags("tags = \"transitive\"")["transitive_tag_keys"], json!(["domain", "email"]));
    let identity = |rest: &str| {
        aws_token(KeyKind::Yubikey, TimeDelta::zero(), rest)["https://aws.amazon.com/source_identity"]
            .clone()
    };
    assert_eq!(identity(""), Value::Null);
    assert_eq!(identity("source_identity = true"), json!("alice@example.com"));
}

#[test]
fn a_token_never_outlives_its_session() {
    let expiry = |age: TimeDelta| aws_token(KeyKind::Yubikey, age, "")["exp"].clone();
    let eight_hours = TimeDelta::hours(8);
    assert_eq!(expiry(eight_hours - TimeDelta::seconds(301)), json!(1_800_000_300));
    assert_eq!(expiry(eight_hours - TimeDelta::seconds(299)), json!(1_800_000_299));
    assert_eq!(expiry(eight_hours - TimeDelta::seconds(1)), json!(1_800_000_001));
}

#[test]
fn other_tokens_say_nothing_to_aws() {
    let session = session(KeyKind::Yubikey, TimeDelta::zero());
    let audiences = Audiences::new(&issuer(), vec![], vec!["https://other.example".into()]);
    let audiences = audiences.unwrap();
    let Some(Audience::Other(other)) = audiences.find("https://other.example") else {
        panic!("it is in the list")
    };
    for (token, audience) in [
        (IdToken::for_issuer(&session, &issuer(), [0; 16]), "https://vouch.example.com"),
        (IdToken::for_other(&session, &issuer(), other, [0; 16]), "https://other.example"),
    ] {
        assert_eq!(token.audience(), audience);
        assert_eq!(token.expires_in(), 300);
        let written = serde_json::to_string(&token).unwrap();
        assert!(!written.contains("aws.amazon.com"), "{written}");
    }
}

#[test]
fn the_signed_token_verifies_and_its_header_has_three_members() {
    let secret = SecretKey::from(&key().0);
    let pem = secret.to_pkcs8_pem(LineEnding::LF).unwrap();
    let encoding = EncodingKey::from_ec_pem(pem.as_bytes()).unwrap();
    let jwk: Jwk = key().jwk();
    let session = session(KeyKind::Yubikey, TimeDelta::zero());
    let token = IdToken::for_issuer(&session, &issuer(), [0; 16]);
    let signed = token.sign(&encoding, &jwk.thumbprint()).unwrap();
    let header = jsonwebtoken::decode_header(signed.expose()).unwrap();
    let expected = json!({"typ": "JWT", "alg": "ES256", "kid": jwk.thumbprint().as_str()});
    assert_eq!(serde_json::to_value(header).unwrap(), expected);
    let decoding = jsonwebtoken::DecodingKey::from_ec_components(&jwk.x, &jwk.y).unwrap();
    let mut rules = jsonwebtoken::Validation::new(Algorithm::ES256);
    rules.set_audience(&["https://vouch.example.com"]);
    rules.validate_exp = false;
    let decoded = jsonwebtoken::decode::<Value>(signed.expose(), &decoding, &rules).unwrap();
    assert_eq!(decoded.claims["iat"], json!(NOW.timestamp()));
}
