//! A structured text that remembers where each thing in it is written.
//!
//! Policies come as JSON, inside CloudFormation and inside Terraform. Each reader makes the same
//! tree, so that what judges a policy can point at the line it speaks of.

mod json;
mod place;
mod yaml;

use std::ops::Range;

pub use json::{JsonError, parse_json};
pub use place::{Lines, Place};
pub use yaml::{YamlError, parse_yaml};

/// A value and where it is written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// The bytes of the text that it takes up.
    pub span: Range<usize>,
}

/// What is written.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A number, in the digits in which it is written.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// An object. Members that are written twice are here twice.
    Object(Vec<Member>),
    /// Something that only the tool that made the text can work out, such as a variable; as it is
    /// written.
    Unknown(String),
}

/// A member of an object.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Where the name is written, quotes included.
    pub name_span: Range<usize>,
    /// Its value.
    pub node: Node,
}

impl Node {
    /// Returns the text.
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    /// Returns the elements of a list, or the value itself as the only one.
    pub fn elements(&self) -> &[Self] {
        if let Value::List(nodes) = &self.value { nodes } else { std::slice::from_ref(self) }
    }

    /// Returns the members of an object; none for anything else.
    pub fn members(&self) -> &[Member] {
        if let Value::Object(members) = &self.value { members } else { &[] }
    }

    /// Returns the first member of the name.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.node)
    }

    /// Tells in a word or two what this is.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a text",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
            Value::Unknown(_) => "an expression",
        }
    }
}
