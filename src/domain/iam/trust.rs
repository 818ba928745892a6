//! What IAM takes as a trust policy.

use super::error::{IamError, PolicyProblem};
use super::shared;
use crate::domain::trust::{
    Effect, Negated, PolicyFault, Statement, TrustPolicy, TrustPolicyError,
};

/// Reads a trust policy by IAM's rules.
pub(super) fn read(document: &str) -> Result<TrustPolicy, IamError> {
    let policy: TrustPolicy = document.parse().map_err(misread)?;
    for (index, statement) in policy.statements.iter().enumerate() {
        if let Some(problem) = problem(statement) {
            let why = format!("statement {}: {problem}", index + 1);
            return Err(IamError::Policy { problem, why });
        }
    }
    Ok(policy)
}

fn misread(error: TrustPolicyError) -> IamError {
    let why = error.to_string();
    let problem = match error.fault {
        PolicyFault::Json(_) => PolicyProblem::Json,
        PolicyFault::Missing(member) => PolicyProblem::Missing(member),
        PolicyFault::NoStatement => PolicyProblem::NoStatement,
        PolicyFault::UnknownOperator(name) => PolicyProblem::Operator(name),
        PolicyFault::UnknownMember(name) if name == "Resource" || name == "NotResource" => {
            PolicyProblem::Prohibited(name)
        }
        _ => PolicyProblem::Syntax,
    };
    IamError::Policy { problem, why }
}

fn problem(statement: &Statement) -> Option<PolicyProblem> {
    let Statement { principals, actions, effect, .. } = statement;
    if principals.negated == Negated::Yes && *effect == Effect::Allow {
        return Some(PolicyProblem::NotPrincipal);
    }
    if !actions.patterns.iter().all(|action| is_sts(action)) {
        return Some(PolicyProblem::Action);
    }
    if !principals.federated.iter().all(|name| is_provider(name)) {
        return Some(PolicyProblem::Federated);
    }
    shared::problem(statement)
}

fn is_sts(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    action != "sts:*" && action.starts_with("sts:")
}

/// Tells whether the text is a provider's ARN or a domain's name.
fn is_provider(name: &str) -> bool {
    match name.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "iam", "", _, resource] => {
            resource.starts_with("oidc-provider/") || resource.starts_with("saml-provider/")
        }
        [domain] => {
            let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
            domain.contains('.') && domain.bytes().all(is_part)
        }
        _ => false,
    }
}
