//! Rules about the policy as a whole.

use super::edits::set_version;
use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::view::View;
use crate::domain::document::{Node, Value};
use crate::domain::trust::Version;

/// Too long for AWS.
static LONG: Rule = Rule {
    id: "too-long",
    severity: Severity::Error,
    title: "the policy is longer than AWS takes",
    why: "A trust policy has 2,048 characters at most, white space not counted; AWS raises that to 4,096 for who asks. A long list of people reaches it after some fifty addresses.",
    attack: "AWS refuses the change, and the people who should be out stay in.",
    remedy: "Let the issuer decide who may have the role, with `\"Bool\": {\"sts:RoleAuthorizedByIdp\": \"true\"}` or a session tag; or `--allow too-long`, if your quota is raised.",
};

/// Variables that aren't.
static VERSION: Rule = Rule {
    id: "version-without-variables",
    severity: Severity::Error,
    title: "`${...}` in a policy of the old version",
    why: "Only `\"Version\": \"2012-10-17\"` knows variables. In `2008-10-17`, which also counts where there is no `Version`, `${...}` is plain text that no request has.",
    attack: "Nobody gets in; or a `Deny` on another's session name never holds, and Mallory works under Alice's name.",
    remedy: "Write `\"Version\": \"2012-10-17\"`.",
};

/// Names of statements.
static SID: Rule = Rule {
    id: "sid",
    severity: Severity::Warning,
    title: "the name of a statement isn't one that AWS takes",
    why: "A `Sid` is made of letters and digits, and no two statements have the same.",
    attack: "AWS refuses the change, and the people who should be out stay in.",
    remedy: "Write letters and digits only, or leave `Sid` out.",
};

pub(super) static RULES: &[&Rule] = &[&LONG, &VERSION, &SID];

/// AWS's limit for who hasn't asked for more.
const LONGEST: usize = 2048;

/// What no account is ever allowed, by far; it isn't worth judging.
pub(super) const ABSURD: usize = 20 * LONGEST;

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    let length = length(view.tree);
    if length > LONGEST {
        let message = format!("the policy has {length} characters without white space");
        findings.push(Finding::new(&LONG, &(view.tree.span.start..view.tree.span.start), message));
    }
    findings.extend(version(view));
    findings.extend(sids(view));
}

/// Counts the characters that the policy has as JSON without white space between them.
pub(super) fn length(node: &Node) -> usize {
    let text = |text: &str| serde_json::Value::from(text).to_string().chars().count();
    // Brackets, and a comma after each but the last.
    let around = |count: usize| 2 + count.saturating_sub(1);
    match &node.value {
        Value::Null => 4,
        Value::Boolean(value) => value.to_string().len(),
        Value::Number(digits) => digits.len(),
        Value::Text(value) | Value::Unknown(value) => text(value),
        Value::List(nodes) => around(nodes.len()) + nodes.iter().map(length).sum::<usize>(),
        Value::Object(members) => {
            let member = |member: &crate::domain::document::Member| {
                text(&member.name) + 1 + length(&member.node)
            };
            around(members.len()) + members.iter().map(member).sum::<usize>()
        }
    }
}

fn version(view: &View<'_>) -> Option<Finding> {
    if view.policy.version == Version::V2012 {
        return None;
    }
    let conditions = view.statements.iter().flat_map(|statement| &statement.conditions);
    let (node, text) = conditions.flat_map(|c| c.texts()).find(|(_, text)| text.contains("${"))?;
    let message = format!("`{text}` is plain text here");
    let mut finding = Finding::new(&VERSION, &node.span, message);
    finding.fix = vec![set_version(view.tree)];
    Some(finding)
}

fn sids(view: &View<'_>) -> Vec<Finding> {
    let named = |statement: &super::view::StatementView<'_>| statement.written.sid.clone();
    let mut findings = Vec::new();
    for (index, statement) in view.statements.iter().enumerate() {
        let Some(sid) = named(statement).filter(|sid| !sid.is_empty()) else { continue };
        let Some(node) = statement.node.member("Sid") else { continue };
        let again = view.statements[..index].iter().any(|other| named(other) == Some(sid.clone()));
        let plain = sid.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let message = match (again, plain || super::settle::is_unknown(&sid)) {
            (true, _) => format!("`{sid}` is the name of another statement"),
            (false, false) => format!("`{sid}` has more than letters and digits"),
            (false, true) => continue,
        };
        findings.push(Finding::new(&SID, &node.span, message));
    }
    findings
}
