//! A file and what was found in it.

use std::path::{Path, PathBuf};

use crate::adapters::files;
use crate::commands::error::CommandError;
use crate::commands::trust::input::Input;
use crate::domain::document::{Lines, Place};
use crate::domain::trust::lint::{Facts, Finding, Form, fix, lint_text};

/// A file and what was found in it.
pub(super) struct LintedFile {
    /// What to call it.
    pub(super) name: String,
    /// Where it is; stdin is nowhere.
    pub(super) path: Option<PathBuf>,
    pub(super) text: String,
    pub(super) findings: Vec<Finding>,
    form: Form,
    lines: Lines,
}

impl LintedFile {
    /// Reads and lints a file, or stdin (`-`). Findings of the allowed rules aren't told.
    pub(super) fn read(path: &Path, facts: &Facts, allow: &[String]) -> Result<Self, CommandError> {
        let Input { name, text } = Input::read(path, files::LONGEST)?;
        let path = (path.as_os_str() != "-").then(|| path.to_owned());
        let form = Form::of(&name, &text);
        let lines = Lines::of(&text);
        let mut file = Self { name, path, text, findings: Vec::new(), form, lines };
        file.lint(facts, allow);
        Ok(file)
    }

    /// Mends what is certain; returns the text as it was.
    pub(super) fn mend(&mut self, facts: &Facts, allow: &[String]) -> String {
        let wanted = |finding: &Finding| is_wanted(finding, allow);
        let after = fix(&self.text, self.form, facts, &wanted);
        let before = std::mem::replace(&mut self.text, after);
        self.lines = Lines::of(&self.text);
        self.lint(facts, allow);
        before
    }

    fn lint(&mut self, facts: &Facts, allow: &[String]) {
        self.findings = lint_text(&self.text, self.form, facts);
        self.findings.retain(|finding| is_wanted(finding, allow));
    }

    /// Returns where a byte of the file stands.
    pub(super) fn place(&self, offset: usize) -> Place {
        self.lines.place(&self.text, offset)
    }
}

fn is_wanted(finding: &Finding, allow: &[String]) -> bool {
    !allow.iter().any(|rule| rule == finding.rule.id)
}
