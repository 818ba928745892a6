//! Rules about the operators of conditions.

use super::edits::{add_condition, change_operator};
use super::finding::Finding;
use super::rule::{Rule, Severity};
use super::stranger;
use super::view::{ConditionView, StatementView, View};
use crate::domain::trust::{Comparison, Effect, Operator, Quantifier};

/// `...IfExists` on what every token says.
static IF_EXISTS: Rule = Rule {
    id: "operator-if-exists",
    severity: Severity::Error,
    title: "`...IfExists` on what says who it is or for whom the token was made",
    why: "`...IfExists` holds when the request lacks the key. A typing error in the key, or a claim that an issuer leaves out, then lets everybody in instead of nobody.",
    attack: "The issuer stops sending the session tag, and the role is open to everybody.",
    remedy: "Write the operator without `IfExists`.",
};

/// `ForAllValues` holds without any value.
static FOR_ALL: Rule = Rule {
    id: "forallvalues-without-null",
    severity: Severity::Error,
    title: "`ForAllValues` also holds when there is no value at all",
    why: "`ForAllValues` says that there is no value besides these. A request without the key satisfies it.",
    attack: "`ForAllValues:StringEquals` on `amr` looks as if it asked for hardware; a token without `amr` gets in.",
    remedy: "Use `ForAnyValue`, or the plain operator where there is one value; or ask for the key with `\"Null\": {\"KEY\": \"false\"}` besides.",
};

/// A set operator where there is one value.
static SINGLE: Rule = Rule {
    id: "set-operator-on-single-value",
    severity: Severity::Warning,
    title: "`ForAnyValue` or `ForAllValues` on a key that has one value",
    why: "Set operators are for keys with many values, such as `amr` and `aws:TagKeys`. On a key with one value they say what the plain operator says, except where the key is absent. AWS's validator calls it an error.",
    attack: "A reader takes `ForAllValues` for stricter than it is.",
    remedy: "Write the operator without `ForAnyValue:` or `ForAllValues:`; several values in a list are alternatives anyway.",
};

/// No set operator where there are many values.
static MANY: Rule = Rule {
    id: "set-operator-missing",
    severity: Severity::Warning,
    title: "a key with many values is compared as if it had one",
    why: "`amr`, `aws:TagKeys` and `sts:TransitiveTagKeys` are lists. Without `ForAnyValue` or `ForAllValues` it isn't said which of them counts; a condition that can't be judged lets nobody in.",
    attack: "Nobody gets in; then somebody in a hurry takes the condition out.",
    remedy: "Write `ForAnyValue:` before the operator to ask for one of the values, `ForAllValues:` to allow no other.",
};

/// A `Deny` that an absent key gets past.
static DENY: Rule = Rule {
    id: "deny-foranyvalue",
    severity: Severity::Warning,
    title: "a `Deny` with `ForAnyValue` keeps nobody out who lacks the key",
    why: "`ForAnyValue` doesn't hold when there is no value, so the `Deny` doesn't apply.",
    attack: "A `Deny` for `amr` = `swk` is passed by a token without any `amr`.",
    remedy: "Ask for the key besides, with `\"Null\": {\"KEY\": \"false\"}` in the `Allow`.",
};

pub(super) static RULES: &[&Rule] = &[&IF_EXISTS, &FOR_ALL, &SINGLE, &MANY, &DENY];

pub(super) fn check(view: &View<'_>, findings: &mut Vec<Finding>) {
    for statement in view.statements.iter().filter(|statement| statement.is_for_tokens()) {
        for condition in &statement.conditions {
            findings.extend(if_exists(statement, condition));
            findings.extend(set_operator(statement, condition));
        }
    }
}

fn if_exists(statement: &StatementView<'_>, condition: &ConditionView<'_>) -> Option<Finding> {
    let key = &condition.written.key;
    let decides =
        |provider| stranger::says_who(provider, key) || stranger::is_audience(provider, key);
    let allows = statement.written.effect == Effect::Allow;
    if !(allows && condition.operator.if_exists && statement.providers.iter().any(decides)) {
        return None;
    }
    let message = format!("this holds also where there is no `{key}`");
    let mut finding = Finding::new(&IF_EXISTS, &condition.by_operator.name_span, message);
    let plain = Operator { if_exists: false, ..condition.operator };
    finding.fix = change_operator(statement, condition, plain);
    Some(finding)
}

fn set_operator(statement: &StatementView<'_>, condition: &ConditionView<'_>) -> Option<Finding> {
    use Quantifier::{ForAllValues, ForAnyValue};
    let (operator, key) = (condition.operator, condition.written.key.as_str());
    let is_tag_list =
        ["aws:tagkeys", "sts:transitivetagkeys"].contains(&&*key.to_ascii_lowercase());
    let has_many = is_tag_list
        || condition.claim().is_some_and(|(_, claim)| claim.eq_ignore_ascii_case("amr"));
    let (rule, message, right) = match (operator.quantifier, statement.written.effect) {
        // That there are no other tags than these is what `ForAllValues` is for.
        (Some(ForAllValues), Effect::Allow) if !is_tag_list && !asked_for(statement, key) => {
            (&FOR_ALL, format!("this holds also where there is no `{key}`"), None)
        }
        (Some(_), _) if !has_many => (&SINGLE, format!("`{key}` has one value"), None),
        (None, _) if has_many && operator.comparison != Comparison::Null => {
            let right = if is_tag_list { ForAllValues } else { ForAnyValue };
            (&MANY, format!("`{key}` has many values"), Some(right))
        }
        (Some(ForAnyValue), Effect::Deny) if !asked_for(statement, key) => {
            (&DENY, format!("this keeps nobody out who has no `{key}`"), None)
        }
        _ => return None,
    };
    let mut finding = Finding::new(rule, &condition.by_operator.name_span, message);
    // A list of which all must fit isn't the same as one of which any must: nobody's to guess.
    let certain =
        if has_many { right.is_some() && !operator.comparison.is_negated() } else { true };
    if rule.id == FOR_ALL.id && has_many {
        finding.fix = vec![add_condition(statement.node, "Null", key, "false")];
    } else if certain {
        let right = Operator { quantifier: right, ..operator };
        finding.fix = change_operator(statement, condition, right);
    }
    Some(finding)
}

/// Tells whether the statement asks that the key be there.
fn asked_for(statement: &StatementView<'_>, key: &str) -> bool {
    statement.conditions.iter().any(|condition| {
        condition.operator.comparison == Comparison::Null
            && condition.written.key.eq_ignore_ascii_case(key)
            && condition.written.values.iter().all(|value| value.eq_ignore_ascii_case("false"))
    })
}
