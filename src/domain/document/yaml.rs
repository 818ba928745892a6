//! Reads YAML ([1.2](https://yaml.org/spec/1.2.2/)) as CloudFormation writes it: one document, its
//! short functions (`!Sub`) in their long form (`{"Fn::Sub": ...}`).

use saphyr_parser::{Event, Parser, ScalarStyle, Span, Tag};
use std::borrow::Cow;
use std::ops::Range;

use super::{Member, Node, Place, Value};

/// The deepest nesting that is read.
const DEEPEST: usize = 100;

/// The text isn't YAML.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{place}: not YAML: {reason}")]
pub struct YamlError {
    /// Where reading ended.
    pub place: Place,
    /// Why.
    pub reason: String,
}

/// Reads a YAML text that holds one document.
pub fn parse_yaml(text: &str) -> Result<Node, YamlError> {
    let mut reader = Reader { parser: Parser::new_from_str(text), text, bytes: byte_offsets(text) };
    let mut document = None;
    loop {
        match reader.next()? {
            (Event::StreamEnd, _) => break,
            (Event::DocumentStart(_), span) if document.is_some() => {
                return Err(reader.error(span.start, "there is a second document"));
            }
            (Event::DocumentStart(_), _) => {
                let first = reader.next()?;
                document = Some(reader.node(first, 0)?);
            }
            _ => {}
        }
    }
    let place = Place { line: 1, column: 1 };
    document.ok_or_else(|| YamlError { place, reason: "there is nothing".into() })
}

struct Reader<'a> {
    parser: Parser<'a, saphyr_parser::StrInput<'a>>,
    text: &'a str,
    /// Where each character begins; the parser counts characters.
    bytes: Vec<usize>,
}

fn byte_offsets(text: &str) -> Vec<usize> {
    text.char_indices().map(|(index, _)| index).chain([text.len()]).collect()
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
        match self.parser.next() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => Err(self.error(*error.marker(), error.info())),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn error(&self, marker: saphyr_parser::Marker, reason: &str) -> YamlError {
        let place = Place::of(self.text, self.byte(marker.index()));
        YamlError { place, reason: reason.into() }
    }

    fn byte(&self, index: usize) -> usize {
        self.bytes.get(index).copied().unwrap_or(self.text.len())
    }

    fn span(&self, span: &Span) -> Range<usize> {
        self.byte(span.start.index())..self.byte(span.end.index())
    }

    fn node(&mut self, first: (Event<'a>, Span), depth: usize) -> Result<Node, YamlError> {
        let (event, at) = first;
        if depth > DEEPEST {
            return Err(self.error(at.start, "it is nested too deep"));
        }
        let span = self.span(&at);
        let (tag, node) = match event {
            Event::Scalar(text, style, _, tag) => {
                let value = scalar(&text, style, tag.as_deref());
                (tag, Node { value, span })
            }
            Event::SequenceStart(_, tag) => (tag, self.sequence(span, depth)?),
            Event::MappingStart(_, tag) => (tag, self.mapping(span, depth)?),
            Event::Alias(_) => {
                let written = self.text[span.clone()].to_owned();
                (None, Node { value: Value::Unknown(written), span })
            }
            _ => return Err(self.error(at.start, "expected a value")),
        };
        Ok(with_function(node, tag))
    }

    fn sequence(&mut self, start: Range<usize>, depth: usize) -> Result<Node, YamlError> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, end) => {
                    let span = start.start..self.span(&end).end.max(start.end);
                    return Ok(Node { value: Value::List(nodes), span });
                }
                event => nodes.push(self.node(event, depth + 1)?),
            }
        }
    }

    fn mapping(&mut self, start: Range<usize>, depth: usize) -> Result<Node, YamlError> {
        let mut members = Vec::new();
        loop {
            let (event, at) = self.next()?;
            if event == Event::MappingEnd {
                let span = start.start..self.span(&at).end.max(start.end);
                return Ok(Node { value: Value::Object(members), span });
            }
            let Event::Scalar(name, ..) = event else {
                return Err(self.error(at.start, "expected a name"));
            };
            let value = self.next()?;
            let node = self.node(value, depth + 1)?;
            members.push(Member { name: name.into_owned(), name_span: self.span(&at), node });
        }
    }
}

/// Reads a scalar as the core schema does, and, as CloudFormation, dates as texts.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    if style != ScalarStyle::Plain || tag.is_some() {
        return Value::Text(text.into());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Boolean(true),
        "false" | "False" | "FALSE" => Value::Boolean(false),
        _ if serde_json::from_str::<serde_json::Number>(text).is_ok() => Value::Number(text.into()),
        _ => Value::Text(text.into()),
    }
}

/// Puts a short function of CloudFormation into its long form.
fn with_function(node: Node, tag: Option<Cow<'_, Tag>>) -> Node {
    let Some(name) = tag.filter(|tag| tag.handle == "!").map(|tag| tag.suffix.clone()) else {
        return node;
    };
    let name = match name.as_str() {
        "Ref" | "Condition" => name,
        _ => format!("Fn::{name}"),
    };
    let span = node.span.clone();
    let function = Member { name, name_span: span.clone(), node };
    Node { value: Value::Object(vec![function]), span }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_value_knows_where_it_stands() {
        let text = "a: 2012-10-17\nü: [true, 7, 'x', null]\nc: !Sub \"${d}\"\n";
        let tree = parse_yaml(text).unwrap();
        let [a, list, function] = tree.members() else { panic!("{tree:?}") };
        assert_eq!(
            (&a.node.value, &text[a.node.span.clone()]),
            (&Value::Text("2012-10-17".into()), "2012-10-17")
        );
        let values: Vec<&Value> = list.node.elements().iter().map(|node| &node.value).collect();
        let seven = Value::Number("7".into());
        assert_eq!(values, [&Value::Boolean(true), &seven, &Value::Text("x".into()), &Value::Null]);
        assert_eq!(&text[list.node.elements()[2].span.clone()], "'x'");
        assert_eq!(function.node.member("Fn::Sub").unwrap().text(), Some("${d}"));
    }

    #[test]
    fn what_is_not_yaml_is_refused_with_its_place() {
        let deep = "[".repeat(10_000);
        for (text, told) in [
            ("", "line 1, column 1: not YAML: there is nothing"),
            ("a: 1\n---\nb: 2", "line 2, column 1: not YAML: there is a second document"),
            ("[a]: b", "line 1, column 1: not YAML: expected a name"),
        ] {
            assert_eq!(parse_yaml(text).unwrap_err().to_string(), told);
        }
        assert!(parse_yaml("a: 'b").is_err());
        assert!(parse_yaml(&deep).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "([ \\n:&*!|>\\[\\]{}a'\"-]|.){0,40}") {
            let _ = parse_yaml(&text);
        }
    }
}
