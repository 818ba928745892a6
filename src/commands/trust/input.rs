//! A text that a person hands over: a file, or stdin (`-`).

use std::path::Path;

use crate::adapters::{files, stdin};
use crate::commands::error::{CommandError, Exit};

/// A text and what to call it.
pub(in crate::commands) struct Input {
    /// The file's name.
    pub(in crate::commands) name: String,
    pub(in crate::commands) text: String,
}

impl Input {
    /// Reads so many bytes at most.
    pub(in crate::commands) fn read(path: &Path, longest: u64) -> Result<Self, CommandError> {
        if path.as_os_str() == "-" {
            let text = stdin::text(longest).map_err(|error| {
                CommandError::new(Exit::Configuration, "could not read stdin").cause(error)
            })?;
            return Ok(Self { name: "<stdin>".into(), text });
        }
        let text = files::read_text_up_to(path, longest)?.ok_or_else(|| {
            let what = format!("there is no {}", path.display());
            CommandError::new(Exit::Configuration, what).hint("check the file's name")
        })?;
        Ok(Self { name: path.display().to_string(), text })
    }
}
