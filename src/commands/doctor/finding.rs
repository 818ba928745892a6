//! What one check found.

use serde::Serialize;

use crate::commands::error::{CommandError, Exit};

/// What a check found, in a line for people, and what to do about it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Finding {
    /// What was checked.
    pub(super) check: &'static str,
    /// Whether it will do.
    pub(super) state: State,
    /// What was found.
    pub(super) words: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hint: Option<String>,
    /// The exit code that a command would end with for this.
    #[serde(skip)]
    pub(super) exit: Option<Exit>,
}

/// How good what was found is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// A login or a credential will fail.
    Bad,
    /// As it should be.
    Good,
    /// It works, and could be better.
    Warning,
}

impl Finding {
    /// It is as it should be.
    pub(super) fn good(check: &'static str, words: impl Into<String>) -> Self {
        Self { check, state: State::Good, words: words.into(), hint: None, exit: None }
    }

    /// It works, and could be better.
    pub(super) fn warning(
        check: &'static str,
        words: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Self {
            check,
            state: State::Warning,
            words: words.into(),
            hint: Some(hint.into()),
            exit: None,
        }
    }

    /// A command would fail with this.
    pub(super) fn bad(check: &'static str, error: impl Into<CommandError>) -> Self {
        let CommandError { exit, what, causes, hint, .. } = error.into();
        let words = std::iter::once(what).chain(causes).collect::<Vec<_>>().join(": ");
        // That is being done.
        let hint = hint.filter(|hint| !hint.starts_with("run `vouch doctor`"));
        Self { check, state: State::Bad, words, hint, exit: Some(exit) }
    }

    /// Returns the lines that a person reads.
    pub(super) fn lines(&self) -> String {
        let mark = match self.state {
            State::Bad => "BAD ",
            State::Good => "good",
            State::Warning => "warn",
        };
        let hint = self
            .hint
            .as_ref()
            .map(|hint| format!("\n      {:12} hint: {hint}", ""))
            .unwrap_or_default();
        format!("{mark}  {:12} {}{hint}", self.check, self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_its_causes_and_its_remedy() {
        let error = CommandError::new(Exit::Keyring, "could not read")
            .cause("it is locked")
            .hint("unlock it");
        let finding = Finding::bad("keyring", error);
        assert_eq!(finding.exit, Some(Exit::Keyring));
        assert_eq!(
            finding.lines(),
            "BAD   keyring      could not read: it is locked\n                   hint: unlock it"
        );
    }

    #[test]
    fn the_doctor_sends_nobody_to_the_doctor() {
        let hint = "run `vouch doctor`, which says what each keyring of this machine answers";
        let finding = Finding::bad("keyring", CommandError::new(Exit::Keyring, "gone").hint(hint));
        assert_eq!(finding.hint, None);
    }
}
