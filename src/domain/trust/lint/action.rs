//! Rules about `Action`: what callers may do.

use super::edits::add_action;
use super::facts::{Carries, Facts};
use super::finding::{Edit, Finding};
use super::rule::{Rule, Severity};
use super::settle::is_unknown;
use super::stranger::WEB_IDENTITY;
use super::view::{Provider, StatementView, View};
use crate::domain::document::Node;
use crate::domain::trust::Effect;
use crate::domain::trust::policy::Negated;

/// The wrong action for the principal.
static PRINCIPAL: Rule = Rule {
    id: "action-for-principal",
    severity: Severity::Error,
    title: "the action isn't the one that this kind of principal comes with",
    why: "Who has a token of OpenID Connect comes with `sts:AssumeRoleWithWebIdentity`, who has SAML with `sts:AssumeRoleWithSAML`, AWS's own principals and services with `sts:AssumeRole`. Another pair lets nobody in, and AWS refuses some of them.",
    attack: "Nobody gets in; then somebody in a hurry writes `sts:*`.",
    remedy: "For a provider's tokens write `sts:AssumeRoleWithWebIdentity`.",
};

/// More actions than are needed.
static WILDCARD: Rule = Rule {
    id: "action-wildcard",
    severity: Severity::Warning,
    title: "a wildcard or `NotAction` allows more than to come in",
    why: "`sts:*` also allows session tags and source identities, and whatever AWS adds to STS.",
    attack: "With `AWS` principals, Mallory tags her session `team=admins`, and a policy that goes by tags believes it.",
    remedy: "Write out the actions: `sts:AssumeRoleWithWebIdentity`, and `sts:TagSession` and `sts:SetSourceIdentity` where the token carries them.",
};

/// No action of trust policies.
static UNKNOWN: Rule = Rule {
    id: "action-unknown",
    severity: Severity::Error,
    title: "AWS has no such action for trust policies",
    why: "A typing error lets nobody in, or AWS refuses the policy.",
    attack: "Nobody gets in.",
    remedy: "The actions are `sts:AssumeRoleWithWebIdentity`, `sts:AssumeRoleWithSAML`, `sts:AssumeRole`, `sts:TagSession`, `sts:SetSourceIdentity` and `sts:SetContext`.",
};

/// The token tags, and may not.
static TAG_SESSION: Rule = Rule {
    id: "tag-session-missing",
    severity: Severity::Error,
    title: "the tokens carry session tags, and no statement allows `sts:TagSession`",
    why: "AWS refuses the whole call, not just the tags. Checked with `--tags`.",
    attack: "Nobody gets in; AWS says no more than \"not authorized\".",
    remedy: "Add `sts:TagSession` to the actions.",
};

/// The token sets a source identity, and may not.
static SOURCE_IDENTITY: Rule = Rule {
    id: "source-identity-missing",
    severity: Severity::Error,
    title: "the tokens carry a source identity, and no statement allows `sts:SetSourceIdentity`",
    why: "AWS refuses the whole call. Checked with `--source-identity`.",
    attack: "Nobody gets in; AWS says no more than \"not authorized\".",
    remedy: "Add `sts:SetSourceIdentity` to the actions.",
};

/// Any tag.
static UNLIMITED: Rule = Rule {
    id: "tag-session-unlimited",
    severity: Severity::Note,
    title: "`sts:TagSession` without a limit on the tags",
    why: "Permissions that go by tags believe every tag that the issuer sends, also those that it sends tomorrow.",
    attack: "An administrator of the issuer adds a tag `team`, which a bucket's policy has long been going by.",
    remedy: "Name the tags: `\"ForAllValues:StringEquals\": {\"aws:TagKeys\": [\"email\", \"domain\"]}`.",
};

pub(super) static RULES: &[&Rule] =
    &[&PRINCIPAL, &WILDCARD, &UNKNOWN, &TAG_SESSION, &SOURCE_IDENTITY, &UNLIMITED];

