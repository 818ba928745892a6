//! The signals that ask a program to stop.

use std::io;

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens to the signals.
#[derive(Debug)]
pub struct StopSignals {
    #[cfg(unix)]
    signals: [Heard; 3],
}

#[cfg(unix)]
impl StopSignals {
    /// Listens from here on: a signal that comes before it is waited for isn't lost. Must be called
    /// within an event loop.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            signals: [
                Heard::listen(SignalKind::interrupt())?,
                Heard::listen(SignalKind::terminate())?,
                Heard::listen(SignalKind::hangup())?,
            ],
        })
    }

    /// Waits for one of them: Control-C, `kill`, or the end of the terminal.
    pub async fn come(&mut self) {
        let [interrupt, terminate, hangup] = &mut self.signals;
        tokio::select! {
            () = interrupt.come() => {}
            () = terminate.come() => {}
            () = hangup.come() => {}
        }
    }
}

/// A signal that is listened to, unless this process was started to ignore it, as by `nohup`: then
/// it never comes.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct Heard(Option<Signal>);

#[cfg(unix)]
impl Heard {
    pub(super) fn listen(kind: SignalKind) -> io::Result<Self> {
        match ignored() >> (kind.as_raw_value() - 1) & 1 {
            0 => signal(kind).map(Some).map(Self),
            _ => Ok(Self(None)),
        }
    }

    pub(super) async fn come(&mut self) {
        let came = match &mut self.0 {
            Some(signal) => signal.recv().await,
            None => None,
        };
        if came.is_none() {
            std::future::pending().await
        }
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
