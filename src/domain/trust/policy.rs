//! A trust policy as it is written.

use super::operator::Operator;

/// A role's trust policy.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrustPolicy {
    /// Which rules the text follows.
    pub version: Version,
    /// The statements, in the order in which they are written. Never empty.
    pub statements: Vec<Statement>,
}

/// The version of the policy language
/// ([Version](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html)).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Version {
    /// `2008-10-17`, also where none is written: `${...}` is plain text.
    #[default]
    V2008,
    /// `2012-10-17`: policy variables are replaced.
    V2012,
}

/// One statement.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Statement {
    /// Its name.
    pub sid: Option<String>,
    /// What it does when it applies.
    pub effect: Effect,
    /// Whom it speaks of.
    pub principals: Principals,
    /// What it speaks of.
    pub actions: Actions,
    /// All must hold.
    pub conditions: Vec<Condition>,
}

/// What a statement does when it applies.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Effect {
    /// Lets the caller in, unless another statement denies.
    Allow,
    /// Keeps the caller out, whatever else is allowed.
    Deny,
}

/// Whom a statement speaks of
/// ([Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Principals {
    /// `NotPrincipal`: everyone but these.
    pub negated: Negated,
    /// The bare `"*"`.
    pub everyone: bool,
    /// `AWS`: accounts, users, roles, or `*`.
    pub aws: Vec<String>,
    /// `Federated`: identity providers.
    pub federated: Vec<String>,
    /// `Service`: AWS services.
    pub service: Vec<String>,
}

/// What a statement speaks of: patterns with `*` and `?`, compared without regard to case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Actions {
    /// `NotAction`: everything but these.
    pub negated: Negated,
    /// The patterns.
    pub patterns: Vec<String>,
}

/// Whether an element is written with `Not` before it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Negated {
    /// `Principal`, `Action`.
    No,
    /// `NotPrincipal`, `NotAction`.
    Yes,
}

/// One condition: an operator, a key of the request, and the values, of which one must fit.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Condition {
    /// How to compare.
    pub operator: Operator,
    /// What of the request, as it is written. Case doesn't matter.
    pub key: String,
    /// With what; numbers and booleans as text.
    pub values: Vec<String>,
}
