//! What is right is left alone: policies of the documentation, of other services, of other issuers.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::linted::{lint, rules};

fn allow(principal: &Value, action: &str, condition: &Value) -> Value {
    json!({ "Effect": "Allow", "Principal": principal, "Action": action, "Condition": condition })
}

fn provider(name: &str) -> Value {
    json!({ "Federated": format!("arn:aws:iam::123456789012:oidc-provider/{name}") })
}

#[test]
fn the_policies_of_the_documentation_have_no_fault() {
    for page in ["README.md", "docs/guide/administrator.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
        let blocks = text.split("```json").skip(1).filter_map(|rest| rest.split("```").next());
        let options = ["--issuer", "https://vouch.example.com", "--tags", "--source-identity", "-"];
        for policy in blocks {
            lint(&options, policy).ok();
        }
    }
}

#[test]
fn roles_that_no_token_opens_are_not_its_business() {
    let roles: Vec<Value> = [
        allow(&json!({"Service": "lambda.amazonaws.com"}), "sts:AssumeRole", &json!({})),
        allow(
            &json!({"AWS": "arn:aws:iam::210987654321:root"}),
            "sts:AssumeRole",
            &json!({"StringEquals": {"sts:ExternalId": "a1b2c3"}, "Bool": {"aws:MultiFactorAuthPresent": "true"}}),
        ),
        allow(
            &json!({"Federated": "arn:aws:iam::123456789012:saml-provider/AWSSSO_1"}),
            "sts:AssumeRoleWithSAML",
            &json!({"StringEquals": {"SAML:aud": "https://signin.aws.amazon.com/saml"}}),
        ),
    ]
    .into_iter()
    .map(|statement| json!({"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [statement]}}))
    .collect();
    let told = lint(&["--json", "-"], &json!({ "Roles": roles }).to_string());
    assert!(told.exit == Some(0) && rules(&told).is_empty(), "{told}");
}

#[test]
fn other_issuers_are_understood() {
    let web = "sts:AssumeRoleWithWebIdentity";
    let github = "token.actions.githubusercontent.com";
    let both = |name: &str, sub: &str| {
        json!({"StringEquals": {format!("{name}:aud"): "sts.amazonaws.com"},
               "StringLike": {format!("{name}:sub"): sub}})
    };
    let eks = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    let sentinel = "sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d/";
    for (name, condition) in [
        (github, both(github, "repo:acme@1234/app@5678:ref:refs/heads/main")),
        (github, both(github, "repo:acme@1234/*:environment:production")),
        (eks, both(eks, "system:serviceaccount:default:app")),
        ("gitlab.com", both("gitlab.com", "project_path:acme/*:ref_type:branch:ref:main")),
        (
            "app.terraform.io",
            both("app.terraform.io", "organization:acme:project:*:workspace:*:run_phase:apply"),
        ),
        (
            sentinel,
            json!({"StringEquals": {format!("{sentinel}:aud"): "api://1462b192", "sts:RoleSessionName": "MicrosoftSentinel_1"}}),
        ),
        ("api.pulumi.com/oidc", json!({"StringEquals": {"api.pulumi.com/oidc:aud": "aws:acme"}})),
    ] {
        let policy =
            json!({"Version": "2012-10-17", "Statement": allow(&provider(name), web, &condition)});
        let told = lint(&["--json", "-"], &policy.to_string());
        assert!(told.exit == Some(0) && rules(&told).is_empty(), "{name}: {told}");
    }
}

#[test]
fn an_expression_may_stand_for_a_provider_of_any_kind() {
    for action in ["sts:AssumeRole", "sts:AssumeRoleWithSAML", "sts:AssumeRoleWithWebIdentity"] {
        let role = format!(
            "resource \"aws_iam_role\" \"a\" {{\n  assume_role_policy = jsonencode({{\n    \
             Statement = [{{ Effect = \"Allow\", Principal = var.who, Action = \"{action}\",\n      \
             Condition = var.conditions }}]\n  }})\n}}\n"
        );
        let told = lint(&["--json", "-"], &role);
        assert!(rules(&told).iter().all(|rule| rule == "not-evaluated"), "{told}");
    }
}
