//! What people and programs read: stdout is data, stderr is for people.

use std::io::{self, Write};

/// The two streams, and how much the person wants to be told.
pub struct Output {
    /// Data.
    pub stdout: Box<dyn Write>,
    /// Words for people.
    pub stderr: Box<dyn Write>,
    /// `--quiet`: only errors.
    pub quiet: bool,
}

impl Output {
    /// Returns the process's own streams.
    pub fn standard() -> Self {
        Self { stdout: Box::new(io::stdout()), stderr: Box::new(io::stderr()), quiet: false }
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

    /// Tells the person a line on stderr, unless `--quiet`. A closed stderr is no failure.
    pub fn tell(&mut self, line: &str) {
        if !self.quiet {
            let _ = writeln!(self.stderr, "{line}");
        }
    }
}
