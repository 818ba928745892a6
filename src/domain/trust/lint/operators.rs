//! Rules about the operators of conditions.

use super::finding::{Edit, Finding};
use super::rule::{Rule, Severity};
use super::stranger;
use super::view::{ConditionView, StatementView, View};
use crate::domain::trust::{Effect, Operator};

/// `...IfExists` on what every token says.
pub(super) static IF_EXISTS: Rule = Rule {
    id: "operator-if-exists",
    severity: Severity::Error,
    title: "`...IfExists` on what says who it is or for whom the token was made",
    why: "`...IfExists` holds when the request lacks the key. A typing error in the key, or a claim that an issuer leaves out, then lets everybody in instead of nobody.",
    attack: "The issuer stops sending the session tag, and the role is open to everybody.",
    remedy: "Write the operator without `IfExists`.",
};

pub(super) static RULES: &[&Rule] = &[&IF_EXISTS];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in view.statements.iter().filter(|statement| statement.is_for_tokens()) {
        for condition in &statement.conditions {
            findings.extend(if_exists(statement, condition));
        }
    }
}

fn if_exists(statement: &StatementView<'_>, condition: &ConditionView<'_>) -> Option<Finding> {
    let key = &condition.written.key;
    let decides =
        |provider| stranger::says_who(provider, key) || stranger::is_audience(provider, key);
    let lets_in = statement.written.effect == Effect::Allow;
    if !(lets_in && condition.operator.if_exists && statement.providers.iter().any(decides)) {
        return None;
    }
    let message = format!("this holds also where there is no `{key}`");
    let plain = Operator { if_exists: false, ..condition.operator };
    let mut finding = Finding::new(&IF_EXISTS, &condition.by_operator.name_span, message);
    finding.fix = vec![Edit::text(&condition.by_operator.name_span, &plain.to_string())];
    Some(finding)
}
