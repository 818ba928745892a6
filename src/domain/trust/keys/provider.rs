//! The claims that AWS knows of certain providers
//! ([Available keys for AWS OIDC federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif)).

use serde_json::{Map, Value};

/// Issuers without `https://`; a name that ends in `/` stands for every issuer that begins so, and
/// one that begins with `.` for every host that ends so.
const PROVIDERS: &[(&str, &[&str])] = &[
    ("accounts.google.com", &["google/organization_number"]),
    (
        "agent.buildkite.com",
        &[
            "build_branch",
            "cluster_id",
            "cluster_name",
            "organization_id",
            "organization_slug",
            "pipeline_id",
            "pipeline_slug",
        ],
    ),
    (
        "gitlab.com",
        &[
            "namespace_id",
            "pipeline_source",
            "project_id",
            "ref_protected",
            "runner_environment",
            "user_access_level",
            "user_email",
            "user_id",
            "user_login",
        ],
    ),
    ("oidc.circleci.com/org/", &["oidc.circleci.com/project-id"]),
    (".oraclecloud.com", &["rpst_id"]),
    ("token.actions.githubusercontent.com", GITHUB),
    ("token.actions.githubusercontent.com/", GITHUB),
];

const GITHUB: &[&str] = &[
    "actor",
    "actor_id",
    "enterprise_id",
    "environment",
    "job_workflow_ref",
    "ref",
    "repository",
    "repository_id",
    "repository_owner_id",
    "workflow",
];

/// Returns the claims that are keys besides `aud`, `sub`, `amr`, `oaud` and `email`; none for a
/// custom issuer.
pub fn provider_claims(issuer: &str) -> &'static [&'static str] {
    let host = issuer.split('/').next().unwrap_or_default();
    let is = |name: &str| match name {
        _ if name.ends_with('/') => issuer.starts_with(name),
        _ if name.starts_with('.') => host.ends_with(name),
        _ => issuer == name,
    };
    PROVIDERS.iter().find(|(name, _)| is(name)).map_or(&[], |(_, claims)| claims)
}

/// Returns a claim as a policy sees it: under its whole name, or as a member of an object.
pub(super) fn text(claims: &Map<String, Value>, name: &str) -> Option<String> {
    let nested = || {
        let (object, member) = name.split_once('/')?;
        claims.get(object)?.get(member)
    };
    match claims.get(name).or_else(nested)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Array(_) | Value::Null | Value::Object(_) => None,
    }
}
