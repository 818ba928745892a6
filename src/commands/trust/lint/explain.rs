//! What a rule is about, for people.

use crate::commands::error::{CommandError, Exit};
use crate::domain::trust::lint::{Rule, rules};

/// Returns everything that is written about the rule.
pub(super) fn explain(id: &str) -> Result<String, CommandError> {
    let rule = rules().find(|rule| rule.id == id).ok_or_else(|| {
        let known: Vec<&str> = rules().map(|rule| rule.id).collect();
        CommandError::new(Exit::Misused, format!("there is no rule `{id}`"))
            .hint(format!("the rules are {}", known.join(", ")))
    })?;
    let Rule { id, severity, title, why, attack, remedy } = rule;
    Ok(format!("{id} ({severity}): {title}\n\nwhy: {why}\n\nexample: {attack}\n\nfix: {remedy}"))
}
