//! Whom a trust policy lets in: one statement, whatever it is for.

use super::place::{Account, Partition};
use super::provider::Provider;
use super::tree::Tree;
use crate::domain::trust::policy::{
    Actions, Condition, Effect, Negated, Principals, Statement, TrustPolicy, Version,
};
use crate::domain::trust::{Comparison, Operator, Quantifier};

/// Whom a role lets in, in whatever account the role is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Admission {
    admitted: Admitted,
    actions: Vec<&'static str>,
    conditions: Vec<Condition>,
}

/// Who asks for the role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Admitted {
    /// An account, or a role of one, by its ARN.
    Principal(String),
    /// Somebody with a token of this provider.
    Provider(Provider),
}

impl Admission {
    /// Lets in who has a token of the provider for its client ID, and nobody else's.
    pub(super) fn of(provider: &Provider) -> Self {
        let admission = Self {
            admitted: Admitted::Provider(provider.clone()),
            actions: vec!["sts:AssumeRoleWithWebIdentity"],
            conditions: Vec::new(),
        };
        admission.equal(provider.key("aud"), vec![provider.client_id().into()])
    }

    /// Lets in an account, or a role of one.
    pub(super) fn of_principal(arn: String) -> Self {
        let actions = vec!["sts:AssumeRole"];
        Self { admitted: Admitted::Principal(arn), actions, conditions: Vec::new() }
    }

    /// Adds an action that the same call needs.
    pub(super) fn action(mut self, action: &'static str) -> Self {
        self.actions.push(action);
        self
    }

    /// Adds that the key has exactly one of these values. They are never empty.
    pub(super) fn equal(self, key: impl Into<String>, values: Vec<String>) -> Self {
        self.condition(None, Comparison::StringEquals, key.into(), values)
    }

    /// Adds that the key is `true`.
    pub(super) fn demand(self, key: &str) -> Self {
        self.condition(None, Comparison::Bool, key.into(), vec!["true".into()])
    }

    /// Adds that one of the key's many values is this.
    pub(super) fn has(self, key: String, value: &str) -> Self {
        let any = Some(Quantifier::ForAnyValue);
        self.condition(any, Comparison::StringEquals, key, vec![value.into()])
    }

    /// Adds that each of the key's values, if it has any, is one of these.
    pub(super) fn at_most(self, key: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).into()).collect();
        let all = Some(Quantifier::ForAllValues);
        self.condition(all, Comparison::StringEquals, key.into(), values)
    }

    fn condition(
        mut self,
        quantifier: Option<Quantifier>,
        comparison: Comparison,
        key: String,
        values: Vec<String>,
    ) -> Self {
        let operator = Operator { quantifier, comparison, if_exists: false };
        self.conditions.push(Condition { operator, key, values });
        self
    }

    /// Returns the provider whose tokens are taken, if it is one.
    pub fn provider(&self) -> Option<&Provider> {
        match &self.admitted {
            Admitted::Principal(_) => None,
            Admitted::Provider(provider) => Some(provider),
        }
    }

    /// Returns the trust policy of the role in an account.
    pub fn policy(&self, partition: &Partition, account: &Account) -> TrustPolicy {
        match &self.admitted {
            Admitted::Principal(arn) => self.admitting(vec![arn.clone()], Vec::new()),
            Admitted::Provider(it) => self.admitting(Vec::new(), vec![it.arn(partition, account)]),
        }
    }

    /// Returns the trust policy of the role where the provider is what an expression says.
    pub(super) fn tree(&self, provider: &str) -> Tree {
        match &self.admitted {
            Admitted::Principal(arn) => self.admitting(vec![arn.clone()], Vec::new()).tree(),
            Admitted::Provider(_) => self
                .admitting(Vec::new(), vec![provider.into()])
                .tree_with(|_| Tree::object([("Federated", Tree::expression(provider))])),
        }
    }

    fn admitting(&self, aws: Vec<String>, federated: Vec<String>) -> TrustPolicy {
        let negated = Negated::No;
        let principals =
            Principals { negated, everyone: false, aws, federated, service: Vec::new() };
        let patterns = self.actions.iter().map(|action| (*action).into()).collect();
        let statement = Statement {
            sid: None,
            effect: Effect::Allow,
            principals,
            actions: Actions { negated, patterns },
            conditions: self.conditions.clone(),
        };
        TrustPolicy { version: Version::V2012, statements: vec![statement] }
    }
}
