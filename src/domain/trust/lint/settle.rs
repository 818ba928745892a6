//! Makes a policy that can be read of one that holds expressions, and remembers which they were.
//!
//! Where an expression stands for a value, something stands in for it that fits nothing else, so
//! that it counts as a restriction. Where it stands for more (all conditions, a whole statement),
//! what it hides is left out and the finding says so.

use std::ops::Range;

use crate::domain::document::{Member, Node, Value};

/// The mark before what stands in for an expression.
const MARK: char = '\u{1}';

/// A policy without expressions, and those that were in it.
pub(super) struct Settled {
    pub(super) tree: Node,
    pub(super) unknowns: Vec<Unknown>,
}

/// An expression.
pub(super) struct Unknown {
    pub(super) span: Range<usize>,
    pub(super) expression: String,
    pub(super) hides: Hides,
}

/// What an expression stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Hides {
    /// Conditions: what is said of the statement's strictness may not hold.
    Conditions,
    /// More than a value: a statement, or all of them.
    Statements,
    /// One value.
    Value,
}

impl Settled {
    /// Tells whether an expression in the statement stands for conditions.
    pub(super) fn hides_conditions(&self, statement: &Range<usize>) -> bool {
        self.unknowns.iter().any(|unknown| {
            unknown.hides == Hides::Conditions
                && statement.start <= unknown.span.start
                && unknown.span.end <= statement.end
        })
    }
}

/// Puts something definite in place of each expression of a policy.
pub(super) fn settle(tree: &Node) -> Settled {
    let mut unknowns = Vec::new();
    let tree = if hidden(tree, Hides::Statements, &mut unknowns) {
        Node { value: Value::Object(vec![no_statement(tree)]), span: tree.span.clone() }
    } else {
        policy(tree, &mut unknowns)
    };
    Settled { tree, unknowns }
}

/// Returns what stands in for an expression.
pub(crate) fn stand_in(expression: &str) -> String {
    format!("{MARK}{}", expression.replace(['$', '*', '?', MARK], " "))
}

/// Tells whether the text stands in for an expression.
pub(super) fn is_unknown(text: &str) -> bool {
    text.contains(MARK)
}

fn no_statement(tree: &Node) -> Member {
    let node = Node { value: Value::List(Vec::new()), span: tree.span.clone() };
    Member { name: "Statement".into(), name_span: tree.span.clone(), node }
}

type Unknowns = Vec<Unknown>;

fn policy(node: &Node, unknowns: &mut Unknowns) -> Node {
    members(node, |member| match member.name.as_str() {
        "Version" => Some(value(&member.node, Some("2012-10-17"), unknowns)),
        "Statement" => Some(list(&member.node, Hides::Statements, unknowns, statement)),
        _ => Some(value(&member.node, None, unknowns)),
    })
}

fn statement(node: &Node, unknowns: &mut Unknowns) -> Node {
    members(node, |member| match member.name.as_str() {
        "Effect" => Some(value(&member.node, Some("Allow"), unknowns)),
        "Condition" => conditions(&member.node, unknowns),
        "Principal" | "NotPrincipal" => Some(principal(&member.node, unknowns)),
        _ => Some(value(&member.node, None, unknowns)),
    })
}

fn principal(node: &Node, unknowns: &mut Unknowns) -> Node {
    if let Value::Unknown(_) = node.value {
        let name_span = node.span.clone();
        let provider =
            Member { name: "Federated".into(), name_span, node: value(node, None, unknowns) };
        return Node { value: Value::Object(vec![provider]), span: node.span.clone() };
    }
    value(node, None, unknowns)
}

fn conditions(node: &Node, unknowns: &mut Unknowns) -> Option<Node> {
    if hidden(node, Hides::Conditions, unknowns) {
        return None;
    }
    Some(members(node, |by_operator| {
        let shown = !hidden(&by_operator.node, Hides::Conditions, unknowns);
        shown.then(|| value(&by_operator.node, None, unknowns))
    }))
}

fn list(
    node: &Node,
    hides: Hides,
    unknowns: &mut Unknowns,
    each: fn(&Node, &mut Unknowns) -> Node,
) -> Node {
    let shown: Vec<Node> = node
        .elements()
        .iter()
        .filter_map(|element| {
            if hidden(element, hides, unknowns) { None } else { Some(each(element, unknowns)) }
        })
        .collect();
    Node { value: Value::List(shown), span: node.span.clone() }
}

/// Takes note of an expression that can only be left out.
fn hidden(node: &Node, hides: Hides, unknowns: &mut Unknowns) -> bool {
    let Value::Unknown(expression) = &node.value else { return false };
    unknowns.push(Unknown { span: node.span.clone(), expression: expression.clone(), hides });
    true
}

/// Replaces every expression in the value by something definite.
fn value(node: &Node, instead: Option<&str>, unknowns: &mut Unknowns) -> Node {
    let settled = match &node.value {
        Value::Unknown(expression) => {
            hidden(node, Hides::Value, unknowns);
            Value::Text(instead.map_or_else(|| stand_in(expression), Into::into))
        }
        // Nobody is to write the mark.
        Value::Text(text) => Value::Text(text.replace(MARK, "\u{fffd}")),
        Value::List(nodes) => {
            Value::List(nodes.iter().map(|node| value(node, None, unknowns)).collect())
        }
        Value::Object(_) => {
            return members(node, |member| Some(value(&member.node, None, unknowns)));
        }
        other => other.clone(),
    };
    Node { value: settled, span: node.span.clone() }
}

/// Changes the members of an object, leaving out those for which there is nothing.
fn members(node: &Node, mut change: impl FnMut(&Member) -> Option<Node>) -> Node {
    let Value::Object(members) = &node.value else { return node.clone() };
    let changed = members
        .iter()
        .filter_map(|member| change(member).map(|node| Member { node, ..member.clone() }));
    Node { value: Value::Object(changed.collect()), span: node.span.clone() }
}
