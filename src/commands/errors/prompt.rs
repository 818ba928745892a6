//! Errors of the terminal, for people.

use crate::adapters::prompt::PromptError;
use crate::commands::error::{CommandError, Exit};

impl From<PromptError> for CommandError {
    fn from(error: PromptError) -> Self {
        let what = error.to_string();
        match error {
            PromptError::NoTerminal { .. } => Self::new(Exit::Failed, what)
                .hint("run the command in a terminal; questions are never asked on stdin"),
            PromptError::Interrupted => Self::new(Exit::Failed, what),
            PromptError::Failed(_) => Self::new(Exit::Failed, what).hint("try another terminal"),
        }
    }
}
