//! Tokens that are signed here, good ones and all kinds of bad ones.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::Sha256;

use super::id_token::LONGEST;
use super::*;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::Jwk;
use crate::domain::secret::Secret;

const NOW: i64 = 1_800_000_000;

fn ec() -> SigningKey {
    SigningKey::from_slice(&[7; 32]).unwrap()
}

fn ec_jwk(key: &SigningKey, kid: Value) -> Value {
    let mut jwk = serde_json::to_value(Jwk::from(key.verifying_key())).unwrap();
    jwk["kid"] = kid;
    jwk["use"] = json!("sig");
    jwk
}

fn keys(keys: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn token(header: &Value, claims: &Value, sign: impl Fn(&[u8]) -> Vec<u8>) -> Secret {
    let signed = format!("{}.{}", part(header), part(claims));
    Secret::new(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(sign(signed.as_bytes()))))
}

fn es256(bytes: &[u8]) -> Vec<u8> {
    let signature: Signature = ec().sign(bytes);
    signature.to_bytes().to_vec()
}

fn claims() -> Value {
    json!({
        "iss": "https://id.example.com/",
        "sub": "auth0|1",
        "aud": "vouch",
        "exp": NOW + 60,
        "iat": NOW,
        "nonce": "n0nce",
        "auth_time": NOW - 5,
        "email": "alice@example.com",
        "more": {"a": [1]},
    })
}

fn header() -> Value {
    json!({"alg": "ES256", "kid": "one", "typ": "JWT"})
}

fn judged(token: Secret, keys: &KeySet, way: Way<'_>) -> Result<IdToken, TokenError> {
    let expected = Expected {
        issuer: &IssuerUrl::of_any_provider("https://id.example.com/").unwrap(),
        client_id: &"vouch".parse().unwrap(),
        now: chrono::DateTime::from_timestamp(NOW, 0).unwrap(),
        way,
    };
    judge(token, keys, &expected)
}

const BROWSER: Way<'_> = Way::Browser { nonce: "n0nce" };

/// Judges a token with these in place of the good one's; `null` takes a member away.
fn with(changed_header: &Value, changed_claims: &Value) -> Result<IdToken, TokenError> {
    let token =
        token(&changed(header(), changed_header), &changed(claims(), changed_claims), es256);
    judged(token, &keys(&[ec_jwk(&ec(), json!("one"))]), BROWSER)
}

fn changed(mut json: Value, changes: &Value) -> Value {
    let members = json.as_object_mut().unwrap();
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            members.remove(name);
        } else {
            members.insert(name.clone(), value.clone());
        }
    }
    json
}

#[test]
fn a_good_token_is_believed_and_says_who() {
    let token = with(&json!({}), &json!({})).unwrap();
    assert_eq!(token.person().as_str(), "alice@example.com");
    assert_eq!(token.first().sub, "auth0|1");
    let now = chrono::DateTime::from_timestamp(NOW, 0).unwrap();
    assert_eq!(token.remaining(now).num_seconds(), 60);
    assert_eq!(token.age_of_login(now).unwrap().num_seconds(), 5);
}

#[test]
fn what_providers_do_differently_is_taken() {
    for (header, claims) in [
        (json!({"typ": null}), json!({})),
        (json!({"typ": "jwt"}), json!({})),
        (json!({"kid": null}), json!({})),
        (json!({}), json!({"aud": ["vouch"]})),
        (json!({}), json!({"azp": "vouch"})),
        (json!({}), json!({"iat": NOW - 300})),
        (json!({}), json!({"iat": NOW + 300})),
        (json!({}), json!({"auth_time": null, "email": null})),
    ] {
        assert!(with(&header, &claims).is_ok(), "{header} {claims}");
    }
}

