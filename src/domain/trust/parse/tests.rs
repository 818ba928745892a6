//! What is no trust policy is refused, with the place.

use proptest::prelude::*;

use super::*;

/// Fills in what a case isn't about.
fn policy(text: &str) -> String {
    text.replace("PRINCIPAL", r#""Principal":{"Federated":"p"}"#)
        .replace("STATEMENT", r#""Effect":"Allow","Principal":{"Federated":"p"},"Action":"sts:*""#)
}

#[test]
fn what_is_no_trust_policy_is_refused_with_its_place() {
    for (text, told) in [
        ("", "line 1, column 1: not JSON: EOF while parsing a value"),
        ("[]", "line 1, column 1: expected a policy: an object, found a list"),
        ("{}", "line 1, column 1: `Statement` is missing"),
        (r#"{"Statement":[]}"#, "line 1, column 14: the trust policy has no statement"),
        (r#"{"Statement":{}}"#, "line 1, column 14: `Effect` is missing"),
        (r#"{"Statement":["a"]}"#, "line 1, column 15: expected a statement: an object, found `a`"),
        (
            "{\n  \"Version\": \"2013-10-17\",\n  \"Statement\": []}",
            "line 2, column 14: expected `2012-10-17` (or the old `2008-10-17`), found `2013-10-17`",
        ),
        (
            r#"{"Statement":{"Effect":"allow",PRINCIPAL,"Action":"sts:*"}}"#,
            "line 1, column 24: expected `Allow` or `Deny`, found `allow`",
        ),
        (
            "{\"Statement\":{STATEMENT,\n\"Resource\":\"*\"}}",
            "line 2, column 1: unknown element `Resource`: a trust policy has Version, Id and Statement; a statement has Sid, Effect, Principal, Action and Condition",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Effect":"Deny",PRINCIPAL,"Action":"sts:*"}}"#,
            "line 1, column 32: `Effect` is written twice",
        ),
        (
            "{\"Statement\":{STATEMENT,\"Condition\":{\"Bool\":{\n\"a\":\"true\",\n\"A\":\"false\"}}}}",
            "line 3, column 1: `A` is written twice",
        ),
        (
            "{\"Statement\":{STATEMENT,\"Condition\":{\"Bool\":{\n\"a\":[null]}}}}",
            "line 2, column 6: expected a text, found null",
        ),
        (
            "{\"Statement\":{STATEMENT,\n\"Condition\":[]}}",
            "line 2, column 13: expected an object of condition operators, found a list",
        ),
        (
            "{\"Statement\":{STATEMENT,\"Condition\":{\n\"StringLikes\":{}}}}",
            "line 2, column 1: unknown condition operator `StringLikes`: is `StringLike` meant?",
        ),
        (
            "{\"Statement\":{STATEMENT,\"Condition\":{\n\"ForAllValues:StringEqualIfExists\":{}}}}",
            "line 2, column 1: unknown condition operator `ForAllValues:StringEqualIfExists`: is `StringEquals` meant?",
        ),
        (
            "{\"Statement\":{STATEMENT,\"Condition\":{\n\"Matches\":{}}}}",
            "line 2, column 1: unknown condition operator `Matches`",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Principal":"all","Action":"sts:*"}}"#,
            "line 1, column 44: expected `\"*\"`, or an object with `Federated`, `AWS` or `Service`, found `all`",
        ),
        (
            r#"{"Statement":{"Effect":"Allow","Action":"a"}}"#,
            "line 1, column 14: `Principal` is missing",
        ),
        (r#"{"Statement":{"Effect":"Allow",PRINCIPAL}}"#, "line 1, column 14: `Action` is missing"),
        (
            "{\"Statement\":{\"Effect\":\"Allow\",PRINCIPAL,\"Action\":\"a\",\n\"NotAction\":\"b\"}}",
            "line 2, column 13: either Action or NotAction, not both",
        ),
    ] {
        let text = policy(text);
        assert_eq!(text.parse::<TrustPolicy>().unwrap_err().to_string(), told, "{text}");
    }
}

#[test]
fn what_cannot_be_worked_out_is_refused() {
    let tree = Node { value: Value::Unknown("var.policy".into()), span: 7..17 };
    let misread = TrustPolicy::read(&tree).unwrap_err();
    assert_eq!(misread, Misread { at: 7, fault: PolicyFault::Unknown("var.policy".into()) });
}

proptest! {
    #[test]
    fn a_damaged_policy_is_read_or_refused(at in 0_usize..120, by in "[\\[\\]{}\",:a*]?") {
        let mut text = policy(r#"{"Statement":[{STATEMENT,"Condition":{"Bool":{"a":[true, 1, "x"]}}}]}"#);
        if text.is_char_boundary(at) && at < text.len() {
            text.replace_range(at..=at, &by);
        }
        let _ = text.parse::<TrustPolicy>();
    }
}
