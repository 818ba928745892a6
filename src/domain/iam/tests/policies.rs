//! What roles may do.

use super::*;

const MANAGED: &str = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const NAME: Option<&str> = Some("Developer");

#[test]
fn policies_come_and_go_and_a_role_goes_last() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_role(role("Developer", TRUST)).unwrap();
    let (managed, own) = (Some(MANAGED), Some("own"));
    for _ in 0..2 {
        iam.attach(NAME, managed).unwrap();
    }
    for text in ["{}", "{\"a\": 1}"] {
        iam.put_policy(NAME, own, Some(text)).unwrap();
        assert_eq!(iam.policy(NAME, own).unwrap(), text);
    }
    assert_eq!(iam.role(NAME).unwrap().attached(), [MANAGED]);
    let words = "Cannot delete entity, must detach all policies first.";
    assert_refused(iam.delete_role(NAME), "DeleteConflict", 409, words);
    iam.detach(NAME, managed).unwrap();
    let words = "Cannot delete entity, must delete policies first.";
    assert_refused(iam.delete_role(NAME), "DeleteConflict", 409, words);
    iam.delete_policy(NAME, own).unwrap();
    let words = format!("Policy {MANAGED} was not found.");
    assert_refused(iam.detach(NAME, managed), "NoSuchEntity", 404, &words);
    let words = "The role policy with name own cannot be found.";
    assert_refused(iam.policy(NAME, own), "NoSuchEntity", 404, words);
    assert_refused(iam.delete_policy(NAME, own), "NoSuchEntity", 404, words);
    iam.delete_role(NAME).unwrap();
}

#[test]
fn what_is_no_policy() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_role(role("Developer", TRUST)).unwrap();
    for text in ["{", "[]", "null"] {
        let words = "This policy contains invalid Json";
        let put = iam.put_policy(NAME, Some("own"), Some(text));
        assert_refused(put, "MalformedPolicyDocument", 400, words);
    }
    let words = "1 validation error detected: Value 'a b' at 'policyName' failed to satisfy \
        constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*";
    assert_refused(iam.put_policy(NAME, Some("a b"), Some("{}")), "ValidationError", 400, words);
    let words = "ARN arn:aws:iam::123456789012:role/Other is not valid.";
    let other = Some("arn:aws:iam::123456789012:role/Other");
    assert_refused(iam.attach(NAME, other), "InvalidInput", 400, words);
}

#[test]
fn as_many_as_aws_takes() {
    let mut world = World::new();
    let mut iam = world.iam();
    iam.create_role(role("Developer", TRUST)).unwrap();
    for number in 0..10 {
        iam.attach(NAME, Some(&format!("{MANAGED}{number}"))).unwrap();
    }
    let words = "Cannot exceed quota for PoliciesPerRole: 10";
    assert_refused(iam.attach(NAME, Some(MANAGED)), "LimitExceeded", 409, words);
    let text = |characters: usize| format!("{{\"a\": \"{}\"}}", "x".repeat(characters - 8));
    // A blank isn't counted: the first has 5000 characters, the other 5240.
    iam.put_policy(NAME, Some("one"), Some(&text(5000))).unwrap();
    let words = "Maximum policy size of 10240 bytes exceeded for role Developer";
    let more = iam.put_policy(NAME, Some("two"), Some(&text(5241)));
    assert_refused(more, "LimitExceeded", 409, words);
    iam.put_policy(NAME, Some("two"), Some(&text(5240))).unwrap();
    // One that takes the place of another needs its room only.
    iam.put_policy(NAME, Some("one"), Some(&text(4000))).unwrap();
}
