//! Terraform: roles with a policy in `jsonencode` or as text, and documents of policies.

use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body};

use super::super::settle::stand_in;
use super::{Unread, document, template};
use crate::domain::document::{Member, Node, Place, Value};

/// Returns the trust policies of a Terraform file.
pub(super) fn policies(text: &str) -> Result<Vec<Node>, Unread> {
    let body = parse_body(text).map_err(|error| Unread {
        place: Place { line: error.location().line(), column: error.location().column() },
        reason: format!("not HCL: {}", error.message()),
    })?;
    let roles = blocks(&body, "resource", "aws_iam_role");
    let written: Vec<&Expression> = roles
        .filter_map(|role| role.body.get_attribute("assume_role_policy"))
        .map(|attribute| &attribute.value)
        .collect();
    let documents: Vec<&Block> = blocks(&body, "data", "aws_iam_policy_document").collect();
    let named: Vec<String> = documents.iter().filter_map(|document| reference(document)).collect();
    let refers = |name: &String, expression: &Expression| source(expression, text).contains(name);
    let mut policies: Vec<Node> = Vec::new();
    for document in documents {
        let used = reference(document)
            .is_some_and(|name| written.iter().any(|expression| refers(&name, expression)));
        if used || document::is_trust(document) {
            policies.push(document::policy(document, text));
        }
    }
    let elsewhere =
        written.into_iter().filter(|expression| !named.iter().any(|name| refers(name, expression)));
    for expression in elsewhere {
        policies.push(policy(expression, text)?);
    }
    policies.sort_by_key(|policy| policy.span.start);
    Ok(policies)
}

fn blocks<'a>(body: &'a Body, kind: &'a str, label: &'a str) -> impl Iterator<Item = &'a Block> {
    body.get_blocks(kind)
        .filter(move |block| block.labels.first().is_some_and(|first| first.as_str() == label))
}

/// How other expressions name a document.
fn reference(document: &Block) -> Option<String> {
    Some(format!("data.aws_iam_policy_document.{}.", document.labels.get(1)?.as_str()))
}

fn policy(expression: &Expression, text: &str) -> Result<Node, Unread> {
    let span = expression.span().unwrap_or_default();
    match expression {
        Expression::FuncCall(call) if call.name.name.as_str() == "jsonencode" => {
            let argument = call.args.get(0);
            Ok(argument.map_or_else(|| unknown(&span, text), |argument| node(argument, text)))
        }
        Expression::HeredocTemplate(_) => heredoc(&span, text),
        Expression::String(json) => Ok(template::parse_inner(json.as_str(), &span)
            .unwrap_or(Node { value: Value::Text(json.to_string()), span })),
        _ => Ok(unknown(&span, text)),
    }
}

/// Reads the JSON between the first line of a heredoc and its last.
fn heredoc(span: &Range<usize>, text: &str) -> Result<Node, Unread> {
    let written = &text[span.clone()];
    let start = written.find('\n').map_or(written.len(), |newline| newline + 1);
    let end = written.trim_end().rfind('\n').unwrap_or(written.len()).max(start);
    let json = &written[start..end];
    if json.contains("%{") {
        return Ok(unknown(span, text));
    }
    let begin = span.start + start;
    let mut tree = template::parse(json).map_err(|error| Unread {
        place: Place::of(text, begin + error.place.offset(json)),
        reason: format!("not JSON: {}", error.reason),
    })?;
    template::place(&mut tree, &|inner| inner.start + begin..inner.end + begin);
    Ok(tree)
}

/// Reads an expression as far as it is literal.
pub(super) fn node(expression: &Expression, text: &str) -> Node {
    let span = expression.span().unwrap_or_default();
    let value = match expression {
        Expression::Null(_) => Value::Null,
        Expression::Bool(value) => Value::Boolean(*value.value()),
        Expression::Number(value) => Value::Number(value.value().to_string()),
        Expression::String(value) => Value::Text(value.to_string()),
        Expression::Array(array) => {
            Value::List(array.iter().map(|element| node(element, text)).collect())
        }
        Expression::Object(object) => {
            let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                let name_span = key.span().unwrap_or_default();
                Member { name: name(key, text), name_span, node: node(value.expr(), text) }
            };
            Value::Object(object.iter().map(member).collect())
        }
        Expression::Parenthesis(inner) => return node(inner.inner(), text),
        _ => return unknown(&span, text),
    };
    Node { value, span }
}

fn name(key: &ObjectKey, text: &str) -> String {
    match key {
        ObjectKey::Ident(name) => name.as_str().to_owned(),
        ObjectKey::Expression(Expression::String(name)) => name.to_string(),
        ObjectKey::Expression(expression) => stand_in(&source(expression, text)),
    }
}

pub(super) fn unknown(span: &Range<usize>, text: &str) -> Node {
    let written = text[span.clone()].trim_matches('"');
    let written = written.lines().next().unwrap_or_default();
    Node { value: Value::Unknown(written.into()), span: span.clone() }
}

/// Returns the expression as it is written, without quotes around it.
fn source(expression: &Expression, text: &str) -> String {
    text[expression.span().unwrap_or_default()].trim_matches('"').to_owned()
}
