//! JSON with `${...}` in it.

use std::ops::Range;

use super::super::settle::stand_in;
use crate::domain::document::{JsonError, Member, Node, Value, parse_json};

/// Reads JSON in which `${...}` stands for something that only another tool knows, in a text or in
/// place of a value. The places are those in this text.
pub(super) fn parse(text: &str) -> Result<Node, JsonError> {
    let (masked, holes) = mask(text);
    let tree = parse_json(&masked)?;
    Ok(unmask(&tree, text, &holes))
}

/// As [`parse`], with every place that of the outer text.
pub(super) fn parse_inner(text: &str, outer: &Range<usize>) -> Option<Node> {
    let mut tree = parse(text).ok()?;
    place(&mut tree, &|_| outer.clone());
    Some(tree)
}

/// Changes every place in the tree.
pub(super) fn place(node: &mut Node, change: &dyn Fn(&Range<usize>) -> Range<usize>) {
    node.span = change(&node.span);
    match &mut node.value {
        Value::List(nodes) => nodes.iter_mut().for_each(|node| place(node, change)),
        Value::Object(members) => {
            for member in members {
                member.name_span = change(&member.name_span);
                place(&mut member.node, change);
            }
        }
        _ => {}
    }
}

/// Puts as many bytes of JSON in place of each expression; returns where they were.
fn mask(text: &str) -> (String, Vec<Range<usize>>) {
    let mut masked = String::with_capacity(text.len());
    let mut holes = Vec::new();
    let mut in_text = false;
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with("$${") {
            masked.push_str("$${");
            at += 3;
        } else if rest.starts_with("${") {
            let length = expression(rest);
            let fill = "~".repeat(length.saturating_sub(2));
            masked.push_str(&if in_text { format!("~~{fill}") } else { format!("\"{fill}\"") });
            holes.push(at..at + length);
            at += length;
        } else if in_text && character == '\\' {
            let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            masked.push_str(&rest[..length]);
            at += length;
        } else {
            in_text ^= character == '"';
            masked.push(character);
            at += character.len_utf8();
        }
    }
    (masked, holes)
}

/// Returns the length of `${...}`, with the braces and the quotes in it.
fn expression(text: &str) -> usize {
    let mut depth = 0;
    let mut in_text = false;
    for (at, character) in text.char_indices() {
        match character {
            '"' => in_text = !in_text,
            '{' if !in_text => depth += 1,
            '}' if !in_text => depth -= 1,
            _ => continue,
        }
        if depth == 0 && character == '}' {
            return at + 1;
        }
    }
    text.len()
}

fn unmask(node: &Node, text: &str, holes: &[Range<usize>]) -> Node {
    let has_hole = |span: &Range<usize>| {
        holes.iter().any(|hole| hole.start < span.end && span.start < hole.end)
    };
    let bare = |span: &Range<usize>| text[span.clone()].trim_matches('"').to_owned();
    let value = match &node.value {
        Value::Text(_) if has_hole(&node.span) => Value::Unknown(bare(&node.span)),
        Value::Text(text) => Value::Text(text.replace("$${", "${")),
        Value::List(nodes) => {
            Value::List(nodes.iter().map(|node| unmask(node, text, holes)).collect())
        }
        Value::Object(members) => {
            let member = |member: &Member| Member {
                name: match has_hole(&member.name_span) {
                    true => stand_in(&bare(&member.name_span)),
                    false => member.name.replace("$${", "${"),
                },
                name_span: member.name_span.clone(),
                node: unmask(&member.node, text, holes),
            };
            Value::Object(members.iter().map(member).collect())
        }
        other => other.clone(),
    };
    Node { value, span: node.span.clone() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn expressions_are_kept_as_they_are_written() {
        let text = r#"{"${replace(a, "x", "")}:sub": ["é ${b}", ${jsonencode({c = 1})}, "$${d}"]}"#;
        let tree = parse(text).unwrap();
        let [member] = tree.members() else { panic!("{tree:?}") };
        assert!(member.name.ends_with(":sub"), "{}", member.name);
        let values: Vec<&Value> = member.node.elements().iter().map(|node| &node.value).collect();
        let unknown = |text: &str| Value::Unknown(text.into());
        let expected =
            [unknown("é ${b}"), unknown("${jsonencode({c = 1})}"), Value::Text("${d}".into())];
        assert_eq!(values, expected.iter().collect::<Vec<_>>());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "([${}\"\\\\:,\\[\\]é]|.){0,40}") {
            let _ = parse(&text);
        }
    }
}
