//! The exact change to a trust policy that would let the token in.

use super::Judged;
use crate::domain::refusal::LastRefusal;
use crate::domain::sts::{Forbidden, StsError};
use crate::domain::trust::{
    ConditionVerdict, Effect, Judgement, Outcome, StatementVerdict, Verdict,
};

/// Returns what to change, if the trust policy is what refuses.
pub(super) fn exact(judged: &Judged, last: Option<&LastRefusal>) -> Option<String> {
    match judged {
        Ok(_) if last.is_some_and(|last| last.chained.is_some()) => Some(
            "the trust policy lets the caller in as it is now: allow sts:AssumeRole on this role in a \
             policy of the caller's role, or run the command again"
                .into(),
        ),
        Ok(_) => Some(
            "the trust policy lets these claims in as it is now: run the command again; if AWS \
             still refuses, the role or the provider is another than the one compared here"
                .into(),
        ),
        Err(
            StsError::NotAuthorized { judgement: Some(judgement), .. }
            | StsError::Forbidden { why: Forbidden::TrustPolicy(judgement), .. },
        ) => nearest(judgement).map(|statement| mend(statement, judgement, last)),
        Err(_) => None,
    }
}

/// The statement that decides: the one that denies, else the allowing one that lacks least.
fn nearest(judgement: &Judgement) -> Option<&StatementVerdict> {
    let statements = judgement.statements.iter();
    if judgement.verdict == Verdict::DeniedExplicitly {
        return statements.into_iter().find(|statement| {
            let applies = matches!(statement.outcome, Outcome::Applies | Outcome::AppliesUnjudged);
            statement.effect == Effect::Deny && applies
        });
    }
    statements.filter(|statement| statement.effect == Effect::Allow).min_by_key(|statement| {
        let stranger = match statement.outcome {
            Outcome::OtherPrincipal => 2,
            Outcome::OtherAction => 1,
            _ => 0,
        };
        (stranger, statement.failures().count())
    })
}

fn mend(statement: &StatementVerdict, judgement: &Judgement, last: Option<&LastRefusal>) -> String {
    let (number, action) = (statement.number, &judgement.action);
    match statement.outcome {
        Outcome::OtherAction => {
            format!("in statement {number}, add \"{action}\" to \"Action\"")
        }
        Outcome::OtherPrincipal => {
            let (kind, principal) =
                last.map_or(("Federated", "the provider's ARN".into()), principal);
            format!("in statement {number}, write \"Principal\": {{\"{kind}\": \"{principal}\"}}")
        }
        Outcome::Applies | Outcome::AppliesUnjudged => {
            format!("statement {number} denies it: narrow its conditions, or remove it")
        }
        Outcome::ConditionsFail => {
            let changes: Vec<String> = statement.failures().map(condition).collect();
            format!("in statement {number}, {}", changes.join("; "))
        }
    }
}

/// Who the statement would have to speak of.
fn principal(last: &LastRefusal) -> (&'static str, String) {
    if let Some(step) = &last.chained {
        return ("AWS", step.from.to_string());
    }
    let (role, name) = (&last.role, last.issuer.without_scheme());
    let (partition, account) = (role.partition(), role.account());
    ("Federated", format!("arn:{partition}:iam::{account}:oidc-provider/{name}"))
}

fn condition(failed: &ConditionVerdict) -> String {
    let (operator, key) = (failed.operator, &failed.key);
    match &failed.got {
        None => format!(
            "remove \"{key}\" from \"{operator}\", or {}: the request has no such key",
            if key.eq_ignore_ascii_case("sts:ExternalId") {
                "say it with `--external-id`"
            } else {
                "let the issuer send it"
            }
        ),
        Some(values) => {
            let values: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
            format!(
                "under \"{operator}\", \"{key}\" must also take {}, if that is who shall be let in",
                values.join(", ")
            )
        }
    }
}
