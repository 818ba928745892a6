//! Whatever comes in as a token or as an issuer's documents is answered, and nothing passes that
//! wasn't signed by the published key.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Any JSON, not too deep.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,8}".prop_map(Value::from),
        select(&["ES256", "RS256", "one", "EC", "P-256", "sig", "AQAB", ISSUER, ROLE][..])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(".{0,4}", inner, 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn members(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, Value)>> {
    prop::collection::vec((select(names), any_json()), 0..6)
}

const HEADER: &[&str] = &["alg", "kid", "typ", "crit", "jwk", "jku", "x5c", "b64"];
const CLAIMS: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "azp",
    "iat",
    "nbf",
    "exp",
    "amr",
    "email",
    TAGS,
    ROLES,
    SOURCE_IDENTITY,
    "https://aws.amazon.com/tags/principal_tags/a",
    "https://aws.amazon.com/tags/transitive_tag_keys",
];
const KEY: &[&str] = &["kty", "crv", "x", "y", "n", "e", "kid", "use", "key_ops", "alg", "x5c"];

fn set(object: &mut Value, members: Vec<(&'static str, Value)>) {
    for (name, value) in members {
        object[name] = value;
    }
}

proptest! {
    #[test]
    fn any_header_and_claims_are_answered(header in members(HEADER), claims in members(CLAIMS)) {
        let mut attempt = good();
        set(&mut attempt.header, header);
        set(&mut attempt.claims, claims);
        let answer = attempt.decide();
        if let Ok(assumed) = &answer {
            prop_assert_eq!(&assumed.audience, "vouch.example.com");
        }
        // With another's signature nothing of it is believed.
        attempt.signed_with = signing_key(8);
        prop_assert!(attempt.decide().is_err());
    }

    #[test]
    fn any_key_is_used_or_refused(key in members(KEY), more in any_json()) {
        let mut attempt = good();
        set(&mut attempt.keys[0], key);
        let (x, y) = (attempt.keys[0]["x"].clone(), attempt.keys[0]["y"].clone());
        attempt.keys.as_array_mut().unwrap().push(more);
        let own = jwk(&signing_key(7), "one");
        prop_assert!(attempt.decide().is_err() || (x == own["x"] && y == own["y"]));
    }

    #[test]
    fn any_document_is_read_or_refused(discovery in any_json(), jwks in any_json(), text in ".{0,60}") {
        for (discovery, jwks) in [(discovery.to_string(), jwks.to_string()), (text.clone(), text)] {
            let issuer = ISSUER.parse().unwrap();
            prop_assert!(jwks_uri(&discovery, &issuer).is_err());
            let mut attempt = good();
            attempt.documents = Some(IssuerDocuments::Fetched { discovery, jwks });
            prop_assert!(attempt.decide().is_err());
        }
    }

    #[test]
    fn any_text_is_no_token(text in ".{0,80}", parts in prop::collection::vec("[A-Za-z0-9_=-]{0,12}", 1..5)) {
        for token in [text, parts.join(".")] {
            claimed_issuer(&token);
            let mut attempt = good();
            attempt.request.web_identity_token = Some(crate::domain::secret::Secret::new(token));
            prop_assert!(attempt.decide().is_err());
        }
    }

    #[test]
    fn any_session_policy_is_taken_or_refused(policy in any_json(), text in ".{0,60}") {
        for policy in [policy.to_string(), text] {
            let mut attempt = good();
            attempt.request.policy = Some(policy);
            let _ = attempt.decide();
        }
    }
}
