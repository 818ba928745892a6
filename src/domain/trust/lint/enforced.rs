//! What IAM itself asks of policies that trust providers which many organisations share.

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::view::{Provider, StatementView, View};
use crate::domain::trust::Comparison;

/// IAM refuses the policy.
static ENFORCED: Rule = Rule {
    id: "shared-provider",
    severity: Severity::Error,
    title: "IAM refuses a policy that trusts a shared provider without saying who",
    why: "For providers that many organisations share (GitHub, GitLab, HCP Terraform, ...) IAM answers MalformedPolicyDocument, \"must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, ... which is not scoped to all\". Negated operators, `...IfExists`, `Null` and `*` don't count. Roles made before that rule came are still open.",
    attack: "An old role trusts GitHub without `sub`: any workflow of any repository of anybody assumes it.",
    remedy: "Compare the claim that the finding names with `StringEquals` or `StringLike` and your own organisation.",
};

pub(super) static RULES: &[&Rule] = &[&ENFORCED];

/// The providers, each with the keys of which one must be asked for
/// ([secure-by-default](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html)).
const CLAIMS: [(&str, &[&str]); 16] = [
    ("agent.buildkite.com", &["sub"]),
    ("api.pulumi.com/oidc", &["aud"]),
    ("app.terraform.io", &["sub"]),
    ("cognito-identity.amazonaws.com", &["aud"]),
    ("gitlab.com", &["sub"]),
    ("oidc-configuration.audit-log.githubusercontent.com", &["sub"]),
    ("oidc.codefresh.io", &["sub"]),
    ("oidc.vercel.com", &["aud"]),
    ("proidc.upbound.io", &["sub"]),
    ("sandboxes.cloud", &["aud"]),
    ("scalr.io", &["sub"]),
    // Microsoft Sentinel, which tells customers apart by the session name.
    ("sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d", &["sts:RoleSessionName"]),
    ("studio.datachain.ai/api", &["sub"]),
    ("token.actions.githubusercontent.com", &["sub", "job_workflow_ref"]),
    ("tokens.cloud.shisho.dev", &["sub"]),
    ("vstoken.actions.githubusercontent.com", &["sub"]),
];

/// Returns the keys of which IAM asks for one; none for a provider that isn't shared.
pub(in crate::domain) fn keys(provider: &str) -> &'static [&'static str] {
    let is = |name: &str| {
        let rest = provider.to_ascii_lowercase();
        rest.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    CLAIMS.iter().find(|(name, _)| is(name)).map_or(&[], |(_, keys)| keys)
}

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, provider) in view.admitting() {
        findings.extend(unscoped(statement, provider));
    }
}

fn unscoped(statement: &StatementView<'_>, provider: &Provider) -> Option<Finding> {
    let full = |claim: &&str| {
        if claim.contains(':') { (*claim).to_owned() } else { provider.key(claim) }
    };
    let keys: Vec<String> = keys(&provider.name).iter().map(full).collect();
    if keys.is_empty()
        || statement.has_hidden
        || keys.iter().any(|key| is_scoped(statement, provider, key))
    {
        return None;
    }
    let message = format!(
        "IAM refuses this: statement {} must compare `{}` with something else than `*`",
        statement.number,
        keys.join("` or `")
    );
    Some(Finding::new(&ENFORCED, statement.place(), message))
}

fn is_scoped(statement: &StatementView<'_>, provider: &Provider, key: &str) -> bool {
    use Comparison as C;
    let all = |value: &String| ["*", "**", "*?", ""].contains(&value.as_str());
    statement.conditions.iter().any(|condition| {
        let named = condition.written.key.eq_ignore_ascii_case(key)
            || key.rsplit_once(':').is_some_and(|(_, claim)| condition.is(provider, claim));
        let compares = matches!(
            condition.operator.comparison,
            C::StringEquals | C::StringEqualsIgnoreCase | C::StringLike
        );
        named
            && compares
            && !condition.operator.if_exists
            && !condition.written.values.iter().any(all)
    })
}
