//! What a program of ours does for the secrets that pass through its memory, how it ends, and how
//! another program takes its place.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::panic::{self, PanicHookInfo};
use std::process::{Child, Command, ExitStatus};

/// Keeps what is in memory from getting out by a crash. To be called first of all, in every program
/// that handles secrets.
///
/// On Linux the kernel then writes no core dump, hands none to a collector such as
/// systemd-coredump, and lets no other process but root's trace this one or read its memory and
/// environment ([`PR_SET_DUMPABLE`](https://man7.org/linux/man-pages/man2/PR_SET_DUMPABLE.2const.html)).
/// Elsewhere on Unix the limit on core dumps is set to zero. The limit can be raised again by the
/// programs that this one starts. A panic says where it was, and not what it was about.
pub fn keep_secrets_in() {
    dump::leave_none();
    panic::set_hook(Box::new(|panic| {
        let _ = writeln!(std::io::stderr(), "{}", obituary(panic));
    }));
}

/// Ends this process as its child ended, if that was by a signal of their common terminal.
///
/// Control-C goes to both, and in either order: the child's end may be seen before our own signal
/// has come. Then it was not the child that failed, but the person who left.
pub fn end_with(child: ExitStatus) {
    #[cfg(unix)]
    if let Some(signal) = of_terminal(child) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
    }
    #[cfg(not(unix))]
    let _ = child;
}

#[cfg(unix)]
fn of_terminal(child: ExitStatus) -> Option<i32> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT};
    use std::os::unix::process::ExitStatusExt as _;
    child.signal().filter(|signal| [SIGHUP, SIGINT, SIGQUIT].contains(signal))
}

/// What a panic says may be what it panicked over: a piece of a token, an answer of a library.
fn obituary(panic: &PanicHookInfo<'_>) -> String {
    let place = panic.location().map_or_else(|| "an unknown place".into(), ToString::to_string);
    format!(
        "error: a fault in this program, at {place}; what it was about is not shown, since that \
         may be a secret"
    )
}

/// Lets the program take the place of this one, with the limit on core dumps that this one was
/// started with. Returns only if it can't be started. Its files, its signals and the end of both are
/// the kernel's matter: nothing of this program is left.
#[cfg(unix)]
pub fn become_it(command: &mut Command) -> io::Result<Infallible> {
    use std::os::unix::process::CommandExt as _;
    dump::limit_as_it_was();
    let error = command.exec();
    dump::leave_none();
    Err(error)
}

/// Runs the program and ends this one as it ended: Windows lets none take another's place. Returns
/// only if it can't be started.
#[cfg(not(unix))]
#[expect(
    clippy::exit,
    reason = "an exit code has 32 bits here, and `ExitCode` takes eight of them"
)]
pub fn become_it(command: &mut Command) -> io::Result<Infallible> {
    let status = command.status()?;
    std::process::exit(status.code().unwrap_or(1))
}

/// Starts the program beside this one, with the limit on core dumps that this one was started with.
pub fn start_it(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    dump::limit_as_it_was();
    let started = command.spawn();
    dump::leave_none();
    started
}

/// Ends this process as that program ended: with its exit code, or by the signal that ended it, so
/// that a shell sees whether it was Control-C.
pub fn end_as(program: ExitStatus) -> ! {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&program) {
        let _ = signal_hook::low_level::emulate_default_handler(signal);
        end(128 + signal)
    }
    end(program.code().unwrap_or(1))
}

/// Ends the process at once, whatever its other threads do: nothing of ours needs a tidy end, since
/// any program may be killed.
#[expect(clippy::exit, reason = "a thread that is told to stop can't return from `main`")]
pub fn end(code: i32) -> ! {
    std::process::exit(code)
}

#[cfg(unix)]
mod dump {
    use std::sync::OnceLock;

    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    /// The limit that this program was started with.
    static BEFORE: OnceLock<Rlimit> = OnceLock::new();

    pub(super) fn leave_none() {
        // Where the kernel refuses, the program works just as well.
        #[cfg(target_os = "linux")]
        let _ =
            rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
        let before = *BEFORE.get_or_init(|| getrlimit(Resource::Core));
        let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), ..before });
    }

    /// For the moment before another program takes this one's place; a new program can be dumped
    /// again by itself.
    pub(super) fn limit_as_it_was() {
        if let Some(before) = BEFORE.get() {
            let _ = setrlimit(Resource::Core, *before);
        }
    }
}

/// Windows keeps none unless an administrator asks for them.
#[cfg(not(unix))]
mod dump {
    pub(super) fn leave_none() {}
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::process::ExitStatusExt as _;

    #[test]
    fn only_what_a_terminal_sends_is_passed_on() {
        // The status of `wait`: the signal's number.
        for (status, signal) in [(1, Some(1)), (2, Some(2)), (3, Some(3)), (9, None), (15, None)] {
            assert_eq!(of_terminal(ExitStatus::from_raw(status)), signal);
        }
        assert_eq!(of_terminal(ExitStatus::from_raw(2 << 8)), None);
    }
}
