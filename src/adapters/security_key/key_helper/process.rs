//! The running helper: its pipes, its hello, and how long it is waited for.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::super::SecurityKeyError;
use super::Failure;
use super::line::Line;
use crate::adapters::own_process;
use crate::domain::key_protocol::{Hello, LONGEST_LINE, PROTOCOL};

/// When to say that nothing comes, and how; `None` for a request that is quick.
pub(super) type Silence<'a> = Option<(Duration, &'a mut dyn FnMut())>;

/// A line, or why there is none.
type Received = Result<Vec<u8>, String>;

/// A helper that has said hello.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<Received>,
}

impl Process {
    /// Starts the program and waits for its hello.
    pub(super) fn start(program: &Path, patience: Duration) -> Result<Self, Failure> {
        let mut child = Command::new(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .map_err(|error| failed(format!("it could not be started: {error}")))?;
        let (sender, lines) = channel();
        let stdin = child.stdin.take();
        if let Some(stdout) = child.stdout.take() {
            thread::spawn(move || receive(stdout, &sender));
        }
        let mut process = Self { child, stdin, lines };
        let hello = process.receive(patience)?;
        check_hello(program, &hello)?;
        Ok(process)
    }

    /// Sends the line and waits for one. The silence is told of once.
    pub(super) fn ask(
        &mut self,
        line: &Line,
        patience: Duration,
        silence: Silence<'_>,
    ) -> Result<Vec<u8>, Failure> {
        let stdin = self.stdin.as_mut().ok_or_else(|| failed("it is gone"))?;
        if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
            return Err(self.epitaph());
        }
        match silence {
            Some((first, tell)) if first < patience => match self.receive(first) {
                Err(Failure::Silent(_)) => {
                    tell();
                    self.receive(patience.saturating_sub(first)).map_err(|failure| match failure {
                        Failure::Silent(_) => Failure::Silent(patience),
                        other => other,
                    })
                }
                received => received,
            },
            _ => self.receive(patience),
        }
    }

    /// Waits for a line.
    fn receive(&mut self, patience: Duration) -> Result<Vec<u8>, Failure> {
        match self.lines.recv_timeout(patience) {
            Ok(Ok(line)) => Ok(line),
            Ok(Err(reason)) => Err(failed(reason)),
            Err(RecvTimeoutError::Timeout) => Err(Failure::Silent(patience)),
            Err(RecvTimeoutError::Disconnected) => Err(self.epitaph()),
        }
    }

    /// Says how the helper ended, now that it has closed its output.
    fn epitaph(&mut self) -> Failure {
        self.stdin = None;
        let _ = self.child.kill();
        match self.child.wait() {
            // The shell's and the dynamic linker's code for what can't be loaded.
            Ok(status) if status.code() == Some(127) => SecurityKeyError::HelperNotLoaded.into(),
            Ok(status) => {
                own_process::end_with(status);
                SecurityKeyError::HelperEnded(status).into()
            }
            Err(error) => failed(format!("it ended ({error})")),
        }
    }
}

impl Drop for Process {
    /// Closes its input, which ends a helper that behaves, and ends one that doesn't.
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads a line as what it should be.
pub(super) fn parse<T: DeserializeOwned>(line: &[u8]) -> Result<T, Failure> {
    // What the helper said is not repeated: it may be anything, a secret included.
    serde_json::from_slice(line).map_err(|_| failed("it spoke nonsense"))
}

/// Checks that this is a helper and that it speaks our protocol.
fn check_hello(program: &Path, line: &[u8]) -> Result<(), Failure> {
    let hello: Hello = serde_json::from_slice(line).map_err(|_| failed("it did not say hello"))?;
    if hello.protocol == PROTOCOL {
        return Ok(());
    }
    let path = program.display().to_string();
    let (version, theirs) = (plain(&hello.version), hello.protocol);
    Err(SecurityKeyError::HelperProtocol { path, version, theirs, ours: PROTOCOL }.into())
}

/// Returns what may stand in an error of a version that may be anything.
fn plain(version: &str) -> String {
    version.chars().filter(char::is_ascii_graphic).take(32).collect()
}

/// Passes lines on until there are no more, or one is too long.
fn receive(stdout: ChildStdout, sender: &Sender<Received>) {
    let mut stdout = BufReader::new(stdout);
    loop {
        let mut line = Vec::new();
        let limit = u64::try_from(LONGEST_LINE).unwrap_or(u64::MAX);
        let received = match stdout.by_ref().take(limit).read_until(b'\n', &mut line) {
            Ok(0) => return,
            Ok(_) if line.ends_with(b"\n") => Ok(line),
            Ok(length) if length >= LONGEST_LINE => Err("its line is too long".into()),
            Ok(_) => Err("it ended in the middle of a line".into()),
            Err(error) => Err(format!("it could not be read: {error}")),
        };
        let last = received.is_err();
        if sender.send(received).is_err() || last {
            return;
        }
    }
}

/// Returns a failure of the helper itself.
fn failed(reason: impl Into<String>) -> Failure {
    Failure::Other(SecurityKeyError::HelperFailed(reason.into()))
}
