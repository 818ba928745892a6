//! Tags, source identity and roles in a token.

use super::*;

#[test]
fn tags_and_source_identity_need_their_own_permission() {
    let denied = |change: fn(&mut Try), action: &str| {
        let mut attempt = good();
        change(&mut attempt);
        attempt.decide().unwrap();
        let error = attempt.decide_with(&strict_policy()).unwrap_err();
        check(&error, "AccessDenied", 403, &format!("Not authorized to perform {action}"));
    };
    good().decide_with(&strict_policy()).unwrap();
    denied(|t| t.claims[TAGS] = json!({"principal_tags": {"a": ["b"]}}), "sts:TagSession");
    denied(|t| t.claims[SOURCE_IDENTITY] = json!("alice"), "sts:SetSourceIdentity");
}

#[test]
fn tags_come_nested_or_flat() {
    let nested = accepted(|t| {
        t.claims[TAGS] = json!({
            "principal_tags": {"domain": ["example.com"], "email": ["alice@example.com"]},
            "transitive_tag_keys": ["Email"],
        });
        t.claims[SOURCE_IDENTITY] = json!("alice@example.com");
    });
    let flat = accepted(|t| {
        t.claims[format!("{TAGS}/principal_tags/domain")] = json!("example.com");
        t.claims[format!("{TAGS}/principal_tags/email")] = json!("alice@example.com");
        t.claims[format!("{TAGS}/transitive_tag_keys")] = json!(["Email"]);
    });
    assert_eq!(nested.tags, flat.tags);
    assert_eq!(nested.tags.tags[0], ("domain".into(), "example.com".into()));
    assert_eq!(nested.source_identity.as_deref(), Some("alice@example.com"));
    assert!(nested.packed_policy_size > 25);
}

#[test]
fn tags_of_the_wrong_shape() {
    let shape = "principal_tags passed in claim is not in correct format.";
    for tags in [
        json!("a"),
        json!({"principal_tags": []}),
        json!({"principal_tags": {"a": "b"}}),
        json!({"principal_tags": {"a": ["b", "c"]}}),
        json!({"principal_tags": {"a": []}}),
        json!({"principal_tags": {"a": [1]}}),
    ] {
        invalid(&refused(|t| t.claims[TAGS] = tags), shape);
    }
    let long = "x".repeat(257);
    let many: serde_json::Map<_, _> = (0..51).map(|n| (n.to_string(), json!(["x"]))).collect();
    for (tags, why) in [
        (json!({"principal_tags": {"": ["b"]}}), "a key has 1 to 128 characters"),
        (json!({"principal_tags": {"a": [long]}}), "a value has at most 256 characters"),
        (json!({"principal_tags": {"a": ["b|c"]}}), "only letters, digits, spaces and _.:/=+-@"),
        (json!({"principal_tags": {"AWS:a": ["b"]}}), "keys that begin with aws: are reserved"),
        (json!({"principal_tags": {"a": ["b"], "A": ["b"]}}), "a key is given twice"),
        (json!({"principal_tags": many}), "at most 50 tags"),
        (json!({"transitive_tag_keys": ["a"]}), "a transitive key is no tag"),
        (json!({"transitive_tag_keys": "a"}), "transitive_tag_keys is no list of texts"),
    ] {
        let error = refused(|t| t.claims[TAGS] = tags);
        invalid(&error, &format!("Invalid session tag in token claims: {why}"));
    }
    for identity in [json!("a"), json!("aws:alice"), json!("a b"), json!(1), json!("x".repeat(65))]
    {
        let error = refused(|t| t.claims[SOURCE_IDENTITY] = identity);
        invalid(&error, &format!("Invalid claim: {SOURCE_IDENTITY}"));
    }
}

#[test]
fn tags_that_take_too_much_room() {
    let tags: serde_json::Map<_, _> =
        (0..50).map(|n| (n.to_string(), json!(["x".repeat(250)]))).collect();
    let error = refused(|t| t.claims[TAGS] = json!({"principal_tags": tags}));
    let message =
        "Packed size of session policies and session tags consumes 445% of allotted space.";
    check(&error, "PackedPolicyTooLarge", 400, message);
}

#[test]
fn the_roles_claim_pins_the_token() {
    let other = "arn:aws:iam::123456789012:role/Other";
    for roles in [
        json!(null),
        json!(ROLE),
        json!([ROLE]),
        json!(format!(" {other} ; {ROLE} ")),
        json!(["nonsense", 1, ROLE]),
    ] {
        accepted(|t| t.claims[ROLES] = roles);
    }
    let elsewhere = "The target role ARN is not present in the roles claim of the identity token";
    invalid(&refused(|t| t.claims[ROLES] = json!([other])), elsewhere);
    invalid(
        &refused(|t| {
            t.claims[ROLES] = json!(
                ROLE.to_uppercase().replace("ARN:AWS:IAM", "arn:aws:iam").replace("ROLE/", "role/")
            )
        }),
        elsewhere,
    );
    for roles in [json!([]), json!(""), json!(["Developer", "arn:aws:iam::123456789012:role/*"])] {
        invalid(
            &refused(|t| t.claims[ROLES] = roles),
            "The roles claim contains no valid role ARNs",
        );
    }
    for roles in [json!(1), json!({"a": ROLE}), json!(true)] {
        invalid(
            &refused(|t| t.claims[ROLES] = roles),
            "The roles claim is not in a supported format",
        );
    }
    let demanding = trust_policy()
        .replace(r#""StringLike""#, r#""Bool":{"sts:RoleAuthorizedByIdp":"true"},"StringLike""#);
    assert_eq!(good().decide_with(&demanding).unwrap_err().code(), "AccessDenied");
    let mut pinned = good();
    pinned.claims[ROLES] = json!([ROLE]);
    pinned.decide_with(&demanding).unwrap();
}
