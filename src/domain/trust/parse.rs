//! Reads a trust policy.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::policy::{
    Actions, Condition, Effect, Negated, Principals, Statement, TrustPolicy, TrustPolicyError,
    Version,
};

impl FromStr for TrustPolicy {
    type Err = TrustPolicyError;

    /// Reads the JSON. Unknown and doubled members are refused, so that nobody can hide a looser
    /// reading behind a stricter one.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let written: WrittenPolicy = serde_json::from_str(text)
            .map_err(|error| TrustPolicyError::Json(error.to_string()))?;
        let statements = written.statement.0.into_iter().enumerate();
        let statements = statements
            .map(|(index, statement)| statement.read(index + 1))
            .collect::<Result<Vec<_>, _>>()?;
        if statements.is_empty() {
            return Err(TrustPolicyError::NoStatement);
        }
        let version = match written.version {
            None | Some(WrittenVersion::V2008) => Version::V2008,
            Some(WrittenVersion::V2012) => Version::V2012,
        };
        Ok(Self { version, statements })
    }
}

impl<'de> Deserialize<'de> for TrustPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct WrittenPolicy {
    #[serde(default)]
    version: Option<WrittenVersion>,
    #[serde(default, rename = "Id")]
    _id: Option<String>,
    statement: OneOrMany<WrittenStatement>,
}

#[derive(Deserialize)]
enum WrittenVersion {
    #[serde(rename = "2008-10-17")]
    V2008,
    #[serde(rename = "2012-10-17")]
    V2012,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "PascalCase")]
struct WrittenStatement {
    #[serde(default)]
    sid: Option<String>,
    effect: WrittenEffect,
    #[serde(default)]
    principal: Option<WrittenPrincipal>,
    #[serde(default)]
    not_principal: Option<WrittenPrincipal>,
    #[serde(default)]
    action: Option<OneOrMany<String>>,
    #[serde(default)]
    not_action: Option<OneOrMany<String>>,
    #[serde(default)]
    condition: Entries<Entries<OneOrMany<Scalar>>>,
}

#[derive(Deserialize)]
enum WrittenEffect {
    Allow,
    Deny,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenPrincipal {
    Everyone(Star),
    Named(NamedPrincipals),
}

#[derive(Deserialize)]
enum Star {
    #[serde(rename = "*")]
    Star,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedPrincipals {
    #[serde(default, rename = "AWS")]
    aws: OneOrMany<String>,
    #[serde(default, rename = "Federated")]
    federated: OneOrMany<String>,
    #[serde(default, rename = "Service")]
    service: OneOrMany<String>,
}

impl WrittenStatement {
    fn read(self, number: usize) -> Result<Statement, TrustPolicyError> {
        let (negated, principal) = one_of(self.principal, self.not_principal, number, "Principal")?;
        let principals = principal.read(negated);
        let (negated, patterns) = one_of(self.action, self.not_action, number, "Action")?;
        let mut conditions = Vec::new();
        for (name, keys) in self.condition.0 {
            let operator = name.parse().map_err(|_| TrustPolicyError::UnknownOperator {
                statement: number,
                operator: name.clone(),
            })?;
            conditions.extend(keys.0.into_iter().map(|(key, values)| Condition {
                operator,
                key,
                values: values.0.into_iter().map(|value| value.0).collect(),
            }));
        }
        Ok(Statement {
            sid: self.sid,
            effect: match self.effect {
                WrittenEffect::Allow => Effect::Allow,
                WrittenEffect::Deny => Effect::Deny,
            },
            principals,
            actions: Actions { negated, patterns: patterns.0 },
            conditions,
        })
    }
}

fn one_of<T>(
    plain: Option<T>,
    negated: Option<T>,
    statement: usize,
    element: &'static str,
) -> Result<(Negated, T), TrustPolicyError> {
    match (plain, negated) {
        (Some(value), None) => Ok((Negated::No, value)),
        (None, Some(value)) => Ok((Negated::Yes, value)),
        _ => Err(TrustPolicyError::OneOf { statement, element }),
    }
}

impl WrittenPrincipal {
    fn read(self, negated: Negated) -> Principals {
        let (everyone, named) = match self {
            Self::Everyone(Star::Star) => (true, NamedPrincipals::default()),
            Self::Named(named) => (false, named),
        };
        Principals {
            negated,
            everyone,
            aws: named.aws.0,
            federated: named.federated.0,
            service: named.service.0,
        }
    }
}

/// A value, or a list of them.
struct OneOrMany<T>(Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written<T> {
            Many(Vec<T>),
            One(T),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::One(value) => vec![value],
            Written::Many(values) => values,
        }))
    }
}

/// A text, or a number or boolean that stands for one.
struct Scalar(String);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Boolean(bool),
            Number(serde_json::Number),
            Text(String),
        }
        Ok(Self(match Written::deserialize(deserializer)? {
            Written::Boolean(value) => value.to_string(),
            Written::Number(value) => value.to_string(),
            Written::Text(value) => value,
        }))
    }
}

/// The members of an object in the order in which they are written; doubled ones are refused.
struct Entries<V>(Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor(PhantomData))
    }
}

struct EntriesVisitor<V>(PhantomData<V>);

impl<'de, V: Deserialize<'de>> Visitor<'de> for EntriesVisitor<V> {
    type Value = Entries<V>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries: Vec<(String, V)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, V>()? {
            if entries.iter().any(|(known, _)| known.eq_ignore_ascii_case(&name)) {
                return Err(de::Error::custom(format!("`{name}` is written twice")));
            }
            entries.push((name, value));
        }
        Ok(Entries(entries))
    }
}
