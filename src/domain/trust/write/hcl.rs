//! Trees as Terraform's expressions, laid out as `terraform fmt` does.

use super::tree::Tree;

/// How long a list may be that stands on one line, in characters.
const LINE: usize = 80;

/// Returns a block: its head, and attributes within it.
pub(super) fn block(head: &str, attributes: &[(&str, Tree)]) -> String {
    let members: Vec<(String, Tree)> =
        attributes.iter().map(|(name, value)| ((*name).into(), value.clone())).collect();
    format!("{head} {{\n{}\n}}", indented(&attributes_of(&members)))
}

/// Returns a call of `jsonencode`.
pub(super) fn json_encode(tree: &Tree) -> Tree {
    Tree::expression(format!("jsonencode({})", expression(tree)))
}

fn expression(tree: &Tree) -> String {
    match tree {
        Tree::Expression(text) => text.clone(),
        Tree::List(elements) => list(elements),
        Tree::Object(members) => format!("{{\n{}\n}}", indented(&attributes_of(members))),
        Tree::Text(text) => quoted(text),
    }
}

fn list(elements: &[Tree]) -> String {
    let written: Vec<String> = elements.iter().map(expression).collect();
    let line = format!("[{}]", written.join(", "));
    match elements {
        [Tree::Object(_)] => line,
        _ if line.len() <= LINE && !line.contains('\n') => line,
        _ => format!("[\n{},\n]", indented(&written.join(",\n"))),
    }
}

/// Equals signs of neighbours stand below each other; a value of several lines has no neighbours.
fn attributes_of(members: &[(String, Tree)]) -> String {
    let written: Vec<(String, String)> =
        members.iter().map(|(name, value)| (key(name), expression(value))).collect();
    let is_line = |pair: &(String, String)| !pair.1.contains('\n');
    let runs = written.chunk_by(|a, b| is_line(a) && is_line(b));
    let lines = runs.flat_map(|run| {
        let width = run.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        run.iter().map(move |(name, value)| format!("{name:width$} = {value}"))
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn key(name: &str) -> String {
    let is_identifier = name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_identifier { name.into() } else { quoted(name) }
}

/// Returns a text that means itself
/// ([Strings](https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences)).
pub(super) fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace("${", "$${").replace("%{", "%%{")
}

fn indented(text: &str) -> String {
    let lines = text.lines().map(|line| format!("  {line}"));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_means_itself() {
        for (text, written) in [
            ("a", "\"a\""),
            ("${vouch.example.com:sub}", "\"$${vouch.example.com:sub}\""),
            ("%{if}", "\"%%{if}\""),
            ("a\"b\\\n", r#""a\"b\\\n""#),
        ] {
            assert_eq!(quoted(text), written);
        }
    }

    #[test]
    fn equals_signs_stand_below_each_other() {
        let tree = [
            ("a", Tree::text("1")),
            ("long", Tree::text("2")),
            ("deep", Tree::object([("x:y", Tree::text("3")), ("z", Tree::text("4"))])),
            ("end", Tree::texts(&["5".into(), "6".into()])),
        ];
        assert_eq!(
            block("resource", &tree),
            "resource {\n  a    = \"1\"\n  long = \"2\"\n  deep = {\n    \"x:y\" = \"3\"\n    z     = \"4\"\n  }\n  end = [\"5\", \"6\"]\n}"
        );
    }
}
