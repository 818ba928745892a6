//! The parameters of AssumeRoleWithWebIdentity.

use super::*;

#[test]
fn parameters() {
    let one = |text: &str| format!("1 validation error detected: {text}");
    let must = "failed to satisfy constraint: Member must";
    type Change = fn(&mut AssumeRequest);
    let cases: &[(Change, String)] = &[
        (|r| r.role_arn = None, one(&format!("Value null at 'roleArn' {must} not be null"))),
        (
            |r| r.role_arn = Some("short".into()),
            one(&format!(
                "Value 'short' at 'roleArn' {must} have length greater than or equal to 20"
            )),
        ),
        (
            |r| r.role_session_name = Some("a".repeat(65)),
            one(&format!(
                "Value '{}' at 'roleSessionName' {must} have length less than or equal to 64",
                "a".repeat(65)
            )),
        ),
        (
            |r| r.role_session_name = Some("bad name!".into()),
            one(&format!(
                r"Value 'bad name!' at 'roleSessionName' {must} satisfy regular expression pattern: [\w+=,.@-]*"
            )),
        ),
        (
            |r| r.web_identity_token = Some(crate::domain::secret::Secret::new("a.b")),
            one(&format!(
                "Value at 'webIdentityToken' {must} have length greater than or equal to 4"
            )),
        ),
        (
            |r| r.duration_seconds = Some("899".into()),
            one(&format!(
                "Value '899' at 'durationSeconds' {must} have value greater than or equal to 900"
            )),
        ),
        (
            |r| r.duration_seconds = Some("43201".into()),
            one(&format!(
                "Value '43201' at 'durationSeconds' {must} have value less than or equal to 43200"
            )),
        ),
        (
            |r| r.policy = Some("x".repeat(2049)),
            one(&format!(
                "Value '{}' at 'policy' {must} have length less than or equal to 2048",
                "x".repeat(2049)
            )),
        ),
        (
            |r| r.policy_arns = vec!["arn:aws:iam::aws:policy/ReadOnlyAccess".into(); 11],
            one(&format!("Value at 'policyArns' {must} have length less than or equal to 10")),
        ),
        (
            |r| r.role_arn = Some("arn:aws:iam::1:role/Developer".into()),
            "Request ARN is invalid".into(),
        ),
        (
            |r| r.duration_seconds = Some("7201".into()),
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
                .into(),
        ),
        (
            |r| (r.role_arn, r.role_session_name) = (None, None),
            format!(
                "2 validation errors detected: Value null at 'roleArn' {must} not be null; Value null at 'roleSessionName' {must} not be null"
            ),
        ),
    ];
    for (change, message) in cases {
        let error = refused(|attempt| change(&mut attempt.request));
        check(&error, "ValidationError", 400, message);
    }
}

#[test]
fn providers_of_others() {
    let error = refused(|t| t.request.provider_id = Some("www.amazon.com".into()));
    invalid(&error, "Provided Token is not a Login With Amazon token");
}

#[test]
fn session_policies() {
    let policy = |statement: Value| json!({"Version": "2012-10-17", "Statement": statement});
    let long = "x".repeat(1900);
    let statement = json!({"Effect": "Allow", "Action": long, "Resource": "*"});
    for (written, least) in
        [(policy(json!([statement])), 85), (policy(statement.clone()), 85), (policy(json!([])), 26)]
    {
        let assumed = accepted(|t| t.request.policy = Some(written.to_string()));
        assert!((least..=100).contains(&assumed.packed_policy_size), "{written}");
    }
    let syntax = "Syntax errors in policy.";
    let refused_with = |text: &str, message: &str| {
        let error = refused(|t| t.request.policy = Some(text.into()));
        check(&error, "MalformedPolicyDocument", 400, message);
    };
    refused_with("{", "This policy contains invalid Json");
    for (spoiled, message) in [
        (json!([]), syntax),
        (json!({}), syntax),
        (json!({"Statement": "all"}), syntax),
        (json!({"Statement": [], "Statements": []}), syntax),
        (policy(json!(["all"])), syntax),
        (policy(json!({"Effect": "allow", "Action": "*", "Resource": "*"})), syntax),
        (policy(json!({"Effect": "Allow", "Action": "*", "Resource": "*", "Who": "*"})), syntax),
        (
            policy(json!({"Effect": "Allow", "Resource": "*"})),
            "Policy statement must contain actions.",
        ),
        (
            policy(json!({"Effect": "Allow", "NotAction": "*"})),
            "Policy statement must contain resources.",
        ),
        (
            policy(json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})),
            "Policy document should not specify a principal.",
        ),
    ] {
        refused_with(&spoiled.to_string(), message);
    }
    let arn = |name: &str| format!("arn:aws:iam::aws:policy/{name}");
    accepted(|t| t.request.policy_arns = vec![arn("ReadOnlyAccess")]);
    let own = "arn:aws-cn:iam::123456789012:policy/team/a";
    accepted(|t| t.request.policy_arns = vec![own.into()]);
    for bad in [ROLE, "arn:aws:iam::12:policy/Developer", "arn:aws:s3:::bucket/policy/x"] {
        let error = refused(|t| t.request.policy_arns = vec![bad.into()]);
        check(&error, "ValidationError", 400, &format!("ARN {bad} is not valid."));
    }
    let together = refused(|t| t.request.policy_arns = vec![arn(&"x".repeat(200)); 10]);
    assert_eq!(together.code(), "PackedPolicyTooLarge");
    let error = refused(|t| t.request.policy = Some("{\"a\": \"\u{100}\"}".into()));
    assert!(matches!(&error, StsError::Parameters(faults) if faults[0].contains("pattern")));
}
