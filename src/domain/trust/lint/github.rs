//! Rules about GitHub's subjects
//! ([their forms](https://docs.github.com/en/actions/reference/security/oidc)).

use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::subject::names_subjects;
use super::view::{StatementView, View};
use crate::domain::document::Node;

/// A subject that anybody can have.
static ABUSABLE: Rule = Rule {
    id: "github-abusable-claim",
    severity: Severity::Error,
    title: "a GitHub subject begins with what every repository can choose",
    why: "A subject can be customised to begin with other claims. `workflow`, `environment`, `ref`, `context`, `head_ref` and `base_ref` are chosen by whoever owns a repository, any repository.",
    attack: "Mallory names her own workflow `deploy` and customises her subject in the same way.",
    remedy: "Begin with `repo:OWNER/NAME`, `repository_owner_id:ID` or `repository_id:ID`.",
};

/// Names instead of numbers.
static NAMES: Rule = Rule {
    id: "github-name-reuse",
    severity: Severity::Note,
    title: "a GitHub subject goes by names, which can be given away",
    why: "Repositories made, renamed or transferred since July 2026 have subjects with numbers, `repo:OWNER@ID/NAME@ID:...`, which nobody else can ever have; older ones keep the names until they opt in. A name that is given up can be registered by others.",
    attack: "The organisation is renamed; Mallory registers the old name and a repository of the same name, and her workflow fits.",
    remedy: "Opt in to immutable subjects and write `repo:OWNER@ID/NAME@ID:...`, or ask for `repository_owner_id` or `repository_id` besides.",
};

/// Every branch.
static ANY_REF: Rule = Rule {
    id: "github-any-ref",
    severity: Severity::Note,
    title: "a GitHub subject lets in every branch, tag and pull request of a repository",
    why: "`repo:OWNER/NAME:*` doesn't ask what was reviewed.",
    attack: "Who may push a branch pushes one with a workflow that assumes the role.",
    remedy: "Write `:ref:refs/heads/main`, or `:environment:NAME` with a protected environment.",
};

pub(super) static RULES: &[&Rule] = &[&ABUSABLE, &NAMES, &ANY_REF];

const GITHUB: &str = "token.actions.githubusercontent.com";

const CHOSEN: [&str; 6] = ["workflow", "environment", "ref", "context", "head_ref", "base_ref"];

const NUMBERS: [&str; 3] = ["repository_id", "repository_owner_id", "enterprise_id"];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let admitting = view.admitting();
    for (statement, provider) in admitting.filter(|(_, p)| p.name.eq_ignore_ascii_case(GITHUB)) {
        let numbered = statement
            .conditions
            .iter()
            .any(|condition| NUMBERS.iter().any(|claim| condition.is(provider, claim)));
        let naming = statement.conditions.iter().filter(|c| names_subjects(c, provider));
        for (node, text) in naming.flat_map(|condition| condition.texts()) {
            let rule = (!numbered).then_some(&NAMES);
            findings.extend(subject(statement, node, text, rule));
        }
    }
}

fn subject(
    statement: &StatementView<'_>,
    node: &Node,
    text: &str,
    if_named: Option<&'static Rule>,
) -> Vec<Finding> {
    let found = |rule, message: String| Finding::new(rule, &node.span, message);
    let Some((first, rest)) = text.split_once(':') else { return Vec::new() };
    if CHOSEN.contains(&first) {
        let message =
            format!("statement {} lets in any repository that says `{text}`", statement.number);
        return vec![found(&ABUSABLE, message)];
    }
    if first != "repo" {
        return Vec::new();
    }
    let (repository, context) = rest.split_once(':').unwrap_or((rest, ""));
    let mut findings = Vec::new();
    if !repository.contains('@') {
        let message = format!("`{repository}` is a name, no number");
        findings.extend(if_named.map(|rule| found(rule, message)));
    }
    if context == "*" || repository.ends_with('*') && context.is_empty() {
        findings.push(found(&ANY_REF, format!("`{text}` fits every branch and pull request")));
    }
    findings
}