#[test]
fn claims_that_say_anything_else_are_refused() {
    use TokenError as Error;
    for (claims, error) in [
        (json!({"iss": "https://id.example.com"}), Error::OtherIssuer),
        (json!({"iss": "https://evil.example.com/"}), Error::OtherIssuer),
        (json!({"iss": null}), Error::Malformed),
        (json!({"aud": "other"}), Error::OtherAudience),
        (json!({"aud": "vouch "}), Error::OtherAudience),
        (json!({"aud": []}), Error::OtherAudience),
        (json!({"aud": ["vouch", "other"]}), Error::OtherAudience),
        (json!({"aud": ["vouch", "other"], "azp": "vouch"}), Error::OtherAudience),
        (json!({"aud": null}), Error::Malformed),
        (json!({"aud": 1}), Error::Malformed),
        (json!({"azp": "other"}), Error::OtherParty),
        (json!({"azp": 1}), Error::Malformed),
        (json!({"sub": ""}), Error::Subject),
        (json!({"sub": "x".repeat(256)}), Error::Subject),
        (json!({"sub": null}), Error::Malformed),
        (json!({"sub": 7}), Error::Malformed),
        (json!({"exp": NOW}), Error::Over),
        (json!({"exp": -1}), Error::Over),
        (json!({"exp": null}), Error::Malformed),
        (json!({"exp": (NOW + 60).to_string()}), Error::Malformed),
        (json!({"exp": 1_800_000_060.5}), Error::Malformed),
        (json!({"iat": NOW - 301}), Error::IssuedAt),
        (json!({"iat": NOW + 301}), Error::IssuedAt),
        (json!({"iat": i64::MIN}), Error::IssuedAt),
        (json!({"iat": null}), Error::Malformed),
        (json!({"nonce": "other"}), Error::Nonce),
        (json!({"nonce": ""}), Error::Nonce),
        (json!({"nonce": null}), Error::Nonce),
        (json!({"auth_time": "1"}), Error::Malformed),
    ] {
        assert_eq!(with(&json!({}), &claims).unwrap_err(), error, "{claims}");
    }
}

#[test]
fn headers_that_say_anything_else_are_refused() {
    use TokenError as Error;
    for (header, error) in [
        (json!({"alg": "none"}), Error::Algorithm),
        (json!({"alg": "None"}), Error::Algorithm),
        (json!({"alg": "HS256"}), Error::Algorithm),
        (json!({"alg": "ES384"}), Error::Algorithm),
        (json!({"alg": "PS256"}), Error::Algorithm),
        (json!({"alg": "EdDSA"}), Error::Algorithm),
        (json!({"alg": null}), Error::Algorithm),
        (json!({"alg": ["ES256"]}), Error::Algorithm),
        (json!({"alg": "RS256"}), Error::UnknownKey),
        (json!({"kid": "two"}), Error::UnknownKey),
        (json!({"kid": ""}), Error::UnknownKey),
        (json!({"kid": 1}), Error::Malformed),
        (json!({"crit": ["exp"]}), Error::Malformed),
        (json!({"typ": "at+jwt"}), Error::Malformed),
        (json!({"typ": 1}), Error::Malformed),
        (
            json!({"jwk": ec_jwk(&SigningKey::from_slice(&[8; 32]).unwrap(), json!("one"))}),
            Error::WrongSignature,
        ),
    ] {
        let own = |bytes: &[u8]| {
            let key = SigningKey::from_slice(&[8; 32]).unwrap();
            let signature: Signature = key.sign(bytes);
            signature.to_bytes().to_vec()
        };
        let sign = if header.get("jwk").is_some() { own } else { |bytes: &[u8]| es256(bytes) };
        let token = token(&changed(self::header(), &header), &claims(), sign);
        let outcome = judged(token, &keys(&[ec_jwk(&ec(), json!("one"))]), BROWSER);
        assert_eq!(outcome.unwrap_err(), error, "{header}");
    }
}

