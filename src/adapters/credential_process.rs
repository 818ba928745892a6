//! A profile's `credential_process`, run as the AWS CLI runs it: no shell, and stdin is nothing.

use std::io;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::outage::plain;
use crate::domain::secret::Secret;

/// What it did.
#[derive(Debug)]
pub struct Ran {
    /// It ended with 0.
    pub is_success: bool,
    /// Credentials.
    pub stdout: Secret,
    /// What it said to people, in one line.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
}

/// Runs the words and waits for the end, which the program itself sees to: 15 s at most.
pub fn run(words: &[String]) -> io::Result<Ran> {
    let (program, arguments) = words.split_first().ok_or(io::ErrorKind::NotFound)?;
    let begun = Instant::now();
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    Ok(Ran {
        is_success: output.status.success(),
        stdout: Secret::new(String::from_utf8(output.stdout).unwrap_or_default()),
        stderr: plain(String::from_utf8_lossy(&output.stderr).trim_end()),
        took: begun.elapsed(),
    })
}
