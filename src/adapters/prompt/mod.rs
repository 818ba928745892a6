//! The person at the terminal.

mod terminal;

use thiserror::Error;

use crate::domain::secret::Secret;

pub use terminal::Terminal;

/// Asks the person. Questions go to the terminal itself, never to stdin or stdout.
pub trait Prompt {
    /// Asks for a secret, without echo.
    fn secret(&mut self, question: &str) -> Result<Secret, PromptError>;

    /// Asks for a line; an empty answer is the default, where there is one.
    fn line(&mut self, question: &str, default: Option<&str>) -> Result<String, PromptError>;

    /// Asks yes or no.
    fn confirm(&mut self, question: &str, default: Answer) -> Result<Answer, PromptError>;

    /// Asks for one of the items and returns its index.
    fn choose(&mut self, question: &str, items: &[String]) -> Result<usize, PromptError>;

    /// Asks for any number of the items, at least one, and returns their indices in order.
    fn choose_several(
        &mut self,
        question: &str,
        items: &[String],
    ) -> Result<Vec<usize>, PromptError>;

    /// Shows a line and asks nothing: what is waited for, or why a question comes again.
    fn show(&mut self, line: &str) -> Result<(), PromptError>;

    /// Tells whether there is anybody to ask, as far as that can be known.
    fn is_there(&self) -> bool;
}

/// A person's answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Answer {
    /// No.
    No,
    /// Yes.
    Yes,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum PromptError {
    /// There is no terminal to ask at.
    #[error("there is no terminal to ask `{question}`")]
    NoTerminal {
        /// What would have been asked.
        question: String,
    },
    /// The person pressed Ctrl-C.
    #[error("interrupted")]
    Interrupted,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Failed(#[from] std::io::Error),
}
