//! What the linter found, where, and how the text would be right.

use std::ops::Range;

use super::rule::Rule;

/// A place where a rule is broken.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// Which rule.
    pub rule: &'static Rule,
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What is wrong here: lower case, no full stop.
    pub message: String,
    /// The changes that mend it, where they are certain; none otherwise. They don't overlap.
    pub fix: Vec<Edit>,
}

/// A change of the text.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Edit {
    /// The bytes to replace; empty to insert.
    pub at: (usize, usize),
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// Puts a text in at a byte.
    pub(super) fn insert(at: usize, text: String) -> Self {
        Self { at: (at, at), text }
    }

    /// Replaces what stands there by a JSON text.
    pub(super) fn text(span: &Range<usize>, text: &str) -> Self {
        let text = serde_json::Value::from(text).to_string();
        Self { at: (span.start, span.end), text }
    }
}

impl Finding {
    pub(super) fn new(
        rule: &'static Rule,
        span: &Range<usize>,
        message: impl Into<String>,
    ) -> Self {
        Self { rule, span: span.clone(), message: message.into(), fix: Vec::new() }
    }
}
