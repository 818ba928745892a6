//! The signals that ask a program to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens to the signals.
#[derive(Debug)]
pub struct StopSignals {
    #[cfg(unix)]
    interrupt: Option<Signal>,
    #[cfg(unix)]
    terminate: Option<Signal>,
    #[cfg(unix)]
    hangup: Option<Signal>,
}

#[cfg(unix)]
impl StopSignals {
    /// Listens from here on: a signal that comes before it is waited for isn't lost. What this
    /// process was started to ignore, as by `nohup`, it ignores. Must be called within an event
    /// loop.
    pub fn listen() -> io::Result<Self> {
        let ignored = ignored();
        let heard = |kind: SignalKind| match ignored >> (kind.as_raw_value() - 1) & 1 {
            0 => signal(kind).map(Some),
            _ => Ok(None),
        };
        Ok(Self {
            interrupt: heard(SignalKind::interrupt())?,
            terminate: heard(SignalKind::terminate())?,
            hangup: heard(SignalKind::hangup())?,
        })
    }

    /// Waits for one of them: Control-C, `kill`, or the end of the terminal.
    pub async fn come(&mut self) {
        tokio::select! {
            () = next(&mut self.interrupt) => {}
            () = next(&mut self.terminate) => {}
            () = next(&mut self.hangup) => {}
        }
    }
}

#[cfg(unix)]
async fn next(signal: &mut Option<Signal>) {
    let came = match signal {
        Some(signal) => signal.recv().await,
        None => None,
    };
    if came.is_none() {
        std::future::pending().await
    }
}

/// Returns the signals that are ignored, a bit for each
/// ([proc_pid_status(5)](https://man7.org/linux/man-pages/man5/proc_pid_status.5.html)).
#[cfg(unix)]
#[expect(clippy::disallowed_methods, reason = "the kernel's word on this process is no file")]
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(not(unix))]
impl StopSignals {
    /// Listens.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Waits for Control-C.
    pub async fn come(&mut self) {
        // Where it can't be listened to, it ends the program by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
