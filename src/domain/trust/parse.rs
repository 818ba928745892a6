//! Reads a trust policy.

use std::str::FromStr;

use serde::de::{self, Deserialize, Deserializer};

use super::error::{PolicyFault, TrustPolicyError};
use super::members::{Members, text, texts};
use super::policy::{
    Actions, Condition, Effect, Negated, Principals, Statement, TrustPolicy, Version,
};
use crate::domain::document::{Node, Place, Value, parse_json};

impl FromStr for TrustPolicy {
    type Err = TrustPolicyError;

    /// Reads the JSON.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let tree = parse_json(text).map_err(|error| TrustPolicyError {
            place: error.place,
            fault: PolicyFault::Json(error.reason),
        })?;
        Self::read(&tree).map_err(|misread| TrustPolicyError {
            place: Place::of(text, misread.at),
            fault: misread.fault,
        })
    }
}

impl<'de> Deserialize<'de> for TrustPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// What can't be read, and the byte of the text where it stands.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Misread {
    /// Where.
    pub at: usize,
    /// What.
    pub fault: PolicyFault,
}

impl TrustPolicy {
    /// Reads the tree. Unknown and doubled members are refused, so that nobody can hide a looser
    /// reading behind a stricter one.
    pub fn read(tree: &Node) -> Result<Self, Misread> {
        let mut members = Members::of(tree, "a policy: an object")?;
        let version = members.take("Version")?.map(version).transpose()?.unwrap_or_default();
        members.take("Id")?.map(text).transpose()?;
        let written = members.need("Statement")?;
        members.end()?;
        let statements = written.elements().iter().map(statement).collect::<Result<Vec<_>, _>>()?;
        if statements.is_empty() {
            return Err(Misread { at: written.span.start, fault: PolicyFault::NoStatement });
        }
        Ok(Self { version, statements })
    }
}

fn version(node: &Node) -> Result<Version, Misread> {
    match node.text() {
        Some("2008-10-17") => Ok(Version::V2008),
        Some("2012-10-17") => Ok(Version::V2012),
        _ => Err(Misread::expected(node, "`2012-10-17` (or the old `2008-10-17`)")),
    }
}

fn statement(node: &Node) -> Result<Statement, Misread> {
    let mut members = Members::of(node, "a statement: an object")?;
    let sid = members.take("Sid")?.map(text).transpose()?;
    let effect = effect(members.need("Effect")?)?;
    let (negated, written) = members.one_of("Principal", "NotPrincipal")?;
    let principals = principals(written, negated)?;
    let (negated, written) = members.one_of("Action", "NotAction")?;
    let actions = Actions { negated, patterns: texts(written)? };
    let conditions = members.take("Condition")?.map(conditions).transpose()?.unwrap_or_default();
    members.end()?;
    Ok(Statement { sid, effect, principals, actions, conditions })
}

fn effect(node: &Node) -> Result<Effect, Misread> {
    match node.text() {
        Some("Allow") => Ok(Effect::Allow),
        Some("Deny") => Ok(Effect::Deny),
        _ => Err(Misread::expected(node, "`Allow` or `Deny`")),
    }
}

fn principals(node: &Node, negated: Negated) -> Result<Principals, Misread> {
    let mut principals = Principals {
        negated,
        everyone: false,
        aws: Vec::new(),
        federated: Vec::new(),
        service: Vec::new(),
    };
    if node.text() == Some("*") {
        principals.everyone = true;
        return Ok(principals);
    }
    let mut members =
        Members::of(node, "`\"*\"`, or an object with `Federated`, `AWS` or `Service`")?;
    let mut named = |kind| members.take(kind)?.map_or(Ok(Vec::new()), texts);
    principals.aws = named("AWS")?;
    principals.federated = named("Federated")?;
    principals.service = named("Service")?;
    members.end()?;
    Ok(principals)
}

fn conditions(node: &Node) -> Result<Vec<Condition>, Misread> {
    let mut conditions = Vec::new();
    for by_operator in Members::of(node, "an object of condition operators")?.all()? {
        let operator = by_operator.name.parse().map_err(|_| Misread {
            at: by_operator.name_span.start,
            fault: PolicyFault::UnknownOperator(by_operator.name.clone()),
        })?;
        for by_key in Members::of(&by_operator.node, "an object of condition keys")?.all()? {
            let values = by_key.node.elements().iter().map(scalar).collect::<Result<_, _>>()?;
            conditions.push(Condition { operator, key: by_key.name.clone(), values });
        }
    }
    Ok(conditions)
}

/// Reads a text, or a number or boolean that stands for one.
fn scalar(node: &Node) -> Result<String, Misread> {
    match &node.value {
        Value::Boolean(value) => Ok(value.to_string()),
        Value::Number(digits) => Ok(digits.clone()),
        _ => text(node),
    }
}

#[cfg(test)]
mod tests;
