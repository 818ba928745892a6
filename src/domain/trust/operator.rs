//! Condition operators and their names.

use std::str::FromStr;

use thiserror::Error;

/// A condition operator
/// ([Condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Operator {
    /// How the values of a key with many values are taken together.
    pub quantifier: Option<Quantifier>,
    /// How one value is compared.
    pub comparison: Comparison,
    /// `...IfExists`: holds when the request lacks the key, except with `ForAnyValue:`.
    pub if_exists: bool,
}

/// How the values of a key with many values are taken together
/// ([Set operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html)).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Quantifier {
    /// Every value of the request must fit; also holds when there is none.
    ForAllValues,
    /// At least one value of the request must fit.
    ForAnyValue,
}

/// How one value is compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum Comparison {
    ArnEquals,
    ArnLike,
    ArnNotEquals,
    ArnNotLike,
    BinaryEquals,
    Bool,
    DateEquals,
    DateGreaterThan,
    DateGreaterThanEquals,
    DateLessThan,
    DateLessThanEquals,
    DateNotEquals,
    IpAddress,
    NotIpAddress,
    Null,
    NumericEquals,
    NumericGreaterThan,
    NumericGreaterThanEquals,
    NumericLessThan,
    NumericLessThanEquals,
    NumericNotEquals,
    StringEquals,
    StringEqualsIgnoreCase,
    StringLike,
    StringNotEquals,
    StringNotEqualsIgnoreCase,
    StringNotLike,
}

/// Every comparison by its name.
const COMPARISONS: &[(&str, Comparison)] = &[
    ("ArnEquals", Comparison::ArnEquals),
    ("ArnLike", Comparison::ArnLike),
    ("ArnNotEquals", Comparison::ArnNotEquals),
    ("ArnNotLike", Comparison::ArnNotLike),
    ("BinaryEquals", Comparison::BinaryEquals),
    ("Bool", Comparison::Bool),
    ("DateEquals", Comparison::DateEquals),
    ("DateGreaterThan", Comparison::DateGreaterThan),
    ("DateGreaterThanEquals", Comparison::DateGreaterThanEquals),
    ("DateLessThan", Comparison::DateLessThan),
    ("DateLessThanEquals", Comparison::DateLessThanEquals),
    ("DateNotEquals", Comparison::DateNotEquals),
    ("IpAddress", Comparison::IpAddress),
    ("NotIpAddress", Comparison::NotIpAddress),
    ("Null", Comparison::Null),
    ("NumericEquals", Comparison::NumericEquals),
    ("NumericGreaterThan", Comparison::NumericGreaterThan),
    ("NumericGreaterThanEquals", Comparison::NumericGreaterThanEquals),
    ("NumericLessThan", Comparison::NumericLessThan),
    ("NumericLessThanEquals", Comparison::NumericLessThanEquals),
    ("NumericNotEquals", Comparison::NumericNotEquals),
    ("StringEquals", Comparison::StringEquals),
    ("StringEqualsIgnoreCase", Comparison::StringEqualsIgnoreCase),
    ("StringLike", Comparison::StringLike),
    ("StringNotEquals", Comparison::StringNotEquals),
    ("StringNotEqualsIgnoreCase", Comparison::StringNotEqualsIgnoreCase),
    ("StringNotLike", Comparison::StringNotLike),
];

impl Comparison {
    /// Returns the name.
    pub fn name(self) -> &'static str {
        COMPARISONS.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// Tells whether it holds when *no* value fits, and when the key is absent.
    pub fn is_negated(self) -> bool {
        matches!(
            self,
            Self::ArnNotEquals
                | Self::ArnNotLike
                | Self::DateNotEquals
                | Self::NotIpAddress
                | Self::NumericNotEquals
                | Self::StringNotEquals
                | Self::StringNotEqualsIgnoreCase
                | Self::StringNotLike
        )
    }
}

/// A text that names no operator.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("unknown condition operator `{0}`")]
pub struct OperatorError(pub String);

impl FromStr for Operator {
    type Err = OperatorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (quantifier, rest) = match text.split_once(':') {
            None => (None, text),
            Some((name, rest)) if name.eq_ignore_ascii_case("ForAllValues") => {
                (Some(Quantifier::ForAllValues), rest)
            }
            Some((name, rest)) if name.eq_ignore_ascii_case("ForAnyValue") => {
                (Some(Quantifier::ForAnyValue), rest)
            }
            Some(_) => return Err(OperatorError(text.into())),
        };
        let named = |name: &str| {
            COMPARISONS.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, c)| *c)
        };
        if let Some(comparison) = named(rest) {
            return Ok(Self { quantifier, comparison, if_exists: false });
        }
        // `NullIfExists` would say nothing; AWS doesn't have it.
        strip_suffix_ignoring_case(rest, "IfExists")
            .and_then(named)
            .filter(|comparison| *comparison != Comparison::Null)
            .map(|comparison| Self { quantifier, comparison, if_exists: true })
            .ok_or_else(|| OperatorError(text.into()))
    }
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (head, tail) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    tail.eq_ignore_ascii_case(suffix).then_some(head)
}

impl std::fmt::Display for Operator {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.quantifier {
            None => {}
            Some(Quantifier::ForAllValues) => formatter.write_str("ForAllValues:")?,
            Some(Quantifier::ForAnyValue) => formatter.write_str("ForAnyValue:")?,
        }
        formatter.write_str(self.comparison.name())?;
        formatter.write_str(if self.if_exists { "IfExists" } else { "" })
    }
}

/// Returns the operator whose name differs from the text in two letters at most.
pub(super) fn nearest(text: &str) -> Option<&'static str> {
    let rest = text.rsplit_once(':').map_or(text, |(_, rest)| rest).to_ascii_lowercase();
    let rest = rest.strip_suffix("ifexists").unwrap_or(&rest);
    let near = |name: &str| distance(rest.as_bytes(), name.to_ascii_lowercase().as_bytes());
    let found = COMPARISONS.iter().map(|(name, _)| (near(name), *name)).min();
    found.filter(|(distance, _)| *distance <= 2).map(|(_, name)| name)
}

/// Counts the letters to insert, leave out or replace (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, y) in b.iter().enumerate() {
            let best = (diagonal + usize::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
            diagonal = std::mem::replace(&mut row[j + 1], best);
        }
    }
    row[b.len()]
}

/// Returns every name that an operator may have.
#[cfg(test)]
pub(super) fn every() -> impl Iterator<Item = String> {
    let quantifiers = ["", "ForAnyValue:", "ForAllValues:"];
    let forms = quantifiers
        .into_iter()
        .flat_map(|quantifier| ["", "IfExists"].map(|end| (quantifier, end)));
    forms
        .flat_map(|(start, end)| COMPARISONS.iter().map(move |(name, _)| (start, name, end)))
        .filter(|(_, name, end)| !(**name == "Null" && *end == "IfExists"))
        .map(|(start, name, end)| format!("{start}{name}{end}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operator_survives_the_way_through_its_name() {
        for text in every() {
            assert_eq!(text.parse::<Operator>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_it_does_not_know_is_an_error() {
        for text in [
            "",
            "StringMatches",
            "BinaryNotEquals",
            "NullIfExists",
            "IfExists",
            "ForSomeValues:StringLike",
            "ForAnyValue:ForAnyValue:StringLike",
            "StringEqualsIfExistsIfExists",
            "StringLike ",
        ] {
            assert_eq!(text.parse::<Operator>(), Err(OperatorError(text.into())));
        }
    }
}
