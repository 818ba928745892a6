//! What a rule of the linter is.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// A rule: what is wrong, why it matters, who would use it, and what to write.
#[derive(Debug, Eq, PartialEq)]
pub struct Rule {
    /// Its name for ever: lower-case words with hyphens.
    pub id: &'static str,
    /// How bad a finding of it is.
    pub severity: Severity,
    /// What it finds, in a phrase.
    pub title: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What somebody could do with it, or what would go wrong.
    pub attack: &'static str,
    /// What to write.
    pub remedy: &'static str,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The policy does less than it seems to, or more than most people want.
    Warning,
    /// Somebody gets in who shouldn't, nobody gets in, or AWS refuses the policy.
    Error,
}

impl Severity {
    /// Every severity, the mildest first.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Note => "note",
            Self::Warning => "warning",
        }
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|severity| severity.word() == text);
        found.ok_or_else(|| "one of note, warning, error".into())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}
