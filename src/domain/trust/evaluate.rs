//! Tells whether a trust policy lets a caller do something, and why not.

use super::condition::{ConditionFailure, Judgement, judge};
use super::context::Context;
use super::pattern::{Case, Pattern};
use super::policy::{Actions, Effect, Negated, Principals, Statement, TrustPolicy, Version};

/// Who asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Somebody with a token of an identity provider, named by the provider's ARN.
    Federated(String),
}

/// What the policy says, and how each statement came to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Decision {
    /// What the policy says.
    pub verdict: Verdict,
    /// Every statement, in order.
    pub statements: Vec<StatementOutcome>,
}

/// What a policy says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A statement allows and none denies.
    Allowed,
    /// A statement denies, which no other can undo.
    DeniedExplicitly,
    /// No statement allows.
    DeniedByDefault,
}

/// How one statement came out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatementOutcome {
    /// Counted from 1.
    pub number: usize,
    /// Its name.
    pub sid: Option<String>,
    /// What it would do.
    pub effect: Effect,
    /// Whether it applied, and why not.
    pub outcome: Outcome,
}

/// Whether a statement applied, and why not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It applies.
    Applies,
    /// It is a `Deny` with conditions that can't be judged, and so it holds.
    AppliesUnjudged(Vec<ConditionFailure>),
    /// These conditions don't hold.
    ConditionsFail(Vec<ConditionFailure>),
    /// It speaks of another action.
    OtherAction,
    /// It speaks of another principal.
    OtherPrincipal,
}

impl TrustPolicy {
    /// Evaluates the policy for one action
    /// ([Evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html)).
    pub fn evaluate(&self, action: &str, caller: &Caller, context: &Context) -> Decision {
        let numbered = self.statements.iter().enumerate();
        let statements: Vec<StatementOutcome> = numbered
            .map(|(index, statement)| StatementOutcome {
                number: index + 1,
                sid: statement.sid.clone(),
                effect: statement.effect,
                outcome: statement.outcome(action, caller, self.version, context),
            })
            .collect();
        let applies = |effect| {
            statements.iter().any(|statement| {
                statement.effect == effect
                    && matches!(statement.outcome, Outcome::Applies | Outcome::AppliesUnjudged(_))
            })
        };
        let verdict = if applies(Effect::Deny) {
            Verdict::DeniedExplicitly
        } else if applies(Effect::Allow) {
            Verdict::Allowed
        } else {
            Verdict::DeniedByDefault
        };
        Decision { verdict, statements }
    }
}

impl Decision {
    /// Tells whether the caller is let in.
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allowed
    }
}

impl Statement {
    fn outcome(
        &self,
        action: &str,
        caller: &Caller,
        version: Version,
        context: &Context,
    ) -> Outcome {
        if !self.actions.include(action) {
            return Outcome::OtherAction;
        }
        if !self.principals.include(caller, self.effect) {
            return Outcome::OtherPrincipal;
        }
        let judged = self.conditions.iter().map(|condition| judge(condition, version, context));
        let failures: Vec<ConditionFailure> = judged
            .filter_map(|judgement| match judgement {
                Judgement::Fails(failure) => Some(failure),
                Judgement::Holds => None,
            })
            .collect();
        let all_unjudged = failures.iter().all(|failure| failure.fault.is_some());
        match self.effect {
            _ if failures.is_empty() => Outcome::Applies,
            Effect::Deny if all_unjudged => Outcome::AppliesUnjudged(failures),
            _ => Outcome::ConditionsFail(failures),
        }
    }
}

impl Actions {
    fn include(&self, action: &str) -> bool {
        let fits = |text: &String| Pattern::wild(text).matches(action, Case::Ignored);
        self.patterns.iter().any(fits) != (self.negated == Negated::Yes)
    }
}

impl Principals {
    /// Tells whether the statement speaks of the caller.
    ///
    /// `"*"` and `{"AWS": "*"}` name AWS principals: they let no federated caller in (observed),
    /// but a `Deny` with them is meant for everyone. `NotPrincipal` lets nobody in: AWS advises
    /// against it with `Allow`, and nobody is meant by naming who isn't.
    fn include(&self, caller: &Caller, effect: Effect) -> bool {
        let Caller::Federated(provider) = caller;
        let named = self.federated.iter().any(|federated| federated == provider);
        let lists = [&self.aws, &self.federated];
        let everyone = self.everyone || lists.iter().any(|list| list.iter().any(|p| p == "*"));
        match (effect, self.negated) {
            (Effect::Allow, Negated::No) => named,
            (Effect::Allow, Negated::Yes) => false,
            (Effect::Deny, Negated::No) => named || everyone,
            (Effect::Deny, Negated::Yes) => !named,
        }
    }
}

#[cfg(test)]
mod tests;
