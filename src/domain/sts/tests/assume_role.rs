//! AssumeRole: who may, in a chain and at its start.

use super::*;

const TARGET: &str = "arn:aws:iam::123456789012:role/Target";
const ALICE: &str = "arn:aws:iam::123456789012:user/alice";
const NOW: DateTime<Utc> = DateTime::from_timestamp(1_800_000_000, 0).unwrap();

fn user(arn: &str) -> Caller {
    Caller::user(arn.parse().unwrap())
}

fn session_of(role: &str, tags: &[(&str, &str)], transitive: &[&str]) -> RoleSession {
    let text = |text: &&str| (*text).to_owned();
    RoleSession {
        role: role.parse().unwrap(),
        session_name: "alice@example.com".into(),
        tags: SessionTags {
            tags: tags.iter().map(|(key, value)| (text(key), text(value))).collect(),
            transitive: transitive.iter().map(text).collect(),
        },
        source_identity: None,
    }
}

fn request() -> AssumeRoleRequest {
    AssumeRoleRequest {
        role_arn: Some(TARGET.into()),
        role_session_name: Some("second".into()),
        ..AssumeRoleRequest::default()
    }
}

/// A policy for a principal, with all three actions unless it says otherwise.
fn trusting(principal: &str, condition: &str) -> String {
    let all = r#"["sts:AssumeRole","sts:TagSession","sts:SetSourceIdentity"]"#;
    format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{{"AWS":"{principal}"}},"Action":{all},"Condition":{condition}}}}}"#
    )
}

fn try_with(
    policy: &str,
    caller: &Caller,
    change: impl FnOnce(&mut AssumeRoleRequest),
) -> Result<AssumedRole, StsError> {
    let mut request = request();
    change(&mut request);
    let role = Role::new(TARGET.parse().unwrap(), policy, 7200).unwrap();
    assume_role(&request, caller, &AwsState::new(vec![], vec![role]), NOW, &[9; RANDOM_BYTES])
}

fn by_user(change: impl FnOnce(&mut AssumeRoleRequest)) -> Result<AssumedRole, StsError> {
    try_with(&trusting("123456789012", "{}"), &user(ALICE), change)
}

fn by_role(
    session: RoleSession,
    change: impl FnOnce(&mut AssumeRoleRequest),
) -> Result<AssumedRole, StsError> {
    try_with(&trusting("123456789012", "{}"), &Caller::role(session), change)
}

