//! A file and what was found in it.

use std::path::Path;

use crate::adapters::files::read_text;
use crate::adapters::stdin;
use crate::commands::error::{CommandError, Exit};
use crate::domain::document::Place;
use crate::domain::trust::lint::{Facts, Finding, lint_text};

/// A file and what was found in it.
pub(super) struct LintedFile {
    /// What to call it.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
}

impl LintedFile {
    /// Reads and lints a file, or stdin (`-`).
    pub(super) fn read(path: &Path, facts: &Facts) -> Result<Self, CommandError> {
        let (name, text) = if path.as_os_str() == "-" {
            let text = stdin::text().map_err(|error| {
                CommandError::new(Exit::Configuration, "could not read stdin").cause(error)
            })?;
            ("<stdin>".into(), text)
        } else {
            let text = read_text(path)?.ok_or_else(|| {
                let what = format!("there is no {}", path.display());
                CommandError::new(Exit::Configuration, what).hint("check the file's name")
            })?;
            (path.display().to_string(), text)
        };
        let findings = lint_text(&text, facts);
        Ok(Self { name, text, findings })
    }

    /// Returns where a byte of the file stands.
    pub(super) fn place(&self, offset: usize) -> Place {
        Place::of(&self.text, offset)
    }
}
