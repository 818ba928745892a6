//! Reads JSON ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)).

use jsonc_parser::ast::{self, ObjectPropName};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use thiserror::Error;

use super::{Member, Node, Place, Value};

/// The text isn't JSON.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}: not JSON: {reason}")]
pub struct JsonError {
    /// Where reading ended.
    pub place: Place,
    /// Why.
    pub reason: String,
}

/// JSON and nothing else.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON text. What is nested more than 127 deep is refused.
///
/// `serde_json` says what is JSON and what isn't; the other parser then knows the places.
pub fn parse_json(text: &str) -> Result<Node, JsonError> {
    serde_json::from_str::<serde_json::Value>(text).map_err(|error| refused(text, &error))?;
    let unread = |reason: String| JsonError { place: Place { line: 1, column: 1 }, reason };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| unread(error.to_string()))?;
    parsed.value.map(node).ok_or_else(|| unread("there is nothing".into()))
}

fn refused(text: &str, error: &serde_json::Error) -> JsonError {
    let (line, column) = (error.line(), error.column());
    // That column counts bytes.
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let place = Place { line, ..Place::of(text, before + column.saturating_sub(1)) };
    let reason = error.to_string();
    let reason = reason.trim_end_matches(&format!(" at line {line} column {column}"));
    JsonError { place, reason: reason.into() }
}

fn node(value: ast::Value<'_>) -> Node {
    let range = value.range();
    let value = match value {
        ast::Value::NullKeyword(_) => Value::Null,
        ast::Value::BooleanLit(literal) => Value::Boolean(literal.value),
        ast::Value::NumberLit(literal) => Value::Number(literal.value.into()),
        ast::Value::StringLit(literal) => Value::Text(literal.value.into_owned()),
        ast::Value::Array(array) => Value::List(array.elements.into_iter().map(node).collect()),
        ast::Value::Object(object) => {
            Value::Object(object.properties.into_iter().map(member).collect())
        }
    };
    Node { value, span: range.start..range.end }
}

fn member(property: ast::ObjectProp<'_>) -> Member {
    let range = match &property.name {
        ObjectPropName::String(literal) => literal.range,
        ObjectPropName::Word(literal) => literal.range,
    };
    Member {
        name: property.name.into_string(),
        name_span: range.start..range.end,
        node: node(property.value),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_value_knows_where_it_stands() {
        let text = r#"{"a": [1.0, "é", null], "a": true}"#;
        let tree = parse_json(text).unwrap();
        let [first, second] = tree.members() else { panic!("two members") };
        assert_eq!((first.name.as_str(), &text[first.name_span.clone()]), ("a", "\"a\""));
        let written: Vec<&str> =
            first.node.elements().iter().map(|node| &text[node.span.clone()]).collect();
        assert_eq!(written, ["1.0", "\"é\"", "null"]);
        assert_eq!(first.node.elements()[0].value, Value::Number("1.0".into()));
        assert_eq!(second.node.value, Value::Boolean(true));
        assert_eq!(tree.span, 0..text.len());
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        let deep = "[".repeat(100_000);
        for (text, told) in [
            ("", "line 1, column 1: not JSON: EOF while parsing a value"),
            ("{\n  \"a\": }", "line 2, column 8: not JSON: expected value"),
            ("{\n  a: 1}", "line 2, column 3: not JSON: key must be a string"),
            ("[\"éé\" 2]", "line 1, column 7: not JSON: expected `,` or `]`"),
            ("[1,]", "line 1, column 4: not JSON: trailing comma"),
            ("[1 2]", "line 1, column 4: not JSON: expected `,` or `]`"),
            ("['a']", "line 1, column 2: not JSON: expected value"),
            ("[0x1]", "line 1, column 3: not JSON: expected `,` or `]`"),
            ("[01]", "line 1, column 3: not JSON: invalid number"),
            ("[NaN]", "line 1, column 2: not JSON: expected value"),
            ("[] // a", "line 1, column 4: not JSON: trailing characters"),
            ("{} {}", "line 1, column 4: not JSON: trailing characters"),
            (deep.as_str(), "line 1, column 128: not JSON: recursion limit exceeded"),
        ] {
            assert_eq!(parse_json(text).unwrap_err().to_string(), told);
        }
    }

    proptest! {
        /// Whatever the one parser takes, the other takes and understands alike.
        #[test]
        fn both_parsers_read_the_same(text in r#"([{}\[\],: ]|"[a\\u00e9\n]{0,3}"|-?[0-9.eE+]{1,4}|true|null|\\"){0,12}"#) {
            let read = serde_json::from_str::<serde_json::Value>(&text).is_ok();
            prop_assert_eq!(parse_json(&text).is_ok(), read, "{}", text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".*") {
            let _ = parse_json(&text);
        }
    }
}
