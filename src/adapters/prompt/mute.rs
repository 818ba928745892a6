//! A terminal that shows nothing of what is typed, and shows it again whatever ends the program.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

/// The terminal that is mute now, and how it was before.
static MUTED: Mutex<Option<(OwnedFd, Termios)>> = Mutex::new(None);

/// A terminal that doesn't echo, until this is dropped or a signal ends the program.
pub(super) struct Mute<'a> {
    pub(super) terminal: &'a File,
}

impl<'a> Mute<'a> {
    /// What was typed ahead is dropped: it was echoed, and was meant for something else.
    pub(super) fn new(terminal: &'a File) -> io::Result<Self> {
        restore_before_dying()?;
        let before = tcgetattr(terminal)?;
        let mut mute = before.clone();
        // Without ISIG Control-C is a character that we see: the question is given up, not the
        // program.
        mute.local_modes -=
            LocalModes::ECHO | LocalModes::ECHONL | LocalModes::ICANON | LocalModes::ISIG;
        mute.special_codes[SpecialCodeIndex::VMIN] = 1;
        mute.special_codes[SpecialCodeIndex::VTIME] = 0;
        let copy = terminal.as_fd().try_clone_to_owned()?;
        let mut muted = muted();
        tcsetattr(terminal, OptionalActions::Flush, &mute)?;
        *muted = Some((copy, before));
        Ok(Self { terminal })
    }
}

impl Drop for Mute<'_> {
    fn drop(&mut self) {
        restore(&mut muted());
    }
}

/// Lets the terminal show what is typed, as it did before.
fn restore(muted: &mut Option<(OwnedFd, Termios)>) {
    if let Some((terminal, before)) = muted.take() {
        let _ = tcsetattr(terminal, OptionalActions::Flush, &before);
    }
}

fn muted() -> MutexGuard<'static, Option<(OwnedFd, Termios)>> {
    MUTED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, a signal that ends the program restores the terminal first. The thread stays: what
/// watches signals can't be taken away again.
fn restore_before_dying() -> io::Result<()> {
    static WATCHED: OnceLock<()> = OnceLock::new();
    if WATCHED.get().is_some() {
        return Ok(());
    }
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            // Kept to the end, so that nobody makes the terminal mute again.
            let mut muted = muted();
            restore(&mut muted);
            let _ = emulate_default_handler(signal);
        }
    })?;
    let _ = WATCHED.set(());
    Ok(())
}
