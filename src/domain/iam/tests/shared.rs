//! Issuers that many organisations share.

use super::*;

const GITHUB: &str = "token.actions.githubusercontent.com";

fn trust(issuer: &str, action: &str, effect: &str, condition: &str) -> String {
    let principal = match issuer {
        "cognito-identity.amazonaws.com" => issuer.to_owned(),
        _ => format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"),
    };
    format!(
        r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "{effect}",
            "Principal": {{"Federated": "{principal}"}}, "Action": "{action}",
            "Condition": {condition}}}}}"#
    )
}

fn create(issuer: &str, condition: &str) -> Result<(), IamError> {
    let document = trust(issuer, "sts:AssumeRoleWithWebIdentity", "Allow", condition);
    World::new().iam().create_role(role("Developer", &document)).map(drop)
}

#[test]
fn a_shared_issuer_needs_a_condition_that_tells_organisations_apart() {
    let arn = format!("arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB}");
    let words = format!(
        "Trust policy with trusted principal {arn} must evaluate, using StringEquals, StringLike \
         or StringEqualsIgnoreCase, {GITHUB}:sub which is not scoped to all."
    );
    for condition in [
        "{}".into(),
        format!(r#"{{"StringEquals": {{"{GITHUB}:aud": "sts.amazonaws.com"}}}}"#),
        format!(r#"{{"StringLike": {{"{GITHUB}:sub": "*"}}}}"#),
        format!(r#"{{"StringLike": {{"{GITHUB}:sub": ["repo:a/b:*", "*"]}}}}"#),
        format!(r#"{{"StringLike": {{"{GITHUB}:sub": "*?"}}}}"#),
        format!(r#"{{"StringEquals": {{"{GITHUB}:sub": ""}}}}"#),
        format!(r#"{{"StringNotEquals": {{"{GITHUB}:sub": "repo:a/b"}}}}"#),
        format!(r#"{{"StringLikeIfExists": {{"{GITHUB}:sub": "repo:a/b"}}}}"#),
        format!(r#"{{"Null": {{"{GITHUB}:sub": "false"}}}}"#),
    ] {
        assert_refused(create(GITHUB, &condition), "MalformedPolicyDocument", 400, &words);
    }
    for (issuer, key) in [
        ("gitlab.com", "gitlab.com:sub"),
        ("oidc.vercel.com", "oidc.vercel.com:aud"),
        ("cognito-identity.amazonaws.com", "cognito-identity.amazonaws.com:aud"),
        ("sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", "sts:RoleSessionName"),
    ] {
        let refused = create(issuer, "{}").unwrap_err().to_string();
        assert!(refused.contains(&format!(", {key} which is not scoped")), "{refused}");
        let good = format!(r#"{{"StringEquals": {{"{key}": "ours"}}}}"#);
        assert_eq!(create(issuer, &good), Ok(()), "{issuer}");
    }
}

#[test]
fn what_iam_takes_as_telling_apart() {
    for condition in [
        format!(r#"{{"StringLike": {{"{GITHUB}:sub": "repo:a/*"}}}}"#),
        format!(r#"{{"StringLike": {{"{GITHUB}:SUB": "?"}}}}"#),
        format!(r#"{{"StringLike": {{"{GITHUB}:job_workflow_ref": "a/b/*"}}}}"#),
        format!(r#"{{"StringEqualsIgnoreCase": {{"{GITHUB}:sub": "repo:a/b"}}}}"#),
        format!(r#"{{"ForAllValues:StringEquals": {{"{GITHUB}:sub": "repo:a/b"}}}}"#),
        format!(r#"{{"StringEquals": {{"{GITHUB}:sub": []}}}}"#),
    ] {
        assert_eq!(create(GITHUB, &condition), Ok(()), "{condition}");
    }
    let made = |action, effect| {
        let document = trust(GITHUB, action, effect, "{}");
        World::new().iam().create_role(role("Developer", &document)).map(drop)
    };
    assert_eq!(made("sts:TagSession", "Allow"), Ok(()));
    assert_eq!(made("sts:AssumeRoleWithWebIdentity", "Deny"), Ok(()));
    assert_eq!(create("vouch.example.com", "{}"), Ok(()), "an issuer of one organisation");
}
