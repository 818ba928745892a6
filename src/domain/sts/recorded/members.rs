//! Takes the members of a record, each with the place where it is written.

use crate::domain::document::{Node, Value};

use super::error::RecordFault;

/// What can't be read, and the byte of the text where it stands.
pub(super) struct Misread {
    pub(super) at: usize,
    pub(super) fault: RecordFault,
}

impl Misread {
    pub(super) fn expected(node: &Node, expected: &'static str) -> Self {
        let found = match &node.value {
            Value::Text(text) => format!("`{}`", text.chars().take(60).collect::<String>()),
            _ => node.kind().into(),
        };
        Self { at: node.span.start, fault: RecordFault::Expected { expected, found } }
    }
}

/// Returns the member of the name; `null` is none.
pub(super) fn find<'a>(node: &'a Node, name: &str) -> Result<Option<&'a Node>, Misread> {
    let mut named = node.members().iter().filter(|member| member.name == name);
    let first = named.next();
    match named.next() {
        Some(second) => Err(Misread {
            at: second.name_span.start,
            fault: RecordFault::Doubled(second.name.clone()),
        }),
        None => Ok(first.map(|member| &member.node).filter(|node| node.value != Value::Null)),
    }
}

/// Returns the member of the name, which must be there.
pub(super) fn need<'a>(node: &'a Node, name: &'static str) -> Result<&'a Node, Misread> {
    let at = node.span.start;
    find(node, name)?.ok_or(Misread { at, fault: RecordFault::Missing(name) })
}

pub(super) fn object(node: &Node, expected: &'static str) -> Result<(), Misread> {
    match node.value {
        Value::Object(_) => Ok(()),
        _ => Err(Misread::expected(node, expected)),
    }
}

pub(super) fn list<'a>(node: &'a Node, expected: &'static str) -> Result<&'a [Node], Misread> {
    match &node.value {
        Value::List(elements) => Ok(elements),
        _ => Err(Misread::expected(node, expected)),
    }
}

pub(super) fn text<'a>(node: &'a Node, expected: &'static str) -> Result<&'a str, Misread> {
    node.text().ok_or_else(|| Misread::expected(node, expected))
}

/// Returns a text, or a number as it is written.
pub(super) fn digits(node: &Node, expected: &'static str) -> Result<String, Misread> {
    match &node.value {
        Value::Number(digits) => Ok(digits.clone()),
        _ => text(node, expected).map(str::to_owned),
    }
}

/// Returns the JSON as it is written.
pub(super) fn raw<'a>(json: &'a str, node: &Node) -> &'a str {
    &json[node.span.clone()]
}
