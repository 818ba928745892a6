//! CloudFormation templates, and what the AWS CLI prints of roles.

use super::template;
use crate::domain::document::{Member, Node, Value};

/// The member that holds a role's trust policy.
const POLICY: &str = "AssumeRolePolicyDocument";

/// Returns the trust policies of a template, or of what the AWS CLI prints; `None` if it is neither.
pub(super) fn policies(tree: &Node, text: &str) -> Option<Vec<Node>> {
    let mut found = Vec::new();
    collect(tree, text, &mut found);
    let marks = ["Resources", "AWSTemplateFormatVersion", "Role", "Roles"];
    let is_other = marks.iter().any(|mark| tree.member(mark).is_some());
    (is_other || !found.is_empty()).then_some(found)
}

fn collect(node: &Node, text: &str, found: &mut Vec<Node>) {
    for member in node.members() {
        if member.name == POLICY {
            found.push(resolved(&member.node, text));
        } else {
            collect(&member.node, text, found);
        }
    }
    if let Value::List(nodes) = &node.value {
        nodes.iter().for_each(|node| collect(node, text, found));
    }
}

/// Works out the functions as far as literals go. A policy that is written as a text is read, all of
/// it at the place of the text.
pub(super) fn resolved(policy: &Node, text: &str) -> Node {
    let resolved = value(policy, text);
    match &resolved.value {
        Value::Text(inner) | Value::Unknown(inner) if inner.trim_start().starts_with('{') => {
            template::parse_inner(inner, &resolved.span).unwrap_or(resolved)
        }
        _ => resolved,
    }
}

fn value(node: &Node, text: &str) -> Node {
    let span = node.span.clone();
    let value = match &node.value {
        Value::List(nodes) => Value::List(nodes.iter().map(|node| value(node, text)).collect()),
        Value::Object(members) => match &members[..] {
            [function] if is_function(&function.name) => called(function, node, text),
            _ => Value::Object(
                members
                    .iter()
                    .map(|member| Member { node: value(&member.node, text), ..member.clone() })
                    .collect(),
            ),
        },
        other => other.clone(),
    };
    Node { value, span }
}

fn is_function(name: &str) -> bool {
    name.starts_with("Fn::") || name == "Ref"
}

fn called(function: &Member, node: &Node, text: &str) -> Value {
    let argument = &function.node;
    match (function.name.as_str(), &argument.value) {
        ("Fn::Sub", Value::Text(text)) => substituted(text),
        ("Fn::Sub", Value::List(parts)) => match parts.first().and_then(Node::text) {
            Some(text) => substituted(text),
            None => Value::Unknown("Fn::Sub".into()),
        },
        ("Fn::Join", Value::List(parts)) => joined(parts, text),
        ("Ref", Value::Text(name)) => Value::Unknown(format!("${{{name}}}")),
        ("Fn::GetAtt", Value::Text(name)) => Value::Unknown(format!("${{{name}}}")),
        _ => Value::Unknown(shortened(&text[node.span.clone()])),
    }
}

/// `${!Literal}` stands for `${Literal}`.
fn substituted(text: &str) -> Value {
    let literal = text.replace("${!", "\u{1}");
    if literal.contains("${") {
        return Value::Unknown(text.into());
    }
    Value::Text(literal.replace('\u{1}', "${"))
}

fn joined(parts: &[Node], text: &str) -> Value {
    let [separator, list] = parts else { return Value::Unknown("Fn::Join".into()) };
    let pieces: Vec<Value> = list.elements().iter().map(|node| value(node, text).value).collect();
    let texts: Vec<&str> = pieces
        .iter()
        .map(|piece| match piece {
            Value::Text(text) | Value::Unknown(text) => text.as_str(),
            _ => "",
        })
        .collect();
    let joined = texts.join(separator.text().unwrap_or_default());
    let known = pieces.iter().all(|piece| matches!(piece, Value::Text(_)));
    if known && separator.text().is_some() { Value::Text(joined) } else { Value::Unknown(joined) }
}

/// The first line, not too much of it.
fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim().chars().take(60).collect()
}
