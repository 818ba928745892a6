//! Whatever stands in a file of records: an answer for each, and never a panic.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn record() -> Value {
    json!({
        "name": "a",
        "at": "2027-01-15T08:00:00Z",
        "action": "AssumeRoleWithWebIdentity",
        "role_arn": "arn:aws:iam::123456789012:role/Developer",
        "role_session_name": "alice",
        "web_identity_token": "a.b.c",
        "account": {
            "id": "123456789012",
            "providers": [{"url": "https://a.example", "client_ids": ["a"], "jwks": {"keys": []}}],
            "roles": [{
                "arn": "arn:aws:iam::123456789012:role/Developer",
                "trust_policy": {
                    "Version": "2012-10-17",
                    "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:*"},
                },
            }],
        },
    })
}

/// Answers a record that is spoiled in one respect.
fn answered(spoil: impl FnOnce(&mut Value)) -> (String, String) {
    let mut record = record();
    spoil(&mut record);
    let replayed = replay(&record.to_string(), now()).unwrap();
    let error = replayed[0].outcome.as_ref().unwrap_err();
    (error.code().into(), error.to_string())
}

#[test]
fn each_fault_of_a_record_has_its_code() {
    type Spoil = fn(&mut Value);
    let cases: &[(Spoil, &str, &str)] = &[
        (|_| {}, "InvalidIdentityToken", "not a valid JWT"),
        (
            |r| r["account"]["providers"][0]["url"] = json!("https://team.auth0.com/"),
            "InvalidIdentityToken",
            "not a valid JWT",
        ),
        (
            |r| r["account"]["providers"][0]["client_ids"] = json!([]),
            "InvalidIdentityToken",
            "not a valid JWT",
        ),
        (|r| r["at"] = json!("soon"), "MalformedInput", "expected a time such as"),
        (|r| r["at"] = json!(1), "MalformedInput", "found a number"),
        (|r| r["role_arn"] = json!(1), "MalformedInput", "expected a text, found a number"),
        (|r| r["role_arn"] = json!(null), "ValidationError", "at 'roleArn'"),
        (|r| r["duration_seconds"] = json!(899), "ValidationError", "'899' at 'durationSeconds'"),
        (|r| r["duration_seconds"] = json!(-1), "ValidationError", "'-1' at 'durationSeconds'"),
        (|r| r["duration_seconds"] = json!("900"), "InvalidIdentityToken", "not a valid JWT"),
        (|r| r["policy"] = json!("{"), "MalformedPolicyDocument", "invalid Json"),
        (|r| r["policy"] = json!({"Statement": 1}), "MalformedPolicyDocument", "Syntax errors"),
        (|r| r["policy_arns"] = json!(["short"]), "ValidationError", "policyArns.1.member.arn"),
        (|r| r["policy_arns"] = json!([{"arn": "x"}]), "ValidationError", "policyArns.1"),
        (|r| r["provider_id"] = json!("www.amazon.com"), "InvalidIdentityToken", "Amazon token"),
        (|r| r["action"] = json!("AssumeRole"), "InvalidAction", "operation AssumeRole"),
        (|r| r["account"] = json!(null), "MalformedInput", "`account` is missing"),
        (|r| r["account"] = json!([]), "MalformedInput", "expected an account: an object"),
        (|r| r["account"]["id"] = json!(null), "MalformedInput", "`id` is missing"),
        (|r| r["account"]["roles"] = json!({}), "MalformedInput", "expected a list"),
        (
            |r| r["account"]["providers"][0]["url"] = json!("https://a.example:8443"),
            "InvalidInput",
            "https without a port",
        ),
        (
            |r| r["account"]["providers"][0]["url"] = json!("http://a.example"),
            "InvalidInput",
            "must begin with https://",
        ),
        (
            |r| r["account"]["providers"][0]["client_ids"] = json!([""]),
            "InvalidInput",
            "at most 100 client ids",
        ),
        (
            |r| r["account"]["roles"][0]["trust_policy"]["Statement"]["Effect"] = json!("allow"),
            "MalformedPolicyDocument",
            "expected `Allow` or `Deny`, found `allow`",
        ),
        (
            |r| r["account"]["roles"][0]["trust_policy"] = json!("{}"),
            "MalformedPolicyDocument",
            "`Statement` is missing",
        ),
        (
            |r| r["account"]["roles"][0]["trust_policy"]["Id"] = json!("a".repeat(4096)),
            "LimitExceeded",
            "longer than 4096",
        ),
        (
            |r| r["account"]["roles"][0]["max_session_duration"] = json!(60),
            "ValidationError",
            "3600 to 43200",
        ),
    ];
    for (spoil, code, message) in cases {
        let (found, told) = answered(spoil);
        assert_eq!(&found, code, "{told}");
        assert!(told.contains(message), "{told}");
    }
}

#[test]
fn a_fault_is_told_with_its_place_in_the_file() {
    let file = "[\n  {\"account\": {\"id\": 123456789012, \"roles\": [{\n    \"arn\": \"arn:aws:iam::123456789012:role/R\",\n    \"trust_policy\": {\"Statement\": [\n      {\"Effect\": \"allow\"}]}}]}},\n  7\n]";
    let told = replay(file, now()).unwrap();
    let told: Vec<(&str, String)> = told
        .iter()
        .map(|one| (one.name.as_str(), one.outcome.as_ref().unwrap_err().to_string()))
        .collect();
    assert_eq!(
        told,
        [
            ("1", "line 5, column 18: expected `Allow` or `Deny`, found `allow`".into()),
            (
                "2",
                "line 6, column 3: expected a recorded request: an object, found a number".into()
            ),
        ]
    );
}

#[test]
fn a_member_that_is_written_twice_is_refused() {
    let text = record().to_string().replacen('{', r#"{"role_arn": "x", "#, 1);
    let replayed = replay(&text, now()).unwrap();
    let told = replayed[0].outcome.as_ref().unwrap_err().to_string();
    assert!(told.ends_with("`role_arn` is written twice"), "{told}");
}

proptest! {
    /// Cut anywhere, with anything put in: never a panic, and no credentials.
    #[test]
    fn a_spoiled_file_lets_nobody_in(at in 0usize..2000, with in "[\\[\\]{}\",:a0 é]{0,3}") {
        let text = record().to_string();
        let at = text.floor_char_boundary(at.min(text.len()));
        for spoiled in [format!("{}{with}", &text[..at]), format!("{}{with}{}", &text[..at], &text[at..])] {
            if let Ok(replayed) = replay(&spoiled, now()) {
                prop_assert!(replayed.iter().all(|one| one.outcome.is_err()));
            }
        }
    }
}
