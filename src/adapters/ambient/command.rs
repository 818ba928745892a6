//! A program that prints an ID token.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use thiserror::Error;
use zeroize::Zeroizing;

use super::LONGEST;
use crate::adapters::outage::plain;
use crate::domain::secret::Secret;

/// How each JWT begins: the base64url of `{"`.
const JWT: &str = "eyJ";

/// Why there is no token. `program` is the first word of the command.
#[derive(Debug, Error)]
pub enum TokenCommandError {
    /// There is no such program.
    #[error("there is no program `{program}`")]
    Absent {
        /// Its name.
        program: String,
    },
    /// It ended with an error.
    #[error("`{program}` failed ({status}){}", said(.stderr))]
    Failed {
        /// Its name.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said, in one line; may be empty.
        stderr: String,
    },
    /// It can't be run.
    #[error("`{program}` can't be run: {reason}")]
    NotRun {
        /// Its name.
        program: String,
        /// The operating system's words.
        reason: io::Error,
    },
    /// It prints what is no text.
    #[error("what `{program}` prints is not UTF-8 text")]
    NotText {
        /// Its name.
        program: String,
    },
    /// It takes too long, and has been ended.
    #[error("`{program}` was not done within {} s{}", .patience.as_secs(), said(.stderr))]
    Stuck {
        /// Its name.
        program: String,
        /// How long it was waited for.
        patience: Duration,
        /// What it said meanwhile, in one line; may be empty.
        stderr: String,
    },
    /// It prints more than any token is long.
    #[error("`{program}` prints more than {LONGEST} bytes")]
    TooLong {
        /// Its name.
        program: String,
    },
}

fn said(stderr: &str) -> String {
    if stderr.is_empty() { String::new() } else { format!(": {stderr}") }
}

/// Runs a program without a shell, its standard input closed, and returns what it printed. One that
/// takes longer than `patience` is ended, with those that it has started.
pub fn output(words: &[String], patience: Duration) -> Result<Secret, TokenCommandError> {
    let program = words.first().cloned().unwrap_or_default();
    let mut running = Running::start(words).map_err(|reason| match reason.kind() {
        io::ErrorKind::NotFound => TokenCommandError::Absent { program: program.clone() },
        _ => TokenCommandError::NotRun { program: program.clone(), reason },
    })?;
    let end = Instant::now() + patience;
    let stdout = running.stdout.recv_timeout(patience);
    let too_long = stdout.as_ref().is_ok_and(|text| text.len() > LONGEST);
    if too_long {
        return Err(TokenCommandError::TooLong { program });
    }
    let status = stdout.is_ok().then(|| running.status(end)).flatten();
    let (Ok(stdout), Some(status)) = (stdout, status) else {
        running.end();
        return Err(TokenCommandError::Stuck { program, patience, stderr: running.said() });
    };
    if !status.success() {
        return Err(TokenCommandError::Failed { program, status, stderr: running.said() });
    }
    let text = std::str::from_utf8(&stdout).map(Secret::new);
    text.map_err(|_| TokenCommandError::NotText { program })
}

/// The program while it runs. It is ended when this is dropped.
struct Running {
    child: Child,
    stdout: Receiver<Zeroizing<Vec<u8>>>,
    stderr: Receiver<Zeroizing<Vec<u8>>>,
    ended: Option<ExitStatus>,
}

impl Running {
    fn start(words: &[String]) -> io::Result<Self> {
        let [program, arguments @ ..] = words else { return Err(io::ErrorKind::NotFound.into()) };
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().map(read);
        let stderr = child.stderr.take().map(read);
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self { child, stdout, stderr, ended: None })
    }

    /// Returns how it ended, if it does in time. Its output is closed by then, so that it hardly
    /// ever takes a second look.
    fn status(&mut self, end: Instant) -> Option<ExitStatus> {
        loop {
            self.ended = self.child.try_wait().ok().flatten();
            if self.ended.is_some() || Instant::now() >= end {
                return self.ended;
            }
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Returns what it has said on stderr, as it may be shown: one line, and no token in it.
    fn said(&self) -> String {
        // What it started may hold stderr open; what matters was said before it ended.
        let said = self.stderr.recv_timeout(Duration::from_millis(200)).unwrap_or_default();
        let text = String::from_utf8_lossy(&said);
        let word = |word| if str::contains(word, JWT) { "***" } else { word };
        plain(&text.split_whitespace().map(word).collect::<Vec<_>>().join(" "))
    }

    fn end(&mut self) {
        #[cfg(unix)]
        if self.ended.is_none() {
            let group = rustix::process::Pid::from_child(&self.child);
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Reads to the end, or until it is too long. The rest is thrown away: whoever writes on isn't hurt.
fn read(mut pipe: impl Read + Send + 'static) -> Receiver<Zeroizing<Vec<u8>>> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut text = Zeroizing::new(Vec::with_capacity(LONGEST + 1));
        let _ = pipe.by_ref().take(LONGEST as u64 + 1).read_to_end(&mut text);
        let _ = sender.send(text);
        let _ = io::copy(&mut pipe, &mut io::sink());
    });
    receiver
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn run(script: &str, patience: Duration) -> Result<Secret, TokenCommandError> {
        output(&["/bin/sh".into(), "-c".into(), script.into()], patience)
    }

    #[test]
    fn what_it_prints_is_returned_whatever_it_says_besides() {
        let script = "cat; head -c 200000 /dev/zero >&2; printf 'a\\n'";
        let printed = run(script, Duration::from_secs(60)).unwrap();
        assert_eq!(printed.expose(), "a\n");
    }

    #[test]
    fn one_that_hangs_is_ended_with_those_that_it_has_started() {
        // The second `sleep` keeps the output open after the first program is gone.
        for script in ["sleep 1000 & sleep 1000", "sleep 1000 &", "exec >&-; sleep 1000"] {
            let begun = Instant::now();
            let error = run(script, Duration::from_millis(50)).unwrap_err();
            assert!(matches!(error, TokenCommandError::Stuck { .. }), "{error}");
            assert!(begun.elapsed() < Duration::from_secs(500), "it was waited for");
        }
    }
}