#[test]
fn only_the_named_key_is_believed_and_never_one_of_two() {
    let other = SigningKey::from_slice(&[8; 32]).unwrap();
    let (mine, another) = (ec_jwk(&ec(), json!("one")), ec_jwk(&other, json!("two")));
    let change = |name: &str, value: Value| changed(mine.clone(), &json!({ name: value }));
    let rsa = json!({"kty": "RSA", "kid": "three", "n": "AQAB", "e": "AQAB"});
    let odd = json!({"kty": "AKP", "kid": "four", "alg": "ML-DSA-44"});
    let unknown = Some(TokenError::UnknownKey);
    for (kid, set, error) in [
        (json!("one"), vec![mine.clone()], None),
        (json!("one"), vec![odd.clone(), another.clone(), mine.clone(), rsa.clone()], None),
        (json!(null), vec![odd, rsa, mine.clone()], None),
        (json!("one"), vec![change("alg", json!("ES256"))], None),
        (json!("one"), vec![change("key_ops", json!(["verify"]))], None),
        (json!("one"), vec![change("use", json!(null))], None),
        (json!(null), vec![mine.clone(), another.clone()], unknown),
        (json!("one"), vec![mine.clone(), mine.clone()], unknown),
        (json!("one"), vec![], unknown),
        (json!("one"), vec![change("use", json!("enc"))], unknown),
        (json!("one"), vec![change("alg", json!("ES384"))], unknown),
        (json!("one"), vec![change("crv", json!("P-384"))], unknown),
        (json!("one"), vec![change("key_ops", json!(["sign"]))], unknown),
        (json!("one"), vec![change("x", json!(null))], unknown),
        (json!("one"), vec![change("x", json!("AA"))], Some(TokenError::WrongSignature)),
        (json!("two"), vec![mine.clone(), another], Some(TokenError::WrongSignature)),
    ] {
        let token = token(&changed(header(), &json!({ "kid": kid })), &claims(), es256);
        let outcome = judged(token, &keys(&set), BROWSER);
        assert_eq!(outcome.err(), error, "{kid} {set:?}");
    }
    assert!(KeySet::parse(b"{}").is_none() && KeySet::parse(br#"{"keys":[1]}"#).is_none());
}

#[test]
fn a_token_that_was_bent_or_is_none_is_refused() {
    let good = token(&header(), &claims(), es256);
    let set = keys(&[ec_jwk(&ec(), json!("one"))]);
    let parts: Vec<&str> = good.expose().split('.').collect();
    let [head, body, signature] = parts[..] else { unreachable!() };
    let other = part(&changed(claims(), &json!({"sub": "mallory"})));
    for (text, error) in [
        (format!("{head}.{other}.{signature}"), TokenError::WrongSignature),
        (format!("{head}.{body}."), TokenError::WrongSignature),
        (format!("{head}.{body}.{}", &signature[2..]), TokenError::WrongSignature),
        (format!("{head}.{body}"), TokenError::Malformed),
        (format!("{head}.{body}.{signature}.{signature}"), TokenError::Malformed),
        (format!("{body}.{signature}"), TokenError::Malformed),
        (String::new(), TokenError::Malformed),
        ("..".into(), TokenError::Malformed),
        (format!("{}.{body}.", part(&json!({"alg": "none"}))), TokenError::Algorithm),
        ("x".repeat(LONGEST + 1), TokenError::TooLong),
    ] {
        assert_eq!(judged(Secret::new(&*text), &set, BROWSER).unwrap_err(), error, "{text}");
    }
}

#[test]
fn the_longest_token_is_what_aws_takes() {
    let long = |length| with(&json!({}), &json!({"more": "x".repeat(length)}));
    assert!(long(14_000).is_ok());
    assert_eq!(long(16_000).unwrap_err(), TokenError::TooLong);
}

/// [RFC 8725, section 2.1](https://www.rfc-editor.org/rfc/rfc8725#section-2.1): a public key taken
/// for a shared secret.
#[test]
fn rs256_is_believed_by_its_key_and_a_public_key_is_no_shared_secret() {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let public = pair.public_key();
    let number = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
    let exponent = public.exponent().big_endian_without_leading_zero().to_vec();
    let jwk = json!({"kty": "RSA", "kid": "one", "n": number(&modulus), "e": number(&exponent)});
    let set = keys(&[jwk, ec_jwk(&ec(), json!("two"))]);
    let rs256 = |bytes: &[u8]| {
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), bytes, &mut signature).unwrap();
        signature
    };
    let hs256 = |bytes: &[u8]| {
        let mut mac = Hmac::<Sha256>::new_from_slice(&modulus).unwrap();
        mac.update(bytes);
        mac.finalize().into_bytes().to_vec()
    };
    let header = |algorithm: &str, kid: &str| json!({"alg": algorithm, "kid": kid});
    let good = token(&header("RS256", "one"), &claims(), rs256);
    assert!(judged(good, &set, BROWSER).is_ok());
    for (header, sign, error) in [
        (header("HS256", "one"), &hs256 as &dyn Fn(&[u8]) -> Vec<u8>, TokenError::Algorithm),
        (header("RS256", "one"), &hs256, TokenError::WrongSignature),
        (header("RS256", "two"), &rs256, TokenError::UnknownKey),
        (header("ES256", "one"), &rs256, TokenError::UnknownKey),
        (header("ES256", "two"), &rs256, TokenError::WrongSignature),
    ] {
        let token = token(&header, &claims(), sign);
        assert_eq!(judged(token, &set, BROWSER).unwrap_err(), error, "{header}");
    }
}

