//! `vouch-piv`, the key helper: the one program that links the smart card library.

use std::fs::File;
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    leave_no_core_dump();
    let served = unbuffered_stdin().and_then(|input| {
        vouch::adapters::piv::serve(input, io::stdout(), env!("CARGO_PKG_VERSION"))
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// A PIN passes through this process: what is left of it when it crashes isn't kept.
#[cfg(unix)]
fn leave_no_core_dump() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    // Lowering a limit is always allowed; without it the helper works just as well.
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
}

/// Windows keeps none unless an administrator asks for them.
#[cfg(not(unix))]
fn leave_no_core_dump() {}

/// Returns standard input without the standard library's buffer, which would keep a PIN.
#[cfg(unix)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

/// Returns standard input without the standard library's buffer, which would keep a PIN.
#[cfg(windows)]
fn unbuffered_stdin() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}
