//! Roles and their trust policies.

use super::*;

#[test]
fn a_role_is_made_changed_and_removed() {
    let mut world = World::new();
    let mut iam = world.iam();
    let new = NewRole {
        path: Some("/team/a/".into()),
        description: Some("for tests".into()),
        max_session_duration: Some("7200".into()),
        tags: vec![("team".into(), "blue".into())],
        ..role("Developer", TRUST)
    };
    let made = iam.create_role(new).unwrap();
    assert_eq!(made.arn().as_str(), "arn:aws:iam::123456789012:role/team/a/Developer");
    assert_eq!((made.document(), made.max_session_duration()), (TRUST, 7200));
    let name = Some("Developer");
    iam.update_role(name, None, Some("3600")).unwrap();
    let changed = iam.role(name).unwrap();
    assert_eq!((changed.description(), changed.max_session_duration()), (Some("for tests"), 3600));
    iam.update_role(name, Some("other".into()), None).unwrap();
    let other = TRUST.replace("Allow", "Deny");
    iam.update_trust(name, Some(&other)).unwrap();
    iam.tag_role(name, vec![("a".into(), "b".into())]).unwrap();
    iam.untag_role(name, &["team".into()]).unwrap();
    let changed = iam.role(name).unwrap();
    assert_eq!((changed.description(), changed.document()), (Some("other"), other.as_str()));
    assert_eq!(changed.trust_policy(), &other.parse().unwrap());
    assert_eq!(changed.tags(), [("a".into(), "b".into())]);
    assert_eq!((changed.id().len(), &changed.id()[..4]), (21, "AROA"));
    iam.delete_role(name).unwrap();
    assert_eq!(iam.roles().count(), 0);
}

#[test]
fn what_a_role_can_not_be() {
    let mut world = World::new();
    let mut iam = world.iam();
    let words = "3 validation errors detected: Value null at 'roleName' failed to satisfy \
        constraint: Member must not be null; Value null at 'assumeRolePolicyDocument' failed to \
        satisfy constraint: Member must not be null; Value '3599' at 'maxSessionDuration' failed \
        to satisfy constraint: Member must have value greater than or equal to 3600";
    let none = NewRole { max_session_duration: Some("3599".into()), ..NewRole::default() };
    assert_refused(iam.create_role(none), "ValidationError", 400, words);
    let words = "The specified value for roleName is invalid. It must contain only alphanumeric \
        characters and/or the following: +=,.@_-";
    for name in ["a b", "a/b", "\u{e9}"] {
        assert_refused(iam.create_role(role(name, TRUST)), "ValidationError", 400, words);
    }
    let words = "The specified value for path is invalid. It must begin and end with / and \
        contain only alphanumeric characters and/or / characters.";
    for path in ["team", "/team", "team/", "//", "/a b/"] {
        let new = NewRole { path: Some(path.into()), ..role("Developer", TRUST) };
        assert_refused(iam.create_role(new), "ValidationError", 400, words);
    }
    let long = format!("{{{}", "x".repeat(2048));
    let words = "Cannot exceed quota for ACLSizePerRole: 2048";
    assert_refused(iam.create_role(role("Developer", &long)), "LimitExceeded", 409, words);
    assert_eq!(iam.roles().count(), 0);
}

#[test]
fn each_trust_policy_that_iam_does_not_take() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_role(role("There", TRUST)).unwrap();
    let replaced = |from: &str, to: &str| {
        assert!(TRUST.contains(from));
        TRUST.replace(from, to)
    };
    let action = "\"Action\": \"sts:AssumeRoleWithWebIdentity\"";
    let condition = |name: &str| {
        let condition = format!("{action}, \"Condition\": {{\"{name}\": {{\"a\": \"b\"}}}}");
        replaced(action, &condition)
    };
    let federated = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
    let actions = "AssumeRole policy may only specify STS AssumeRole actions.";
    let federation = "Federated principals must be valid domain names or SAML metadata ARNs";
    for (document, words) in [
        ("{".into(), "This policy contains invalid Json"),
        ("[]".into(), "Syntax errors in policy."),
        (replaced("Statement", "Statements"), "Missing required field Statement"),
        (r#"{"Statement": []}"#.into(), "Could not parse the policy: Statement is empty!"),
        (replaced("\"Effect\": \"Allow\",", ""), "Missing required field Effect"),
        (replaced("\"Allow\"", "\"Perhaps\""), "Syntax errors in policy."),
        (
            replaced(action, &format!("{action}, \"Resource\": \"*\"")),
            "Has prohibited field Resource",
        ),
        (condition("StringEqual"), "Invalid Condition type : StringEqual."),
        (replaced("\"Principal\"", "\"NotPrincipal\""), "Allow with NotPrincipal is not allowed."),
        (replaced("sts:AssumeRoleWithWebIdentity", "s3:GetObject"), actions),
        (replaced("sts:AssumeRoleWithWebIdentity", "*"), actions),
        (replaced("sts:AssumeRoleWithWebIdentity", "sts:*"), actions),
        (replaced(federated, "vouch"), federation),
        (replaced(federated, "arn:aws:iam::123456789012:role/vouch"), federation),
    ] {
        let made = iam.create_role(role("Developer", &document));
        assert_refused(made, "MalformedPolicyDocument", 400, words);
        let changed = iam.update_trust(Some("There"), Some(&document));
        assert_refused(changed, "MalformedPolicyDocument", 400, words);
    }
    assert_eq!(iam.role(Some("There")).unwrap().document(), TRUST);
}

#[test]
fn roles_that_are_there_or_are_not() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_role(role("Developer", TRUST)).unwrap();
    let words = "Role with name DEVELOPER already exists.";
    let twice = iam.create_role(role("DEVELOPER", TRUST));
    assert_refused(twice, "EntityAlreadyExists", 409, words);
    let name = Some("Other");
    let words = "The role with name Other cannot be found.";
    let check = |outcome| assert_refused(outcome, "NoSuchEntity", 404, words);
    let policy = Some("arn:aws:iam::aws:policy/ReadOnlyAccess");
    check(iam.role(name).map(drop));
    check(iam.update_role(name, None, None));
    check(iam.update_trust(name, Some(TRUST)));
    check(iam.delete_role(name));
    check(iam.tag_role(name, Vec::new()));
    check(iam.untag_role(name, &[]));
    check(iam.attach(name, policy));
    check(iam.detach(name, policy));
    check(iam.put_policy(name, Some("p"), Some("{}")));
    check(iam.policy(name, Some("p")).map(drop));
    check(iam.delete_policy(name, Some("p")));
}
