//! Rules about the keys of conditions: those that no token of the provider ever has.

use super::finding::{Edit, Finding};
use super::rule::{Rule, Severity};
use super::settle::is_unknown;
use super::view::{ConditionView, StatementView, View};

/// The provider in the key isn't written as the principal's.
pub(super) static PREFIX: Rule = Rule {
    id: "key-prefix",
    severity: Severity::Error,
    title: "a condition's key doesn't name the provider as AWS does",
    why: "Keys begin with the provider's name as its ARN has it: no `https://`, the path included, no slash at the end that isn't in the ARN. No request has a key of another spelling: the condition never holds, or, negated or with `...IfExists`, always.",
    attack: "`StringNotEquals` on `https://issuer/:sub` looks as if it kept a contractor out, and lets everybody in.",
    remedy: "Write the key as `HOST/PATH:claim`, as in the ARN behind `oidc-provider/`.",
};

/// The key's case differs from the principal's.
pub(super) static CASE: Rule = Rule {
    id: "key-case",
    severity: Severity::Note,
    title: "a condition's key is written with other capitals than the provider",
    why: "AWS doesn't mind the case of keys, but people and other tools that search for the provider do.",
    attack: "A search for every role that trusts the issuer misses this one.",
    remedy: "Write the key as the ARN has it.",
};

/// The claim is no condition key.
pub(super) static CLAIM: Rule = Rule {
    id: "key-unknown-claim",
    severity: Severity::Error,
    title: "a condition is on a claim that AWS doesn't look at",
    why: "Of an OpenID Connect token, AWS makes `aud`, `sub`, `amr`, `oaud` and `email` condition keys, and a few more for GitHub, GitLab and others. Any other claim is absent from every request: the condition never holds, or, negated or with `...IfExists`, always.",
    attack: "`StringEqualsIfExists` on `groups` looks as if it asked for a group, and lets everybody in.",
    remedy: "Let the issuer put it into a session tag, and write `aws:RequestTag/NAME`.",
};

/// The key isn't in requests with a token.
pub(super) static ABSENT: Rule = Rule {
    id: "key-absent",
    severity: Severity::Warning,
    title: "a condition is on a key that requests with a token don't have",
    why: "Who comes with a token is no AWS principal yet: there is no `aws:PrincipalArn`, no tag of a principal, no MFA of AWS and no external ID.",
    attack: "`BoolIfExists` on `aws:MultiFactorAuthPresent` looks as if it asked for a second factor, and asks for nothing.",
    remedy: "Ask for what the token says: `ISSUER:amr` for how the person logged in, `aws:RequestTag/NAME` for their tags.",
};

pub(super) static RULES: &[&Rule] = &[&PREFIX, &CASE, &CLAIM, &ABSENT];

/// Keys of AWS that a request with a token lacks.
const LACKING: [&str; 9] = [
    "aws:principalarn",
    "aws:principalaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principaltag/",
    "aws:username",
    "aws:multifactorauthpresent",
    "aws:multifactorauthage",
    "sts:externalid",
];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in view.statements.iter().filter(|statement| statement.is_for_tokens()) {
        for condition in &statement.conditions {
            findings.extend(key(statement, condition));
        }
    }
}

fn key(statement: &StatementView<'_>, condition: &ConditionView<'_>) -> Option<Finding> {
    let found =
        |rule, message: String| Some(Finding::new(rule, &condition.by_key.name_span, message));
    let key = condition.written.key.as_str();
    if is_unknown(key) {
        return None;
    }
    let Some((prefix, claim)) = condition.claim() else {
        let lower = key.to_ascii_lowercase();
        let lacking = LACKING.iter().any(|known| lower.starts_with(known));
        let no_prefix = !key.contains(':');
        return match (lacking, no_prefix) {
            (true, _) => found(&ABSENT, format!("no request with a token has `{key}`")),
            (_, true) => found(&PREFIX, format!("`{key}` names no provider")),
            _ => None,
        };
    };
    let providers = &statement.providers;
    if providers.iter().any(|provider| is_unknown(&provider.name)) {
        return None;
    }
    let Some(provider) = providers.iter().find(|p| same(prefix, &p.name)) else {
        let names: Vec<&str> = providers.iter().map(|provider| provider.shown()).collect();
        let names = names.join("`, `");
        return found(
            &PREFIX,
            format!("`{key}` is no key of the provider that is trusted here, `{names}`"),
        );
    };
    if !provider.claims().any(|known| known.eq_ignore_ascii_case(claim)) {
        let shown = provider.shown();
        return found(&CLAIM, format!("AWS makes no condition key of `{claim}` for {shown}"));
    }
    if prefix == provider.name {
        return None;
    }
    let right = provider.key(claim);
    let rule = if prefix.eq_ignore_ascii_case(&provider.name) { &CASE } else { &PREFIX };
    let mut finding = found(rule, format!("`{key}` must be `{right}`"))?;
    finding.fix = vec![Edit::text(&condition.by_key.name_span, &right)];
    Some(finding)
}

/// Tells whether somebody meant the provider.
fn same(prefix: &str, name: &str) -> bool {
    let bare = prefix.to_ascii_lowercase();
    let bare = bare.trim_start_matches("https://").trim_start_matches("http://");
    // Issuers of Microsoft end in a slash.
    bare.trim_end_matches('/') == name.to_ascii_lowercase().trim_end_matches('/')
}
