//! Trees as YAML, with CloudFormation's short functions.

use super::tree::Tree;

/// Returns the members of an object, each on its line.
pub(super) fn yaml(tree: &Tree) -> String {
    lines(tree).join("\n")
}

fn lines(tree: &Tree) -> Vec<String> {
    match tree {
        Tree::Expression(_) | Tree::Text(_) => vec![scalar(tree)],
        Tree::List(elements) => elements.iter().flat_map(element).collect(),
        Tree::Object(members) => {
            members.iter().flat_map(|(name, value)| member(name, value)).collect()
        }
    }
}

fn element(value: &Tree) -> Vec<String> {
    let mut first = true;
    let indented = |line| {
        let start = if std::mem::take(&mut first) { "- " } else { "  " };
        format!("{start}{line}")
    };
    lines(value).into_iter().map(indented).collect()
}

fn member(name: &str, value: &Tree) -> Vec<String> {
    let name = word(name);
    match value {
        Tree::Expression(_) | Tree::Text(_) => vec![format!("{name}: {}", scalar(value))],
        Tree::List(elements) if elements.is_empty() => vec![format!("{name}: []")],
        Tree::List(_) | Tree::Object(_) => {
            let inner = lines(value).into_iter().map(|line| format!("  {line}"));
            std::iter::once(format!("{name}:")).chain(inner).collect()
        }
    }
}

fn scalar(tree: &Tree) -> String {
    match tree {
        Tree::Expression(text) => text.clone(),
        Tree::Text(text) => word(text),
        Tree::List(_) | Tree::Object(_) => String::new(),
    }
}

/// Returns the text as it is if YAML takes it for a text, else as a JSON text, which YAML reads, too.
fn word(text: &str) -> String {
    const OTHER: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":/._-".contains(&byte);
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(plain)
        && !text.ends_with(':')
        && !OTHER.contains(&text.to_ascii_lowercase().as_str());
    if is_plain { text.into() } else { serde_json::Value::from(text).to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_yaml_could_take_for_something_else_is_quoted() {
        for (text, written) in [
            ("AWS::IAM::Role", "AWS::IAM::Role"),
            ("https://vouch.example.com", "https://vouch.example.com"),
            ("2012-10-17", "\"2012-10-17\""),
            ("123456789012", "\"123456789012\""),
            ("true", "\"true\""),
            ("No", "\"No\""),
            ("", "\"\""),
            ("a: b", "\"a: b\""),
            ("a:", "\"a:\""),
            ("a #b", "\"a #b\""),
            ("alice@example.com", "\"alice@example.com\""),
            ("${aws:x}", "\"${aws:x}\""),
            ("a\"\\\n", r#""a\"\\\n""#),
            ("*", "\"*\""),
            ("!Ref", "\"!Ref\""),
        ] {
            assert_eq!(word(text), written);
        }
    }

    #[test]
    fn lists_and_objects_are_indented() {
        let list = Tree::List(vec![
            Tree::object([("a", Tree::text("b")), ("c", Tree::texts(&["d".into(), "e".into()]))]),
            Tree::expression("!Ref X"),
        ]);
        let tree = Tree::object([("l", list), ("none", Tree::List(Vec::new()))]);
        assert_eq!(yaml(&tree), "l:\n  - a: b\n    c:\n      - d\n      - e\n  - !Ref X\nnone: []");
    }
}
