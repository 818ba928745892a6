//! Rules about `aud`: for whom a token was made.

use super::edits::add_condition;
use super::facts::Facts;
use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::stranger;
use super::view::{ConditionView, Provider, StatementView, View};
use crate::domain::document::Node;
use crate::domain::issuer_url::IssuerUrl;

/// No condition on the audience.
pub(super) static MISSING: Rule = Rule {
    id: "audience-missing",
    severity: Severity::Error,
    title: "no condition says for whom the token must be made",
    why: "Without a condition on `aud`, a token made for any client ID of the provider opens the role.",
    attack: "The provider lists a second client ID for another application. Who runs that application keeps a token that a person sent it, and assumes the role as that person.",
    remedy: "Add `\"StringEquals\": {\"ISSUER:aud\": \"CLIENT-ID\"}` with the one client ID that is meant.",
};

/// A condition on the audience that holds for every audience.
pub(super) static OPEN: Rule = Rule {
    id: "audience-open",
    severity: Severity::Error,
    title: "the condition on `aud` lets every audience in",
    why: "A pattern such as `*`, a negated operator or `...IfExists` reads like a restriction and restricts nothing.",
    attack: "As with `audience-missing`: a token made for another application opens the role.",
    remedy: "Compare `aud` with `StringEquals` and the one client ID that is meant.",
};

/// An audience that no client ID of the issuer is.
pub(super) static UNREGISTERED: Rule = Rule {
    id: "audience-unregistered",
    severity: Severity::Error,
    title: "`aud` is compared with what is no client ID of the issuer",
    why: "IAM takes only tokens whose audience its provider lists as a client ID, so nobody gets in. Checked with `--client-id`, and for the issuer that `--issuer` names, whose client ID is its URL without `https://` unless you say otherwise.",
    attack: "Nobody gets in; then somebody in a hurry takes the condition out.",
    remedy: "Compare `aud` with a client ID that `aws iam get-open-id-connect-provider` lists.",
};

pub(super) static RULES: &[&Rule] = &[&MISSING, &OPEN, &UNREGISTERED];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for (statement, provider) in view.admitting() {
        findings.extend(open(view, statement, provider));
        findings.extend(unregistered(view.facts, statement, provider));
    }
}

/// The client IDs of the provider, if they are known.
fn client_ids<'a>(facts: &'a Facts, provider: &Provider) -> Vec<&'a str> {
    let own = facts.issuer.as_ref().map(IssuerUrl::without_scheme);
    match own {
        Some(own) if own != provider.name => Vec::new(),
        Some(own) if facts.client_ids.is_empty() => vec![own],
        _ => facts.client_ids.iter().map(String::as_str).collect(),
    }
}

fn unregistered(facts: &Facts, statement: &StatementView<'_>, provider: &Provider) -> Vec<Finding> {
    let client_ids = client_ids(facts, provider);
    let of_aud = statement.conditions.iter().filter(|condition| {
        condition.is(provider, "aud") && !condition.operator.comparison.is_negated()
    });
    let wrong = of_aud.flat_map(ConditionView::texts).filter(|(_, text)| {
        !client_ids.is_empty() && !text.contains(['*', '?', '$']) && !client_ids.contains(text)
    });
    let finding = |(node, text): (&Node, &str)| {
        let message = format!(
            "`{text}` is no client ID of {}: `{}`",
            provider.shown(),
            client_ids.join("`, `")
        );
        Finding::new(&UNREGISTERED, &node.span, message)
    };
    wrong.map(finding).collect()
}

fn open(view: &View<'_>, statement: &StatementView<'_>, provider: &Provider) -> Option<Finding> {
    let stranger = stranger::audience(view, statement, provider)?;
    let mut conditions = statement.conditions.iter();
    let condition = conditions.find(|c| stranger::is_audience(provider, &c.written.key));
    let number = statement.number;
    let Some(condition) = condition else {
        let message = format!(
            "statement {number} takes a token of {} that was made for anybody: it has no condition on `aud`",
            provider.shown()
        );
        let mut finding = Finding::new(&MISSING, statement.place(), message);
        if let ([client_id], [_]) =
            (&client_ids(view.facts, provider)[..], &statement.providers[..])
        {
            let key = provider.key("aud");
            finding.fix = vec![add_condition(statement.node, "StringEquals", &key, client_id)];
        }
        return Some(finding);
    };
    let message = format!(
        "statement {number} takes a token that was made for `{stranger}`: this condition keeps nobody out"
    );
    Some(Finding::new(&OPEN, &condition.by_key.name_span, message))
}
