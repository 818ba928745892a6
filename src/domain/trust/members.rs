//! Reads the members of an object: each name once, and none that isn't known.

use super::error::PolicyFault;
use super::parse::Misread;
use super::policy::Negated;
use crate::domain::document::{Member, Node, Value};

/// The members of an object that weren't taken yet.
pub(super) struct Members<'a> {
    object: &'a Node,
    left: Vec<&'a Member>,
}

impl<'a> Members<'a> {
    pub(super) fn of(node: &'a Node, expected: &'static str) -> Result<Self, Misread> {
        match &node.value {
            Value::Object(members) => Ok(Self { object: node, left: members.iter().collect() }),
            _ => Err(Misread::expected(node, expected)),
        }
    }

    /// Takes the member of the name out.
    pub(super) fn take(&mut self, name: &str) -> Result<Option<&'a Node>, Misread> {
        let (named, left): (Vec<_>, Vec<_>) =
            self.left.iter().copied().partition(|member| member.name == name);
        self.left = left;
        match named[..] {
            [] => Ok(None),
            [member] => Ok(Some(&member.node)),
            [_, second, ..] => Err(Misread::at_name(second, PolicyFault::Doubled)),
        }
    }

    pub(super) fn need(&mut self, name: &'static str) -> Result<&'a Node, Misread> {
        let at = self.object.span.start;
        self.take(name)?.ok_or(Misread { at, fault: PolicyFault::Missing(name) })
    }

    /// Takes an element or its negation, of which exactly one must be there.
    pub(super) fn one_of(
        &mut self,
        plain: &'static str,
        negated: &'static str,
    ) -> Result<(Negated, &'a Node), Misread> {
        match (self.take(plain)?, self.take(negated)?) {
            (Some(node), None) => Ok((Negated::No, node)),
            (None, Some(node)) => Ok((Negated::Yes, node)),
            (None, None) => {
                Err(Misread { at: self.object.span.start, fault: PolicyFault::Missing(plain) })
            }
            (Some(_), Some(node)) => {
                Err(Misread { at: node.span.start, fault: PolicyFault::OneOf(plain) })
            }
        }
    }

    /// Refuses what is left over.
    pub(super) fn end(self) -> Result<(), Misread> {
        match self.left.first() {
            None => Ok(()),
            Some(member) => Err(Misread::at_name(member, PolicyFault::UnknownMember)),
        }
    }

    /// Takes every member. Names that differ in case only are the same one.
    pub(super) fn all(self) -> Result<Vec<&'a Member>, Misread> {
        let is_again = |index: usize, member: &Member| {
            self.left[..index].iter().any(|known| known.name.eq_ignore_ascii_case(&member.name))
        };
        let doubled = self.left.iter().enumerate().find(|(index, member)| is_again(*index, member));
        match doubled {
            None => Ok(self.left),
            Some((_, member)) => Err(Misread::at_name(member, PolicyFault::Doubled)),
        }
    }
}

impl Misread {
    pub(super) fn expected(node: &Node, expected: &'static str) -> Self {
        let fault = match &node.value {
            Value::Unknown(expression) => PolicyFault::Unknown(expression.clone()),
            Value::Text(text) => PolicyFault::Expected { expected, found: format!("`{text}`") },
            _ => PolicyFault::Expected { expected, found: node.kind().into() },
        };
        Self { at: node.span.start, fault }
    }

    fn at_name(member: &Member, fault: fn(String) -> PolicyFault) -> Self {
        Self { at: member.name_span.start, fault: fault(member.name.clone()) }
    }
}

pub(super) fn text(node: &Node) -> Result<String, Misread> {
    node.text().map(str::to_owned).ok_or_else(|| Misread::expected(node, "a text"))
}

/// Reads a text, or a list of them.
pub(super) fn texts(node: &Node) -> Result<Vec<String>, Misread> {
    node.elements().iter().map(text).collect()
}
