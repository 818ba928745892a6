//! Rules about `Principal`: which providers are trusted.

use super::finding::{Edit, Finding};
use super::rule::{Rule, Severity};
use super::settle::is_unknown;
use super::view::{StatementView, View};
use crate::domain::document::Node;
use crate::domain::trust::{Effect, Principals};

/// Everybody in AWS.
static EVERYONE: Rule = Rule {
    id: "principal-everyone",
    severity: Severity::Error,
    title: "the principal is everybody",
    why: "`\"*\"` and `{\"AWS\": \"*\"}` name every principal of every account in AWS. They don't even let in who comes with a token.",
    attack: "Anybody with an AWS account assumes the role, if no condition stops them.",
    remedy: "Name the provider: `{\"Federated\": \"arn:aws:iam::ACCOUNT:oidc-provider/HOST\"}`.",
};

/// Everybody but some.
static NOT: Rule = Rule {
    id: "principal-not",
    severity: Severity::Error,
    title: "`NotPrincipal` names everybody else",
    why: "With `Allow` it lets in every principal of every account that isn't named. With `Deny` it hits sessions and services that nobody thought of; AWS advises against both.",
    attack: "Anybody with an AWS account whom the list forgot assumes the role.",
    remedy: "Name who is meant with `Principal`.",
};

/// No ARN of a provider.
static FORMAT: Rule = Rule {
    id: "provider-format",
    severity: Severity::Error,
    title: "`Federated` isn't the ARN of a provider",
    why: "A provider is named by its ARN, `arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH`, the issuer's URL in it without `https://`. AWS refuses anything else, or never finds it.",
    attack: "Nobody gets in.",
    remedy: "Write the ARN as `aws iam list-open-id-connect-providers` prints it.",
};

/// A provider elsewhere.
static ACCOUNT: Rule = Rule {
    id: "provider-account",
    severity: Severity::Error,
    title: "the provider is in another account or partition than the role",
    why: "A role trusts only a provider of its own account. Checked with `--account` and `--partition`.",
    attack: "Nobody gets in: the policy was copied from another account.",
    remedy: "Write the ARN of this account's provider.",
};

/// Nearly the issuer.
static SPELLING: Rule = Rule {
    id: "provider-spelling",
    severity: Severity::Error,
    title: "the provider is nearly the issuer, but not quite",
    why: "The URL of an issuer is compared letter by letter: capitals, a slash at the end and the path count. Checked with `--issuer`.",
    attack: "Nobody gets in; or the provider of another path on the same host is trusted, which others may run.",
    remedy: "Write the issuer's URL without `https://`, as the issuer itself does.",
};

pub(super) static RULES: &[&Rule] = &[&EVERYONE, &NOT, &FORMAT, &ACCOUNT, &SPELLING];

/// The providers that AWS knows by name.
const BUILT_IN: [&str; 4] = [
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in &view.statements {
        findings.extend(whom(statement));
        let principal =
            statement.node.member("Principal").and_then(|node| node.member("Federated"));
        for node in principal.map(Node::elements).unwrap_or_default() {
            if let Some(text) = node.text().filter(|text| !text.contains("saml-provider/")) {
                findings.extend(provider(view, node, text));
            }
        }
    }
}

fn whom(statement: &StatementView<'_>) -> Option<Finding> {
    let number = statement.number;
    let member = |name: &str| statement.node.members().iter().find(|member| member.name == name);
    if let Some(negated) = member("NotPrincipal") {
        let message = format!("statement {number} speaks of everybody who isn't named");
        return Some(Finding::new(&NOT, &negated.name_span, message));
    }
    let Principals { everyone, aws, .. } = &statement.written.principals;
    let allows = statement.written.effect == Effect::Allow;
    let is_open = allows && (*everyone || aws.iter().any(|principal| principal == "*"));
    let member = member("Principal").filter(|_| is_open)?;
    let message = format!("statement {number} speaks of everybody in AWS");
    Some(Finding::new(&EVERYONE, &member.node.span, message))
}

fn provider(view: &View<'_>, node: &Node, text: &str) -> Option<Finding> {
    if BUILT_IN.contains(&text) {
        return None;
    }
    let found = |rule, message: String| Some(Finding::new(rule, &node.span, message));
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let name = text.split_once("oidc-provider/").map(|(_, name)| name);
    if is_unknown(text) {
        return None;
    }
    let ["arn", partition, "iam", "", account, _] = parts[..] else {
        return found(&FORMAT, format!("`{text}` is no ARN of a provider"));
    };
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return found(&FORMAT, format!("`{text}` is no ARN of an OpenID Connect provider"));
    };
    if name.contains("://") {
        let mut finding = found(&FORMAT, format!("`{name}` must stand there without its scheme"))?;
        let right = text.replace("oidc-provider/https://", "oidc-provider/");
        finding.fix = vec![Edit::text(&node.span, &right)];
        return Some(finding);
    }
    if account.len() != 12 || !account.bytes().all(|byte| byte.is_ascii_digit()) {
        return found(&FORMAT, format!("`{account}` is no account"));
    }
    if view.facts.account.as_ref().is_some_and(|right| right != account) {
        return found(&ACCOUNT, format!("the provider is in account {account}"));
    }
    if view.facts.partition.as_ref().is_some_and(|right| right != partition) {
        return found(&ACCOUNT, format!("the provider is in the partition {partition}"));
    }
    spelling(view, node, text, name)
}

fn spelling(view: &View<'_>, node: &Node, text: &str, name: &str) -> Option<Finding> {
    let issuer = view.facts.issuer.as_ref()?;
    let right = issuer.without_scheme();
    let host = |name: &str| name.split('/').next().unwrap_or_default().to_ascii_lowercase();
    if name == right || host(name) != host(right) {
        return None;
    }
    let message = format!("the issuer is `{right}`, not `{name}`");
    let mut finding = Finding::new(&SPELLING, &node.span, message);
    if name.trim_end_matches('/').eq_ignore_ascii_case(right) {
        let prefix = &text[..text.len() - name.len()];
        finding.fix = vec![Edit::text(&node.span, &format!("{prefix}{right}"))];
    }
    Some(finding)
}
