//! Why a text is no trust policy.

use thiserror::Error;

use crate::domain::document::Place;

/// Why a text is no trust policy, and where. AWS would answer `MalformedPolicyDocument`.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}: {fault}")]
pub struct TrustPolicyError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: PolicyFault,
}

/// What is wrong with the text of a trust policy.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PolicyFault {
    /// The text isn't JSON.
    #[error("not JSON: {0}")]
    Json(String),
    /// Something else stands there.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What would be right.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A member is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// A member that trust policies don't have.
    #[error(
        "unknown element `{0}`: a trust policy has Version, Id and Statement; a statement has Sid, Effect, Principal, Action and Condition"
    )]
    UnknownMember(String),
    /// A member is there twice.
    #[error("`{0}` is written twice")]
    Doubled(String),
    /// There is no statement.
    #[error("the trust policy has no statement")]
    NoStatement,
    /// Both an element and its negation are there.
    #[error("either {0} or Not{0}, not both")]
    OneOf(&'static str),
    /// A condition operator that AWS doesn't have.
    #[error("unknown condition operator `{0}`{hint}", hint = did_you_mean(.0))]
    UnknownOperator(String),
    /// What only another tool can work out.
    #[error("`{0}` can't be worked out here")]
    Unknown(String),
}

fn did_you_mean(name: &str) -> String {
    super::operator::nearest(name)
        .map_or_else(String::new, |known| format!(": is `{known}` meant?"))
}
