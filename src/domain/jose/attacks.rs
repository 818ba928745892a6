//! What verifiers have been fooled with. Each must be refused, and for the reason it was made for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer as _;
use proptest::prelude::*;

use super::{JoseError, MAX_TOKEN, unverified_key_id, verify, verify_embedded};
use crate::domain::fixtures::{TestKey, key};
use crate::domain::wire::{AssertionClaims, DpopClaims};

fn encode(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn header() -> String {
    format!(r#"{{"alg":"ES256","typ":"vouch-login+jwt","kid":"{}"}}"#, key().jwk().thumbprint())
}

fn claims() -> String {
    let id = key().jwk().thumbprint();
    format!(
        r#"{{"iss":"{id}","sub":"{id}","aud":"https://a.example","nonce":"n","exp":1800000000,"cnf":{{"jkt":"{id}"}}}}"#
    )
}

/// Signed as it should be, whatever it says.
fn signed(header: &str, claims: &str) -> String {
    let input = format!("{}.{}", encode(header), encode(claims));
    let signature: Signature = key().0.sign(input.as_bytes());
    format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn good() -> String {
    signed(&header(), &claims())
}

fn refusal(token: &str) -> JoseError {
    verify::<AssertionClaims>(token, &key().jwk()).unwrap_err()
}

fn with_signature(bytes: &[u8]) -> String {
    let (signed, _) = good().rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn a_good_token_is_believed() {
    let verified = verify::<AssertionClaims>(&good(), &key().jwk()).unwrap();
    assert_eq!(verified.claims().nonce, "n");
    assert_eq!(verified.key_id(), key().jwk().thumbprint());
    assert_eq!(unverified_key_id(&good()), Ok(key().jwk().thumbprint()));
}

#[test]
fn no_other_algorithm_and_no_other_header_member() {
    let header = header();
    for other in ["none", "None", "NONE", "HS256", "RS256", "ES384", "ES512", "es256", ""] {
        let forged = header.replace("\"ES256\"", &format!("{other:?}"));
        assert_eq!(refusal(&signed(&forged, &claims())), JoseError::Header, "{other}");
    }
    for member in [
        r#""jku":"https://evil.example/jwks""#,
        r#""x5u":"https://evil.example/cert""#,
        r#""x5c":["AA"]"#,
        r#""crit":["exp"]"#,
        r#""b64":false"#,
        r#""zip":"DEF""#,
        r#""cty":"JWT""#,
        r#""alg":"ES256""#,
        r#""kid":"again""#,
        r#""typ":"vouch-login+jwt""#,
    ] {
        let forged = header.replacen('{', &format!("{{{member},"), 1);
        assert_eq!(refusal(&signed(&forged, &claims())), JoseError::Header, "{member}");
    }
    for whole in ["", "{}", "[]", "null", r#""ES256""#, r#"{"alg":"ES256"}"#] {
        assert_eq!(refusal(&signed(whole, &claims())), JoseError::Header, "{whole}");
    }
    let trailing = format!("{header}{{}}");
    assert_eq!(refusal(&signed(&trailing, &claims())), JoseError::Header);
}

#[test]
fn no_other_type() {
    for other in ["JWT", "vouch-enroll+jwt", "dpop+jwt", "VOUCH-LOGIN+JWT", "vouch-login+jwt ", ""]
    {
        let forged = header().replace("vouch-login+jwt", other);
        assert_eq!(refusal(&signed(&forged, &claims())), JoseError::WrongType, "{other}");
    }
}

#[test]
fn the_key_is_ours_and_not_the_tokens() {
    let jwk = serde_json::to_string(&key().jwk()).unwrap();
    let id = key().jwk().thumbprint();
    let embedded = format!(r#"{{"alg":"ES256","typ":"vouch-login+jwt","jwk":{jwk}}}"#);
    let both = format!(r#"{{"alg":"ES256","typ":"vouch-login+jwt","kid":"{id}","jwk":{jwk}}}"#);
    let neither = r#"{"alg":"ES256","typ":"vouch-login+jwt"}"#;
    for forged in [&embedded, &both, neither] {
        assert_eq!(refusal(&signed(forged, &claims())), JoseError::KeyPlace, "{forged}");
        assert!(verify_embedded::<AssertionClaims>(&signed(forged, &claims())).is_err());
    }
    for kid in ["", "../../etc/passwd", "x' or '1'='1", "a".repeat(43).as_str()] {
        let forged = header().replace(id.as_str(), kid);
        assert_eq!(refusal(&signed(&forged, &claims())), JoseError::WrongKey, "{kid}");
    }
}

#[test]
fn an_embedded_key_is_a_point_on_our_curve() {
    let jwk = serde_json::to_string(&key().jwk()).unwrap();
    let check = |jwk: &str| {
        let header = format!(r#"{{"alg":"ES256","typ":"dpop+jwt","jwk":{jwk}}}"#);
        let claims = r#"{"jti":"j","htm":"POST","htu":"u","iat":1}"#;
        verify_embedded::<DpopClaims>(&signed(&header, claims)).map(|_| ())
    };
    assert_eq!(check(&jwk), Ok(()));
    assert_eq!(check(&jwk.replace("P-256", "P-384")), Err(JoseError::Header));
    assert_eq!(check(&jwk.replace("EC", "oct")), Err(JoseError::Header));
    assert_eq!(check(&jwk.replacen('{', r#"{"d":"AA","#, 1)), Err(JoseError::Header));
    let off_curve = jwk.replace(&key().jwk().y, &key().jwk().x);
    assert_eq!(check(&off_curve), Err(JoseError::NotOnCurve));
    let zero = URL_SAFE_NO_PAD.encode([0; 32]);
    let infinity = jwk.replace(&key().jwk().y, &zero).replace(&key().jwk().x, &zero);
    assert_eq!(check(&infinity), Err(JoseError::NotOnCurve));
    let other = serde_json::to_string(&TestKey::new(8).jwk()).unwrap();
    assert_eq!(check(&other), Err(JoseError::WrongSignature));
}

#[test]
fn no_other_form_of_signature() {
    let order = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let (signed, signature) =
        good().rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    let raw = URL_SAFE_NO_PAD.decode(&signature).unwrap();
    let (r, s) = raw.split_at(32);
    let der = Signature::from_slice(&raw).unwrap().to_der();
    for (name, bytes) in [
        ("empty", vec![]),
        ("DER", der.as_bytes().to_vec()),
        ("63 bytes", raw[..63].to_vec()),
        ("65 bytes", [&raw[..], &[0]].concat()),
        ("r is zero", [&[0; 32][..], s].concat()),
        ("s is zero", [r, &[0; 32][..]].concat()),
        ("both are zero", vec![0; 64]),
        ("r is the order", [&order[..], s].concat()),
        ("s is the order", [r, &order[..]].concat()),
        ("both are too great", vec![0xff; 64]),
    ] {
        assert_eq!(refusal(&with_signature(&bytes)), JoseError::SignatureForm, "{name}");
    }
    let swapped = [s, r].concat();
    assert_eq!(refusal(&with_signature(&swapped)), JoseError::WrongSignature);
    // HS256 with the public key as the secret ends at the algorithm; its 32 bytes are no signature.
    assert_eq!(refusal(&with_signature(&[1; 32])), JoseError::SignatureForm);
    assert_eq!(refusal(&format!("{signed}.")), JoseError::SignatureForm);
}

#[test]
fn no_other_spelling() {
    let good = good();
    for token in ["", ".", "a", "a.b"] {
        assert!(matches!(refusal(token), JoseError::Segments | JoseError::Header), "{token}");
    }
    assert_eq!(refusal(&format!("{good}.a.b")), JoseError::Segments);
    assert_eq!(refusal(&format!("{good}.")), JoseError::Segments);
    for token in [format!("{good}="), format!("{good}\n"), format!(" {good}"), format!("{good} ")] {
        assert_eq!(refusal(&token), JoseError::Base64, "{token:?}");
    }
    assert_eq!(refusal(&"a".repeat(MAX_TOKEN + 1)), JoseError::TooLong);
    // The last character of 64 bytes carries four bits that mean nothing; they must be zero.
    let (rest, last) = good.split_at(good.len() - 1);
    let twin = char::from(last.as_bytes()[0] + 1);
    assert_eq!(refusal(&format!("{rest}{twin}")), JoseError::Base64);
}

#[test]
fn the_claims_are_exactly_the_expected_ones() {
    let claims = claims();
    for time in [
        r#""1800000000""#,
        "1800000000.0",
        "1800000000.5",
        "1.8e9",
        "null",
        "true",
        "[1800000000]",
        "9223372036854775808",
        "-9223372036854775809",
        "1e400",
        "NaN",
    ] {
        let forged = claims.replace("1800000000", time);
        assert_eq!(refusal(&signed(&header(), &forged)), JoseError::Claims, "{time}");
    }
    for member in [
        r#""exp":1900000000"#,
        r#""aud":"https://b.example""#,
        r#""nonce":"m""#,
        r#""nbf":1"#,
        r#""admin":true"#,
    ] {
        let forged = claims.replacen('{', &format!("{{{member},"), 1);
        assert_eq!(refusal(&signed(&header(), &forged)), JoseError::Claims, "{member}");
    }
    for (from, to) in [
        (r#""https://a.example""#, r#"["https://a.example"]"#),
        ("https://a.example", "https://a.example/"),
        ("https://a.example", "HTTPS://a.example"),
        (r#""nonce":"n","#, ""),
        (r#""nonce""#, r#""Nonce""#),
        (r#","cnf""#, r#","cnf":null,"CNF""#),
        (r#"{"jkt""#, r#"{"x5t#S256":"a","jkt""#),
    ] {
        let forged = claims.replace(from, to);
        assert_ne!(forged, claims, "{from}");
        assert_eq!(refusal(&signed(&header(), &forged)), JoseError::Claims, "{to}");
    }
    assert_eq!(refusal(&signed(&header(), &format!("{claims}{claims}"))), JoseError::Claims);
}

#[test]
fn another_key_signs_in_vain() {
    let token = good();
    let other = TestKey::new(8).jwk();
    assert_eq!(verify::<AssertionClaims>(&token, &other).unwrap_err(), JoseError::WrongKey);
    let impostor = header().replace(key().jwk().thumbprint().as_str(), other.thumbprint().as_str());
    let forged = signed(&impostor, &claims());
    assert_eq!(verify::<AssertionClaims>(&forged, &other).unwrap_err(), JoseError::WrongSignature);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_other_byte_anywhere_is_believed(position in any::<prop::sample::Index>(), byte in 0_u8..128) {
        let mut bytes = good().into_bytes();
        let position = position.index(bytes.len());
        prop_assume!(bytes[position] != byte);
        bytes[position] = byte;
        let forged = String::from_utf8(bytes).unwrap();
        prop_assert!(verify::<AssertionClaims>(&forged, &key().jwk()).is_err(), "{forged}");
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        prop_assert!(verify::<AssertionClaims>(&text, &key().jwk()).is_err());
    }
}
