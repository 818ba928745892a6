//! Trust policies: the model, the evaluator and the linter.
//!
//! A role's trust policy says who may assume it
//! ([IAM JSON policy elements](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html)).
//! What this evaluator doesn't understand never grants: an unknown element or operator is refused
//! when the policy is read, and a value that can't be compared makes an `Allow` fail and a `Deny`
//! hold.

mod condition;
mod context;
mod error;
mod evaluate;
mod judgement;
pub mod keys;
pub mod lint;
mod members;
mod number;
mod operator;
mod parse;
mod pattern;
mod policy;
mod principal;
mod quantity;
mod variable;
pub mod write;

pub use context::Context;
pub use error::{PolicyFault, TrustPolicyError};
pub use judgement::{
    ConditionFault, ConditionOutcome, ConditionVerdict, Judgement, Outcome, StatementVerdict,
    Verdict, Wanted,
};
pub use operator::{Comparison, Operator, OperatorError, Quantifier};
pub use parse::Misread;
pub use policy::{
    Actions, Condition, Effect, Negated, Principals, Statement, TrustPolicy, Version,
};
pub use principal::{AwsCaller, Caller};
#[cfg(feature = "server")]
pub(super) use quantity::is_in_network;
