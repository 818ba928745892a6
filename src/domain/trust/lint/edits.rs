//! Changes of a policy's text that several rules make.

use super::finding::Edit;
use super::view::{ConditionView, StatementView};
use crate::domain::document::{Member, Node, Value};
use crate::domain::trust::Operator;

/// Puts another operator before the key of a condition: renames the one that is there, or moves the
/// key where there are other keys behind it, or the new operator is there already. Nothing, if the
/// key is there as well.
pub(super) fn change_operator(
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
) -> Vec<Edit> {
    let name = operator.to_string();
    let Some(conditions) = statement.node.member("Condition") else { return Vec::new() };
    let operators = conditions.members();
    let target = operators.iter().find(|member| member.name.eq_ignore_ascii_case(&name));
    let keys = condition.by_operator.node.members();
    let own = |member: &Member| member.name_span == condition.by_operator.name_span;
    match (target, keys) {
        (None, [_]) => vec![Edit::text(&condition.by_operator.name_span, &name)],
        (Some(target), _) if holds(&target.node, &condition.written.key) => Vec::new(),
        (target, _) => {
            let pair = written(&condition.by_key.name, &condition.by_key.node);
            let put = match target {
                Some(target) => add_first(&target.node, &pair),
                None => add_first(conditions, &format!("{}: {{{pair}}}", quoted(&name))),
            };
            let key = |member: &Member| member.name_span == condition.by_key.name_span;
            let taken = if keys.len() == 1 { remove(operators, own) } else { remove(keys, key) };
            taken.map_or_else(Vec::new, |taken| vec![put, taken])
        }
    }
}

fn holds(keys: &Node, key: &str) -> bool {
    keys.members().iter().any(|member| member.name.eq_ignore_ascii_case(key))
}

/// Takes a member out, with the comma before or behind it. Nothing, if it is the only one.
fn remove(members: &[Member], is: impl Fn(&Member) -> bool) -> Option<Edit> {
    let index = members.iter().position(is)?;
    let member = &members[index];
    let at = match (index.checked_sub(1).map(|before| &members[before]), members.get(index + 1)) {
        (Some(before), _) => (before.node.span.end, member.node.span.end),
        (None, Some(next)) => (member.name_span.start, next.name_span.start),
        (None, None) => return None,
    };
    Some(Edit { at, text: String::new() })
}

/// Writes a key and its values anew.
fn written(key: &str, values: &Node) -> String {
    let one = |node: &Node| match &node.value {
        Value::Boolean(value) => value.to_string(),
        Value::Number(digits) => digits.clone(),
        _ => quoted(node.text().unwrap_or_default()),
    };
    let all: Vec<String> = values.elements().iter().map(one).collect();
    let all = all.join(", ");
    let is_list = matches!(values.value, Value::List(_));
    let values = if is_list { format!("[{all}]") } else { all };
    format!("{}: {values}", quoted(key))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Adds an action behind the others.
pub(super) fn add_action(actions: &Node, action: &str) -> Edit {
    let text = quoted(action);
    match &actions.value {
        Value::List(nodes) => match nodes.last() {
            Some(last) => Edit::insert(last.span.end, format!(", {text}")),
            None => Edit::insert(actions.span.start + 1, text),
        },
        _ => {
            let old = actions.text().map(quoted);
            let list = format!("[{}, {text}]", old.unwrap_or_default());
            Edit { at: (actions.span.start, actions.span.end), text: list }
        }
    }
}

/// Adds a condition to those of the statement.
pub(super) fn add_condition(statement: &Node, operator: &str, key: &str, value: &str) -> Edit {
    let pair = format!("{}: {}", quoted(key), quoted(value));
    let block = format!("{}: {{{pair}}}", quoted(operator));
    let Some(conditions) = statement.member("Condition") else {
        let end = statement.members().last().map_or(statement.span.start + 1, |m| m.node.span.end);
        return Edit::insert(end, format!(", \"Condition\": {{{block}}}"));
    };
    let named = |name: &str| name.eq_ignore_ascii_case(operator);
    match conditions.members().iter().find(|member| named(&member.name)) {
        Some(operator) => add_first(&operator.node, &pair),
        None => add_first(conditions, &block),
    }
}

/// Adds a member before the others of an object, in their line.
fn add_first(object: &Node, member: &str) -> Edit {
    match object.members().first() {
        Some(first) => Edit::insert(first.name_span.start, format!("{member}, ")),
        None => Edit::insert(object.span.start + 1, member.into()),
    }
}

/// Writes the version that knows variables.
pub(super) fn set_version(policy: &Node) -> Edit {
    match policy.member("Version") {
        Some(node) => Edit::text(&node.span, "2012-10-17"),
        None => add_first(policy, r#""Version": "2012-10-17""#),
    }
}
