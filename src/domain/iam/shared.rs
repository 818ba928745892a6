//! Issuers that many organisations share: IAM insists on a condition that tells them apart
//! ([Identity-provider controls for shared OIDC providers](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html)).

use super::error::PolicyProblem;
use crate::domain::trust::lint::enforced;
use crate::domain::trust::{Comparison, Condition, Effect, Statement};

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Returns what a statement lacks that trusts a shared issuer.
pub(super) fn problem(statement: &Statement) -> Option<PolicyProblem> {
    let lets_in = statement.effect == Effect::Allow
        && statement.actions.include("sts:AssumeRoleWithWebIdentity");
    if !lets_in {
        return None;
    }
    statement.principals.federated.iter().find_map(|principal| {
        let name = principal.split_once(":oidc-provider/").map_or(&**principal, |(_, name)| name);
        let keys: Vec<String> = enforced::keys(name).iter().map(|key| full(name, key)).collect();
        let is_scoped = |condition: &Condition| is_scoped(condition, name, &keys);
        if keys.is_empty() || statement.conditions.iter().any(is_scoped) {
            return None;
        }
        Some(PolicyProblem::Shared { principal: principal.clone(), key: keys.first()?.clone() })
    })
}

fn full(issuer: &str, key: &str) -> String {
    if key.contains(':') { key.into() } else { format!("{issuer}:{key}") }
}

/// Tells whether a condition narrows the claim. What IAM takes was observed: sets and `?` will do,
/// an empty list too, and every value must narrow.
fn is_scoped(condition: &Condition, issuer: &str, keys: &[String]) -> bool {
    let Condition { operator, key, values } = condition;
    let compares = matches!(
        operator.comparison,
        Comparison::StringEquals | Comparison::StringLike | Comparison::StringEqualsIgnoreCase
    );
    let everything: &[&str] = if issuer == GITHUB { &["*", "**", "*?", ""] } else { &["*"] };
    compares
        && !operator.if_exists
        && keys.iter().any(|known| known.eq_ignore_ascii_case(key))
        && !values.iter().any(|value| everything.contains(&value.as_str()))
}
