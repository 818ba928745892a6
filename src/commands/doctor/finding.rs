//! What one check found.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::commands::error::Exit;

/// What a check found, in a line for people, and what to do about it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    /// What was checked.
    pub(super) id: &'static str,
    /// Whether it will do.
    pub(super) state: State,
    /// What was found.
    pub(super) words: String,
    /// What to do.
    pub(super) remedy: Option<String>,
    /// The exit code that a command would end with for this.
    #[serde(serialize_with = "code")]
    pub(super) exit: Option<Exit>,
}

/// How good what was found is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A login or a credential will fail, or be another than was meant.
    Bad,
    /// As it should be.
    Good,
    /// It works, and could be better.
    Warning,
}

#[expect(clippy::ref_option, reason = "serde gives it so")]
fn code<S: Serializer>(exit: &Option<Exit>, serializer: S) -> Result<S::Ok, S::Error> {
    exit.map(|exit| exit as u8).serialize(serializer)
}

impl Finding {
    /// Returns the finding with other advice.
    pub(super) fn remedy(self, remedy: impl Into<String>) -> Self {
        Self { remedy: Some(remedy.into()), ..self }
    }

    /// Returns the lines that a person reads.
    pub(super) fn lines(&self) -> String {
        let mark = match self.state {
            State::Bad => "BAD ",
            State::Good => "good",
            State::Warning => "warn",
        };
        let hint = self.remedy.as_ref().map(|it| format!("\n      hint: {it}"));
        format!("{mark}  {:24}  {}{}", self.id, self.words, hint.unwrap_or_default())
    }
}

impl fmt::Display for State {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Bad => "bad",
            Self::Good => "good",
            Self::Warning => "warning",
        })
    }
}
