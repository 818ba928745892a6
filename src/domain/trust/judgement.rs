//! What a trust policy says of one request: each statement, each condition, and why.
//!
//! This is data for whoever tells people (`vouch trust test`, the simulator's reasons); deciding is
//! in `evaluate` and `condition`.

use super::operator::Operator;
use super::policy::Effect;

/// What the policy says of one action, and how each statement came to it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Judgement {
    /// What was asked for, such as `sts:TagSession`.
    pub action: String,
    /// What the policy says.
    pub verdict: Verdict,
    /// Every statement, in order.
    pub statements: Vec<StatementVerdict>,
}

/// What a policy says
/// ([Evaluation logic](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// A statement allows and none denies.
    Allowed,
    /// No statement allows.
    DeniedByDefault,
    /// A statement denies, which no other can undo.
    DeniedExplicitly,
}

/// How one statement came out.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct StatementVerdict {
    /// Counted from 1.
    pub number: usize,
    /// Its name.
    pub sid: Option<String>,
    /// What it would do.
    pub effect: Effect,
    /// Whether it applied, and why not.
    pub outcome: Outcome,
    /// Every condition, in the order in which they are written, also where the statement speaks of
    /// another action or principal.
    pub conditions: Vec<ConditionVerdict>,
}

/// Whether a statement applied, and why not.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Outcome {
    /// It applies.
    Applies,
    /// It is a `Deny` with conditions that can't be judged, and so it holds.
    AppliesUnjudged,
    /// At least one condition doesn't hold.
    ConditionsFail,
    /// It speaks of another action.
    OtherAction,
    /// It speaks of another principal.
    OtherPrincipal,
}

/// How one condition came out: a line of the table that people read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConditionVerdict {
    /// How it was compared.
    pub operator: Operator,
    /// The key, as the policy writes it.
    pub key: String,
    /// The policy's values.
    pub wanted: Vec<Wanted>,
    /// The request's values; none if it lacks the key.
    pub got: Option<Vec<String>>,
    /// Whether it holds.
    pub outcome: ConditionOutcome,
}

/// A value that the policy wants.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Wanted {
    /// As it is written.
    pub written: String,
    /// What it means in this request; none if it has no policy variable, or one without a value.
    pub meant: Option<String>,
}

/// Whether a condition holds.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ConditionOutcome {
    /// It doesn't.
    Fails,
    /// It does.
    Holds,
    /// Nobody can tell: it never lets anybody in and never lets anybody past a `Deny`.
    Unjudged(ConditionFault),
}

/// Why a condition can't be judged.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ConditionFault {
    /// The request has many values and the operator says nothing about how to take them
    /// (`ForAnyValue:` or `ForAllValues:` is missing).
    ManyValues,
    /// A value isn't of the operator's kind: no number, date, address, ARN, boolean or base64.
    Value(String),
    /// A policy variable has no single value in this request, or isn't closed.
    Variable(String),
}

impl Judgement {
    /// Tells whether the caller is let in.
    pub fn is_allowed(&self) -> bool {
        self.verdict == Verdict::Allowed
    }
}

impl StatementVerdict {
    /// Returns the conditions that don't hold, those that can't be judged included.
    pub fn failures(&self) -> impl Iterator<Item = &ConditionVerdict> {
        self.conditions.iter().filter(|condition| !condition.holds())
    }
}

impl ConditionVerdict {
    /// Tells whether the condition holds for sure.
    pub fn holds(&self) -> bool {
        self.outcome == ConditionOutcome::Holds
    }
}