#[test]
fn a_device_brings_no_nonce() {
    let set = keys(&[ec_jwk(&ec(), json!("one"))]);
    for nonce in [json!(null), json!("any")] {
        let token = token(&header(), &changed(claims(), &json!({ "nonce": nonce })), es256);
        assert!(judged(token, &set, Way::Device).is_ok());
    }
}

#[test]
fn a_refreshed_token_is_of_the_same_login() {
    let first = with(&json!({}), &json!({})).unwrap().first();
    let set = keys(&[ec_jwk(&ec(), json!("one"))]);
    let check = |first: &First, changes: Value, error: Option<TokenError>| {
        let token = token(&header(), &changed(claims(), &changes), es256);
        assert_eq!(judged(token, &set, Way::Refresh(first)).err(), error, "{changes}");
    };
    let another = Some(TokenError::AnotherLogin);
    check(&first, json!({}), None);
    check(&first, json!({"nonce": null, "iat": NOW + 60, "exp": NOW + 3600}), None);
    check(&first, json!({"auth_time": null}), None);
    check(&first, json!({"email": "other@example.com"}), None);
    check(&first, json!({"sub": "auth0|2"}), another);
    check(&first, json!({"auth_time": NOW}), another);
    check(&first, json!({"azp": "vouch"}), another);
    check(&first, json!({"nonce": "other"}), Some(TokenError::Nonce));
    check(&first, json!({"iss": "https://evil.example.com/"}), Some(TokenError::OtherIssuer));
    check(&first, json!({"aud": "other"}), Some(TokenError::OtherAudience));
    check(&first, json!({"iat": NOW - 3600}), Some(TokenError::IssuedAt));
    let untold = First { auth_time: None, nonce: None, azp: Some("vouch".into()), ..first };
    check(&untold, json!({"azp": "vouch", "nonce": null}), None);
    check(&untold, json!({"nonce": null}), another);
    check(&untold, json!({"azp": "vouch"}), Some(TokenError::Nonce));
}

#[test]
fn a_person_is_called_by_what_is_verified_and_fits() {
    for (changes, expected) in [
        (json!({"email_verified": true}), "alice@example.com"),
        (json!({"email_verified": "true"}), "alice@example.com"),
        (json!({"email_verified": false}), PersonName::of("auth0|1").as_str()),
        (json!({"email_verified": false, "preferred_username": "alice"}), "alice"),
        (json!({"email": "", "preferred_username": ""}), PersonName::of("auth0|1").as_str()),
        (json!({"email": null, "sub": "alice"}), "alice"),
    ] {
        let token = with(&json!({}), &changes).unwrap();
        assert_eq!(token.person().as_str(), expected, "{changes}");
    }
}