/// The actions of trust policies, in lower case.
const KNOWN: [&str; 6] = [
    "sts:assumerole",
    "sts:assumerolewithwebidentity",
    "sts:assumerolewithsaml",
    "sts:tagsession",
    "sts:setsourceidentity",
    "sts:setcontext",
];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in &view.statements {
        let allows = statement.written.effect == Effect::Allow;
        findings.extend(wildcard(statement).filter(|_| allows));
        let nodes = statement.node.member("Action").map(Node::elements).unwrap_or_default();
        for (node, text) in nodes.iter().filter_map(|node| Some((node, node.text()?))) {
            findings.extend(action(statement, node, text));
        }
    }
    for (statement, provider) in view.admitting() {
        findings.extend(missing(view, statement, provider, &TAG_SESSION, "sts:TagSession"));
        let action = "sts:SetSourceIdentity";
        findings.extend(missing(view, statement, provider, &SOURCE_IDENTITY, action));
        findings.extend(unlimited(statement));
    }
}

fn wildcard(statement: &StatementView<'_>) -> Option<Finding> {
    let actions = &statement.written.actions;
    let node = statement.node.member("Action").or_else(|| statement.node.member("NotAction"))?;
    let is_wild = actions.patterns.iter().any(|pattern| pattern.contains(['*', '?']));
    (is_wild || actions.negated == Negated::Yes).then(|| {
        let message = format!("statement {} allows more than to come in", statement.number);
        Finding::new(&WILDCARD, &node.span, message)
    })
}

fn action(statement: &StatementView<'_>, node: &Node, text: &str) -> Option<Finding> {
    let lower = text.to_ascii_lowercase();
    if text.contains(['*', '?']) || is_unknown(text) {
        return None;
    }
    if !KNOWN.contains(&lower.as_str()) {
        let message = format!("there is no `{text}`");
        return Some(Finding::new(&UNKNOWN, &node.span, message));
    }
    let principals = &statement.written.principals;
    let has_saml = principals.federated.iter().any(|text| text.contains("saml-provider/"));
    let has_tokens = !statement.providers.is_empty();
    let has_aws =
        principals.everyone || !principals.aws.is_empty() || !principals.service.is_empty();
    let fits = match lower.as_str() {
        "sts:assumerole" => has_aws,
        "sts:assumerolewithwebidentity" => has_tokens,
        "sts:assumerolewithsaml" => has_saml,
        _ => true,
    };
    // Which kind an expression stands for, nobody can tell here.
    let hidden = |text: &String| is_unknown(text) && !text.contains("provider/");
    let any_hidden = principals.federated.iter().any(hidden);
    if fits || any_hidden || principals.negated == Negated::Yes {
        return None;
    }
    let message = format!("nobody whom statement {} names comes with `{text}`", statement.number);
    let mut finding = Finding::new(&PRINCIPAL, &node.span, message);
    let alone = !statement.written.actions.include(WEB_IDENTITY);
    if statement.is_for_tokens() && !has_saml && alone {
        finding.fix = vec![Edit::text(&node.span, WEB_IDENTITY)];
    }
    Some(finding)
}

fn carries(facts: &Facts, action: &str) -> bool {
    let carries = if action == "sts:TagSession" { facts.tags } else { facts.source_identity };
    carries == Carries::Yes
}

fn missing(
    view: &View<'_>,
    statement: &StatementView<'_>,
    provider: &Provider,
    rule: &'static Rule,
    action: &str,
) -> Option<Finding> {
    let other = view.facts.issuer.as_ref().is_some_and(|own| own.without_scheme() != provider.name);
    let allowed = view.statements.iter().any(|statement| {
        statement.written.effect == Effect::Allow
            && statement.written.actions.include(action)
            && statement.providers.contains(provider)
    });
    if other || allowed || !carries(view.facts, action) {
        return None;
    }
    let node = statement.node.member("Action")?;
    let message = format!("no statement allows `{action}`");
    let mut finding = Finding::new(rule, &node.span, message);
    finding.fix = vec![add_action(node, action)];
    Some(finding)
}

fn unlimited(statement: &StatementView<'_>) -> Option<Finding> {
    let limits = statement.conditions.iter().any(|condition| {
        let key = condition.written.key.to_ascii_lowercase();
        key == "aws:tagkeys" || key.starts_with("aws:requesttag/")
    });
    let node = statement.node.member("Action")?;
    let tags = statement.written.actions.include("sts:TagSession");
    (tags && !limits).then(|| {
        let message = format!("statement {} takes any tag that the issuer sends", statement.number);
        Finding::new(&UNLIMITED, &node.span, message)
    })
}
