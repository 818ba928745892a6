//! Tells whether a condition of a trust policy holds.

use std::cmp::Ordering;

use super::context::Context;
use super::judgement::{ConditionFault, ConditionOutcome, ConditionVerdict, Wanted};
use super::number;
use super::operator::{Comparison, Operator, Quantifier};
use super::pattern::{Case, Pattern};
use super::policy::{Condition, Version};
use super::quantity::{compare_dates, is_in_network, is_like_arn, same_bytes};
use super::variable::{VariableFault, Wildcards, meaning, resolve};

/// Judges one condition.
pub(super) fn judge(
    condition: &Condition,
    version: Version,
    context: &Context,
) -> ConditionVerdict {
    let outcome = match holds(condition, version, context) {
        Ok(true) => ConditionOutcome::Holds,
        Ok(false) => ConditionOutcome::Fails,
        Err(fault) => ConditionOutcome::Unjudged(fault),
    };
    let wanted = |written: &String| Wanted {
        written: written.clone(),
        meant: meaning(written, version, context),
    };
    ConditionVerdict {
        operator: condition.operator,
        key: condition.key.clone(),
        wanted: condition.values.iter().map(wanted).collect(),
        got: context.values(&condition.key).map(<[String]>::to_vec),
        outcome,
    }
}

fn holds(
    condition: &Condition,
    version: Version,
    context: &Context,
) -> Result<bool, ConditionFault> {
    let operator = condition.operator;
    let actual = context.values(&condition.key);
    if operator.comparison == Comparison::Null {
        return is_null(&condition.values, actual.is_none());
    }
    let Some(actual) = actual else { return Ok(without_key(operator)) };
    let fits = |value: &String| fits(condition, value, version, context);
    match (operator.quantifier, actual) {
        (Some(Quantifier::ForAllValues), values) => all(values, fits),
        (Some(Quantifier::ForAnyValue), values) => any(values, fits),
        (None, [value]) => fits(value),
        (None, _) => Err(ConditionFault::ManyValues),
    }
}

/// What holds when the request lacks the key.
fn without_key(operator: Operator) -> bool {
    match operator.quantifier {
        // `...IfExists` is said to change neither of these.
        Some(Quantifier::ForAllValues) => true,
        Some(Quantifier::ForAnyValue) => false,
        None => operator.if_exists || operator.comparison.is_negated(),
    }
}

fn is_null(expected: &[String], absent: bool) -> Result<bool, ConditionFault> {
    let fits = |value: &String| Ok(boolean(value)? == absent);
    any(expected, fits)
}

/// Tells whether one value of the request fits the condition: one of the policy's values, or none
/// of them if the operator is negated.
fn fits(
    condition: &Condition,
    actual: &str,
    version: Version,
    context: &Context,
) -> Result<bool, ConditionFault> {
    let comparison = condition.operator.comparison;
    let found =
        any(&condition.values, |expected| compare(comparison, actual, expected, version, context))?;
    Ok(found != comparison.is_negated())
}

/// Compares one value of the request with one of the policy, as if the operator weren't negated.
fn compare(
    comparison: Comparison,
    actual: &str,
    expected: &str,
    version: Version,
    context: &Context,
) -> Result<bool, ConditionFault> {
    use Comparison as C;
    let text = |wildcards| resolve(expected, version, wildcards, context).map_err(variable_fault);
    let kind = || ConditionFault::Value(expected.into());
    let date = |accepted: &[Ordering]| {
        compare_dates(actual, expected).map(|found| accepted.contains(&found)).ok_or_else(kind)
    };
    let number = |accepted: &[Ordering]| {
        number::compare(actual, expected).map(|found| accepted.contains(&found)).ok_or_else(kind)
    };
    match comparison {
        C::ArnEquals | C::ArnLike | C::ArnNotEquals | C::ArnNotLike => {
            is_like_arn(actual, &text(Wildcards::Wild)?).ok_or_else(kind)
        }
        C::BinaryEquals => same_bytes(actual, expected).ok_or_else(kind),
        C::Bool | C::Null => Ok(boolean(actual)? == boolean(expected)?),
        C::DateEquals | C::DateNotEquals => date(&[Ordering::Equal]),
        C::DateGreaterThan => date(&[Ordering::Greater]),
        C::DateGreaterThanEquals => date(&[Ordering::Greater, Ordering::Equal]),
        C::DateLessThan => date(&[Ordering::Less]),
        C::DateLessThanEquals => date(&[Ordering::Less, Ordering::Equal]),
        C::IpAddress | C::NotIpAddress => is_in_network(actual, expected).ok_or_else(kind),
        C::NumericEquals | C::NumericNotEquals => number(&[Ordering::Equal]),
        C::NumericGreaterThan => number(&[Ordering::Greater]),
        C::NumericGreaterThanEquals => number(&[Ordering::Greater, Ordering::Equal]),
        C::NumericLessThan => number(&[Ordering::Less]),
        C::NumericLessThanEquals => number(&[Ordering::Less, Ordering::Equal]),
        C::StringEquals | C::StringNotEquals => Ok(equal(&text(Wildcards::Literal)?, actual)),
        C::StringEqualsIgnoreCase | C::StringNotEqualsIgnoreCase => {
            Ok(text(Wildcards::Literal)?.matches(actual, Case::Ignored))
        }
        C::StringLike | C::StringNotLike => {
            Ok(text(Wildcards::Wild)?.matches(actual, Case::Matters))
        }
    }
}

fn equal(expected: &Pattern, actual: &str) -> bool {
    expected.matches(actual, Case::Matters)
}

fn boolean(text: &str) -> Result<bool, ConditionFault> {
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(ConditionFault::Value(text.into())),
    }
}

fn variable_fault(fault: VariableFault) -> ConditionFault {
    ConditionFault::Variable(match fault {
        VariableFault::NoSingleValue(key) => key,
        VariableFault::NotClosed => "${".into(),
    })
}

/// Tells whether any value fits. Every value is looked at, so that one that can't be judged isn't
/// hidden behind one that fits.
fn any(
    values: &[String],
    mut fits: impl FnMut(&String) -> Result<bool, ConditionFault>,
) -> Result<bool, ConditionFault> {
    values.iter().try_fold(false, |found, value| Ok(fits(value)? || found))
}

fn all(
    values: &[String],
    mut fits: impl FnMut(&String) -> Result<bool, ConditionFault>,
) -> Result<bool, ConditionFault> {
    values.iter().try_fold(true, |held, value| Ok(fits(value)? && held))
}

#[cfg(test)]
mod tests;