#[test]
fn a_user_gets_a_role() {
    let assumed = by_user(|_| {}).unwrap();
    assert_eq!(assumed.assumed_role_arn, "arn:aws:sts::123456789012:assumed-role/Target/second");
    assert!(assumed.assumed_role_id.starts_with("AROA"));
    assert_eq!(assumed.credentials.expiration.timestamp(), NOW.timestamp() + 3600);
    assert_eq!(assumed.packed_policy_size, None);
    let with_policy = by_user(|r| r.policy = Some(r#"{"Statement":[]}"#.into())).unwrap();
    assert_eq!(with_policy.packed_policy_size, Some(13));
}

#[test]
fn whom_a_trust_policy_means() {
    use OwnPolicies::{Allow, Deny, Silent};
    let session = || Caller::role(session_of(ROLE, &[], &[]));
    let own = |caller: Caller, own_policies| Caller { own_policies, ..caller };
    let assumed = "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com";
    let elsewhere = "arn:aws:iam::210987654321:user/alice";
    for (principal, caller, allowed) in [
        ("123456789012", user(ALICE), true),
        ("arn:aws:iam::123456789012:root", user(ALICE), true),
        ("arn:aws-cn:iam::123456789012:root", user(ALICE), false),
        (ALICE, user(ALICE), true),
        ("arn:aws:iam::123456789012:user/alice2", user(ALICE), false),
        ("arn:aws:iam::123456789012:user/*", user(ALICE), false),
        ("*", user(ALICE), true),
        ("210987654321", user(ALICE), false),
        (ROLE, session(), true),
        (assumed, session(), true),
        ("arn:aws:sts::123456789012:assumed-role/Developer/bob", session(), false),
        // Who is named needs no policy of their own; who is meant by the account does.
        ("123456789012", own(user(ALICE), Silent), false),
        (ALICE, own(user(ALICE), Silent), true),
        ("*", own(user(ALICE), Silent), true),
        (ROLE, own(session(), Silent), true),
        (ALICE, own(user(ALICE), Deny), false),
        // Across accounts both sides must allow.
        (elsewhere, own(user(elsewhere), Allow), true),
        (elsewhere, own(user(elsewhere), Silent), false),
    ] {
        let answer = try_with(&trusting(principal, "{}"), &caller, |_| {});
        assert_eq!(answer.is_ok(), allowed, "{principal} {caller:?}");
        if let Err(error) = answer {
            let message = format!(
                "User: {} is not authorized to perform: sts:AssumeRole on resource: {TARGET}",
                caller.principal.arn()
            );
            check(&error, "AccessDenied", 403, &message);
        }
    }
    let missing = by_user(|r| r.role_arn = Some(ROLE.into())).unwrap_err();
    assert!(matches!(missing, StsError::Forbidden { why: Forbidden::NoRole, .. }));
    let owner = try_with(&trusting("*", "{}"), &Caller::root("aws", "123456789012"), |_| {});
    check(&owner.unwrap_err(), "AccessDenied", 403, "Roles may not be assumed by root accounts.");
}

#[test]
fn a_deny_needs_every_name_to_be_excepted() {
    let deny = |principal: &str| {
        let allow = trusting("123456789012", "{}");
        let deny = format!(r#"{{"Effect":"Deny",{principal},"Action":"sts:*"}}"#);
        let policy = allow.replace(r#""Statement":"#, &format!(r#""Statement":[{deny},"#));
        format!("{}]}}", policy.strip_suffix('}').unwrap())
    };
    let assumed = "arn:aws:sts::123456789012:assumed-role/Developer/alice@example.com";
    let root = "arn:aws:iam::123456789012:root";
    let session = Caller::role(session_of(ROLE, &[], &[]));
    for (principal, allowed) in [
        (format!(r#""Principal":{{"AWS":"{root}"}}"#), false),
        (format!(r#""Principal":{{"AWS":"{ROLE}"}}"#), false),
        (r#""Principal":{"AWS":"210987654321"}"#.into(), true),
        (r#""Principal":"*""#.into(), false),
        (format!(r#""NotPrincipal":{{"AWS":["{assumed}","{ROLE}"]}}"#), false),
        (format!(r#""NotPrincipal":{{"AWS":["{assumed}","{root}"]}}"#), false),
        (format!(r#""NotPrincipal":{{"AWS":["{assumed}","{ROLE}","{root}"]}}"#), true),
        (format!(r#""NotPrincipal":{{"AWS":["{assumed}","{ROLE}","123456789012"]}}"#), true),
    ] {
        let answer = try_with(&deny(&principal), &session, |_| {});
        assert_eq!(answer.is_ok(), allowed, "{principal}");
    }
}

#[test]
fn the_keys_of_assume_role() {
    let mut session = session_of(ROLE, &[("team", "one")], &["team"]);
    session.source_identity = Some("alice".into());
    let caller = Caller::role(session);
    let holds = |caller: &Caller, condition: &str| {
        try_with(&trusting("123456789012", condition), caller, |r| {
            r.external_id = Some("secret:1/2".into());
            r.tags = vec![("cost".into(), "7".into())];
            r.source_ip = Some([203, 0, 113, 7].into());
        })
        .is_ok()
    };
    for condition in [
        r#"{"StringEquals":{"sts:ExternalId":"secret:1/2"}}"#,
        r#"{"StringEquals":{"sts:RoleSessionName":"second","sts:SourceIdentity":"alice","aws:SourceIdentity":"alice"}}"#,
        r#"{"StringEquals":{"aws:PrincipalTag/team":"one","aws:RequestTag/cost":"7"}}"#,
        r#"{"ForAllValues:StringEquals":{"aws:TagKeys":"cost","sts:TransitiveTagKeys":"team"}}"#,
        r#"{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::*:role/team/Developer"}}"#,
        r#"{"StringEquals":{"aws:PrincipalType":"AssumedRole","aws:PrincipalAccount":"123456789012"}}"#,
        r#"{"StringLike":{"aws:userid":"AROA*:alice@example.com"}}"#,
        r#"{"Bool":{"aws:MultiFactorAuthPresent":"false","aws:PrincipalIsAWSService":"false"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"},"Bool":{"aws:SecureTransport":true}}"#,
        r#"{"DateEquals":{"aws:CurrentTime":"2027-01-15T08:00:00Z"},"NumericEquals":{"aws:EpochTime":1800000000}}"#,
        r#"{"Null":{"aws:username":true,"aws:FederatedProvider":true,"sts:RoleAuthorizedByIdp":true}}"#,
    ] {
        assert!(holds(&caller, condition), "{condition}");
    }
    let user_keys = r#"{"StringEquals":{"aws:username":"alice","aws:PrincipalType":"User"},"Null":{"aws:MultiFactorAuthPresent":true}}"#;
    assert!(holds(&user(ALICE), user_keys));
    assert!(!holds(&user(ALICE), r#"{"StringEquals":{"sts:ExternalId":"other"}}"#));
}

#[test]
fn a_chain_lasts_an_hour() {
    let chained = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining";
    let long = |r: &mut AssumeRoleRequest| r.duration_seconds = Some("3601".into());
    let temporary = Caller { held: Held::Temporary, ..user(ALICE) };
    let policy = trusting("123456789012", "{}");
    for answer in [by_role(session_of(ROLE, &[], &[]), long), try_with(&policy, &temporary, long)] {
        check(&answer.unwrap_err(), "ValidationError", 400, chained);
    }
    by_role(session_of(ROLE, &[], &[]), |r| r.duration_seconds = Some("3600".into())).unwrap();
    by_user(|r| r.duration_seconds = Some("7200".into())).unwrap();
    let longer = by_user(|r| r.duration_seconds = Some("7201".into())).unwrap_err();
    assert_eq!(longer, StsError::Duration);
}

#[test]
fn a_chain_hands_down_transitive_tags_and_the_source_identity() {
    let mut first = session_of(ROLE, &[("team", "one"), ("cost", "7")], &["Team"]);
    first.source_identity = Some("alice".into());
    let second = by_role(first, |r| {
        r.tags = vec![("stage".into(), "two".into())];
        r.transitive_tag_keys = vec!["stage".into()];
    })
    .unwrap();
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(second.session.tags.tags, [tag("team", "one"), tag("stage", "two")]);
    assert_eq!(second.session.tags.transitive, ["Team", "stage"]);
    assert_eq!(second.session.source_identity.as_deref(), Some("alice"));
    let third = by_role(second.session, |r| r.source_identity = Some("alice".into())).unwrap();
    assert_eq!(third.session.tags.tags.len(), 2);
    let mut changed = third.session;
    changed.source_identity = Some("bob".into());
    let error = by_role(changed, |r| r.source_identity = Some("alice".into())).unwrap_err();
    assert_eq!(error, StsError::SourceIdentity);
}

#[test]
fn what_is_handed_down_needs_its_permission_too() {
    let only =
        trusting("123456789012", "{}").replace(r#","sts:TagSession","sts:SetSourceIdentity""#, "");
    let tagged = session_of(ROLE, &[("team", "one")], &["team"]);
    let mut sourced = session_of(ROLE, &[], &[]);
    sourced.source_identity = Some("alice".into());
    for (session, action) in [(tagged, "sts:TagSession"), (sourced, "sts:SetSourceIdentity")] {
        let caller = Caller::role(session);
        let error = try_with(&only, &caller, |_| {}).unwrap_err();
        let Forbidden::TrustPolicy(judgement) = why(&error) else { panic!("{error:?}") };
        assert_eq!(judgement.action, action);
    }
    let plain = session_of(ROLE, &[("team", "one")], &[]);
    try_with(&only, &Caller::role(plain), |_| {}).unwrap();
}

fn why(error: &StsError) -> &Forbidden {
    if let StsError::Forbidden { why, .. } = error { why } else { panic!("{error:?}") }
}

#[test]
fn tags_in_observed_words() {
    let tags = |tags: &[(&str, &str)], transitive: &[&str]| {
        let (tags, transitive) = (tags.to_vec(), transitive.to_vec());
        by_role(session_of(ROLE, &[("team", "one")], &["team"]), |r| {
            r.tags = tags.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect();
            r.transitive_tag_keys = transitive.iter().map(|key| (*key).into()).collect();
        })
        .unwrap_err()
    };
    let twice = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
    let absent = "The specified transitive tag key must be included in the requested tags.";
    let inherited = "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.";
    let reserved = "Tag keys beginning with 'aws:' are reserved for system use";
    for (error, message) in [
        (tags(&[("a", "1"), ("A", "2")], &[]), twice),
        (tags(&[("a", "1")], &["b"]), absent),
        (tags(&[("TEAM", "two")], &[]), inherited),
        (tags(&[("AWS:a", "1")], &[]), reserved),
    ] {
        check(&error, "InvalidParameterValue", 400, message);
    }
}

#[test]
fn parameters_of_assume_role() {
    let must = "failed to satisfy constraint: Member must";
    type Change = fn(&mut AssumeRoleRequest);
    let cases: &[(Change, String)] = &[
        (|r| r.role_arn = None, format!("Value null at 'roleArn' {must} not be null")),
        (
            |r| r.external_id = Some("a".into()),
            format!("Value 'a' at 'externalId' {must} have length greater than or equal to 2"),
        ),
        (
            |r| r.external_id = Some("a b".into()),
            format!(
                r"Value 'a b' at 'externalId' {must} satisfy regular expression pattern: [\w+=,.@:\/-]*"
            ),
        ),
        (
            |r| r.source_identity = Some("aws:a".into()),
            format!(
                r"Value 'aws:a' at 'sourceIdentity' {must} satisfy regular expression pattern: [\w+=,.@-]*"
            ),
        ),
        (
            |r| r.token_code = Some("12345a".into()),
            format!(
                r"Value '12345a' at 'tokenCode' {must} satisfy regular expression pattern: [\d]*"
            ),
        ),
        (
            |r| r.serial_number = Some("short".into()),
            format!(
                "Value 'short' at 'serialNumber' {must} have length greater than or equal to 9"
            ),
        ),
        (
            |r| r.tags = vec![("".into(), "b".into())],
            format!(
                "Value '' at 'tags.1.member.key' {must} have length greater than or equal to 1"
            ),
        ),
        (
            |r| r.tags = vec![("a".into(), "b|c".into())],
            format!(
                r"Value 'b|c' at 'tags.1.member.value' {must} satisfy regular expression pattern: [\p{{L}}\p{{Z}}\p{{N}}_.:/=+\-@]*"
            ),
        ),
        (
            |r| r.tags = (0..51).map(|n| (n.to_string(), String::new())).collect(),
            format!("Value at 'tags' {must} have length less than or equal to 50"),
        ),
        (
            |r| r.transitive_tag_keys = vec![String::new()],
            format!(
                "Value '' at 'transitiveTagKeys.1.member' {must} have length greater than or equal to 1"
            ),
        ),
        (
            |r| r.policy_arns = vec!["arn".into()],
            format!(
                "Value 'arn' at 'policyArns.1.member.arn' {must} have length greater than or equal to 20"
            ),
        ),
    ];
    for (change, message) in cases {
        let error = by_user(change).unwrap_err();
        check(&error, "ValidationError", 400, &format!("1 validation error detected: {message}"));
    }
    for arn in ["nothing-valid-in-here", "arn:a:a::aaaaaaaaaa:", ALICE] {
        let error = by_user(|r| r.role_arn = Some(arn.into())).unwrap_err();
        check(&error, "ValidationError", 400, &format!("{arn} is invalid"));
    }
    let code = by_user(|r| r.token_code = Some("123456".into())).unwrap_err();
    assert_eq!((code.code(), &code), ("AccessDenied", &StsError::Mfa));
    let policy = by_user(|r| r.policy = Some("{}".into())).unwrap_err();
    assert_eq!(policy, StsError::SessionPolicy(PolicyText::Syntax));
}

#[test]
fn tags_and_policies_that_take_too_much_room() {
    let error = by_user(|r| {
        r.tags = (0..40).map(|n| (n.to_string(), "x".repeat(250))).collect();
    })
    .unwrap_err();
    assert_eq!(error.code(), "PackedPolicyTooLarge");
}
