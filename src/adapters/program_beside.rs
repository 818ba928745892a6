//! A program that runs beside this one, which waits for it and passes on what it is sent.

use std::io;
use std::process::Child;

use super::own_process;

/// The program.
#[derive(Debug)]
pub struct ProgramBeside(Child);

impl ProgramBeside {
    /// Takes a program that was just started.
    pub(super) fn new(child: Child) -> Self {
        Self(child)
    }
}

/// Signals that are for the program rather than for us.
#[cfg(unix)]
#[derive(Debug)]
pub struct PassedSignals {
    /// A child has ended.
    child: super::stop_signals::Heard,
    /// What only we were sent: by `kill`, by a supervisor, at the end of the session.
    passed: [super::stop_signals::Heard; 4],
    /// What the terminal sends to both. The program decides what comes of it.
    shared: [super::stop_signals::Heard; 2],
}

#[cfg(unix)]
impl PassedSignals {
    /// Listens from here on, so that no signal ends this process before the program. Must be called
    /// within an event loop, before the program is started.
    pub fn listen() -> io::Result<Self> {
        use super::stop_signals::Heard;
        use tokio::signal::unix::SignalKind;
        Ok(Self {
            child: Heard::listen(SignalKind::child())?,
            passed: [
                Heard::listen(SignalKind::terminate())?,
                Heard::listen(SignalKind::hangup())?,
                Heard::listen(SignalKind::user_defined1())?,
                Heard::listen(SignalKind::user_defined2())?,
            ],
            shared: [Heard::listen(SignalKind::interrupt())?, Heard::listen(SignalKind::quit())?],
        })
    }

    /// Waits until something came; returns a signal that is to be passed on.
    async fn next(&mut self) -> Option<rustix::process::Signal> {
        use rustix::process::Signal;
        let [terminate, hangup, first, second] = &mut self.passed;
        let [interrupt, quit] = &mut self.shared;
        tokio::select! {
            () = terminate.come() => Some(Signal::TERM),
            () = hangup.come() => Some(Signal::HUP),
            () = first.come() => Some(Signal::USR1),
            () = second.come() => Some(Signal::USR2),
            () = self.child.come() => None,
            () = interrupt.come() => None,
            () = quit.come() => None,
        }
    }
}

/// Waits for the program's end, passes signals on, and then ends this process as the program ended.
///
/// The program's id stays its own until its end is taken note of, which happens here alone: no
/// signal goes to a stranger.
#[cfg(unix)]
pub async fn end_with(mut program: ProgramBeside, mut signals: PassedSignals) -> i32 {
    use rustix::process::{Pid, kill_process};
    loop {
        match program.0.try_wait() {
            Ok(Some(status)) => own_process::end_as(status),
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "the program can't be waited for");
                return 1;
            }
        }
        if let Some(signal) = signals.next().await {
            let id = i32::try_from(program.0.id()).ok().and_then(Pid::from_raw);
            // It may just have ended.
            let _ = id.map(|id| kill_process(id, signal));
        }
    }
}

/// Control-C is for the program.
#[cfg(not(unix))]
#[derive(Debug)]
pub struct PassedSignals;

#[cfg(not(unix))]
impl PassedSignals {
    /// Listens, so that Control-C doesn't end this process before the program.
    pub fn listen() -> io::Result<Self> {
        tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        Ok(Self)
    }
}

/// Waits for the program's end, and then ends this process with its exit code.
#[cfg(not(unix))]
pub async fn end_with(mut program: ProgramBeside, _signals: PassedSignals) -> i32 {
    match tokio::task::spawn_blocking(move || program.0.wait()).await {
        Ok(Ok(status)) => own_process::end_as(status),
        _ => 1,
    }
}
