//! `vouch-piv`, the key helper: the one program that links the smart card library.

use std::fs::File;
use std::io;
use std::process::ExitCode;

use vouch::adapters::{own_process, piv};

fn main() -> ExitCode {
    own_process::keep_secrets_in();
    let served = unbuffered_stdin()
        .and_then(|input| piv::serve(input, io::stdout(), env!("CARGO_PKG_VERSION")));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

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
