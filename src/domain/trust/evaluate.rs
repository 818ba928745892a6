//! Tells whether a trust policy lets a caller do something, and why not.

use super::condition::judge;
use super::context::Context;
use super::judgement::{
    ConditionOutcome, ConditionVerdict, Judgement, Outcome, StatementVerdict, Verdict,
};
use super::pattern::{Case, Pattern};
use super::policy::{Actions, Effect, Negated, Statement, TrustPolicy, Version};
use super::principal::Caller;

impl TrustPolicy {
    /// Evaluates the policy for one action
    /// ([Evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html)).
    pub fn evaluate(&self, action: &str, caller: &Caller, context: &Context) -> Judgement {
        let request = Request { action, caller, version: self.version, context };
        let numbered = self.statements.iter().enumerate();
        let statements: Vec<StatementVerdict> =
            numbered.map(|(index, statement)| statement.judge(index + 1, &request)).collect();
        let applies = |effect| {
            statements.iter().any(|statement| {
                statement.effect == effect
                    && matches!(statement.outcome, Outcome::Applies | Outcome::AppliesUnjudged)
            })
        };
        let verdict = if applies(Effect::Deny) {
            Verdict::DeniedExplicitly
        } else if applies(Effect::Allow) {
            Verdict::Allowed
        } else {
            Verdict::DeniedByDefault
        };
        Judgement { action: action.into(), verdict, statements }
    }
}

/// What a statement is asked.
struct Request<'a> {
    action: &'a str,
    caller: &'a Caller,
    version: Version,
    context: &'a Context,
}

impl Statement {
    fn judge(&self, number: usize, request: &Request<'_>) -> StatementVerdict {
        let judged = self.conditions.iter().map(|c| judge(c, request.version, request.context));
        let conditions: Vec<ConditionVerdict> = judged.collect();
        let outcome = if !self.actions.include(request.action) {
            Outcome::OtherAction
        } else if !self.principals.include(request.caller, self.effect) {
            Outcome::OtherPrincipal
        } else {
            outcome(self.effect, &conditions)
        };
        let (sid, effect) = (self.sid.clone(), self.effect);
        StatementVerdict { number, sid, effect, outcome, conditions }
    }
}

/// What a statement comes to that speaks of the caller and the action.
fn outcome(effect: Effect, conditions: &[ConditionVerdict]) -> Outcome {
    if conditions.iter().all(ConditionVerdict::holds) {
        return Outcome::Applies;
    }
    let fails = |condition: &ConditionVerdict| condition.outcome == ConditionOutcome::Fails;
    match effect {
        Effect::Deny if !conditions.iter().any(fails) => Outcome::AppliesUnjudged,
        _ => Outcome::ConditionsFail,
    }
}

impl Actions {
    /// Tells whether they speak of the action.
    pub(in crate::domain) fn include(&self, action: &str) -> bool {
        let fits = |text: &String| Pattern::wild(text).matches(action, Case::Ignored);
        self.patterns.iter().any(fits) != (self.negated == Negated::Yes)
    }
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
