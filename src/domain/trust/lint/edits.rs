//! Changes of a policy's text that several rules make.

use super::finding::Edit;
use super::view::{ConditionView, StatementView};
use crate::domain::document::{Node, Value};
use crate::domain::trust::Operator;

/// Renames the operator of a condition. Nothing, if it stands before other keys too, for which
/// the new one may be wrong, or if the new name is there already.
pub(super) fn rename_operator(
    statement: &StatementView<'_>,
    condition: &ConditionView<'_>,
    operator: Operator,
) -> Vec<Edit> {
    let name = operator.to_string();
    let taken = statement.conditions.iter().any(|c| c.by_operator.name.eq_ignore_ascii_case(&name));
    let alone = condition.by_operator.node.members().len() == 1;
    if taken || !alone {
        return Vec::new();
    }
    vec![Edit::text(&condition.by_operator.name_span, &name)]
}

/// Adds an action behind the others.
pub(super) fn add_action(actions: &Node, action: &str) -> Edit {
    let text = serde_json::Value::from(action).to_string();
    match &actions.value {
        Value::List(nodes) => match nodes.last() {
            Some(last) => Edit::insert(last.span.end, format!(", {text}")),
            None => Edit::insert(actions.span.start + 1, text),
        },
        _ => {
            let old = actions.text().map(|old| serde_json::Value::from(old).to_string());
            let list = format!("[{}, {text}]", old.unwrap_or_default());
            Edit { at: (actions.span.start, actions.span.end), text: list }
        }
    }
}

/// Writes the version that knows variables.
pub(super) fn set_version(policy: &Node) -> Edit {
    match policy.member("Version") {
        Some(node) => Edit::text(&node.span, "2012-10-17"),
        None => Edit::insert(policy.span.start + 1, r#" "Version": "2012-10-17","#.into()),
    }
}
