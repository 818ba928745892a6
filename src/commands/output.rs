//! What people and programs read: stdout is data, stderr is for people.

use std::io::{self, IsTerminal as _, Write};

use crate::adapters::prompt::Prompt;

/// The two streams, and how much the person wants to be told.
pub struct Output {
    /// Data.
    pub stdout: Box<dyn Write>,
    /// Whether data would be seen by a person, and kept by the terminal.
    pub stdout_is_terminal: bool,
    /// Words for people.
    pub stderr: Box<dyn Write>,
    /// `--quiet`: only errors, and what is waited for.
    pub quiet: bool,
    /// stderr is a terminal: a person reads it, and no program that runs this one.
    pub is_watched: bool,
}

impl Output {
    /// Returns the process's own streams.
    pub fn standard() -> Self {
        Self {
            stdout_is_terminal: io::stdout().is_terminal(),
            stdout: Box::new(io::stdout()),
            stderr: Box::new(io::stderr()),
            quiet: false,
            is_watched: false,
        }
    }

    /// Prints a line of data on stdout.
    pub fn print(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.stdout, "{line}")?;
        self.stdout.flush()
    }

    /// Says why the command failed, also under `--quiet`.
    pub fn fail(&mut self, error: &str) {
        let _ = writeln!(self.stderr, "{error}");
    }

    /// Shows what is waited for, or why a question comes again: a part of a question, so it goes to
    /// the terminal, also under `--quiet` and when stderr is a file.
    pub fn show(&mut self, prompt: &mut dyn Prompt, line: &str) {
        if prompt.show(line).is_err() {
            let _ = writeln!(self.stderr, "{line}");
        }
    }

    /// Tells the person a line on stderr, unless `--quiet`. A closed stderr is no failure.
    pub fn tell(&mut self, line: &str) {
        if !self.quiet {
            let _ = writeln!(self.stderr, "{line}");
        }
    }
}
