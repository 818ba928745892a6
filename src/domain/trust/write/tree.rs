//! A policy as a tree, to be written in whatever language.

use serde::Serialize;
use serde::ser::{SerializeMap as _, Serializer};

use crate::domain::trust::policy::{
    Condition, Effect, Negated, Principals, Statement, TrustPolicy, Version,
};

/// A value whose members keep their order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Tree {
    /// What only the language it is written in understands, such as the name of another resource.
    Expression(String),
    /// A list.
    List(Vec<Tree>),
    /// An object.
    Object(Vec<(String, Tree)>),
    /// A text.
    Text(String),
}

impl Tree {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// What only the language understands.
    pub(super) fn expression(text: impl Into<String>) -> Self {
        Self::Expression(text.into())
    }

    /// An object of these members, in this order.
    pub(super) fn object<const N: usize>(members: [(&str, Self); N]) -> Self {
        Self::Object(members.into_iter().map(|(name, value)| (name.into(), value)).collect())
    }

    /// One text, or a list of them.
    pub(super) fn texts(texts: &[String]) -> Self {
        match texts {
            [only] => Self::text(only),
            _ => Self::List(texts.iter().map(Self::text).collect()),
        }
    }
}

impl TrustPolicy {
    /// Returns the JSON on several lines, what we write ourselves and what was read alike.
    pub fn to_json(&self) -> String {
        json(&self.tree())
    }

    pub(super) fn tree(&self) -> Tree {
        self.tree_with(principal)
    }

    /// Returns the tree with something else in the place of each principal.
    pub(super) fn tree_with(&self, principal: impl Fn(&Principals) -> Tree) -> Tree {
        let version = match self.version {
            Version::V2008 => "2008-10-17",
            Version::V2012 => "2012-10-17",
        };
        let written = |it| statement(it, principal(&it.principals));
        let statements = self.statements.iter().map(written).collect();
        Tree::object([("Version", Tree::text(version)), ("Statement", Tree::List(statements))])
    }
}

/// Returns a tree without expressions as JSON on several lines.
pub(super) fn json(tree: &Tree) -> String {
    serde_json::to_string_pretty(tree).expect("names of members are texts")
}

fn statement(statement: &Statement, principal: Tree) -> Tree {
    let mut members = Vec::new();
    if let Some(sid) = &statement.sid {
        members.push(("Sid".into(), Tree::text(sid)));
    }
    let effect = match statement.effect {
        Effect::Allow => "Allow",
        Effect::Deny => "Deny",
    };
    members.push(("Effect".into(), Tree::text(effect)));
    members.push((name("Principal", statement.principals.negated), principal));
    let actions = &statement.actions;
    members.push((name("Action", actions.negated), Tree::texts(&actions.patterns)));
    if !statement.conditions.is_empty() {
        members.push(("Condition".into(), conditions(&statement.conditions)));
    }
    Tree::Object(members)
}

fn name(plain: &str, negated: Negated) -> String {
    match negated {
        Negated::No => plain.into(),
        Negated::Yes => format!("Not{plain}"),
    }
}

fn principal(principals: &Principals) -> Tree {
    if principals.everyone {
        return Tree::text("*");
    }
    let Principals { aws, federated, service, .. } = principals;
    let kinds = [("AWS", aws), ("Federated", federated), ("Service", service)];
    let named = kinds.into_iter().filter(|(_, list)| !list.is_empty());
    Tree::Object(named.map(|(kind, list)| (kind.into(), Tree::texts(list))).collect())
}

/// Conditions of one operator stand together, where the first of them stands.
fn conditions(conditions: &[Condition]) -> Tree {
    let mut operators: Vec<(String, Vec<(String, Tree)>)> = Vec::new();
    for condition in conditions {
        let operator = condition.operator.to_string();
        let member = (condition.key.clone(), Tree::texts(&condition.values));
        match operators.iter_mut().find(|(known, _)| *known == operator) {
            Some((_, members)) => members.push(member),
            None => operators.push((operator, vec![member])),
        }
    }
    Tree::Object(operators.into_iter().map(|(name, keys)| (name, Tree::Object(keys))).collect())
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Expression(text) => serializer.serialize_str(text),
            Self::List(elements) => serializer.collect_seq(elements),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}
