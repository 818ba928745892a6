//! `virtual-yubikey`: an emulated key for demonstrations, without any hardware.
#![expect(
    clippy::disallowed_methods,
    reason = "an instrument of the tests stands outside the product's floors"
)]

mod arguments;
mod control;

use std::error::Error;
use std::io::{self, Write};
use std::os::unix::net::UnixListener;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use arguments::{Arguments, Task};
use virtual_yubikey::{Desk, VirtualYubikey};

fn main() -> ExitCode {
    let arguments = match Arguments::parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => return tell(&format!("{error}\n\n{}", arguments::USAGE)),
    };
    perform(arguments).unwrap_or_else(|error| tell(&error.to_string()))
}

fn tell(error: &str) -> ExitCode {
    // nothing is left to do when stderr is closed
    let _ = writeln!(io::stderr(), "error: {error}");
    ExitCode::from(2)
}

fn perform(arguments: Arguments) -> Result<ExitCode, Box<dyn Error>> {
    match &arguments.task {
        Task::Control { words } => control(&arguments, words),
        Task::Run { command } => run(&arguments, command),
        Task::Serve { socket } => serve(&arguments, socket),
    }
}

/// The key, a pcscd of its own, and a command that sees both.
fn run(arguments: &Arguments, command: &[String]) -> Result<ExitCode, Box<dyn Error>> {
    let desk = Desk::start(std::slice::from_ref(&arguments.options))?;
    write_root(arguments, &desk.keys()[0])?;
    let control = arguments.control.clone();
    let control = control.unwrap_or_else(|| desk.socket().with_file_name("control"));
    let listener = UnixListener::bind(&control)?;
    thread::scope(|scope| {
        scope.spawn(|| control::serve(&listener, &desk.keys()[0]));
        let status = Command::new(&command[0])
            .args(&command[1..])
            .env("PCSCLITE_CSOCK_NAME", desk.socket())
            .env(control::VARIABLE, &control)
            .status();
        control::ask(&control, "quit")?;
        std::fs::remove_file(&control)?;
        let status = status.map_err(|error| format!("could not run `{}`: {error}", command[0]))?;
        let code = status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(1);
        Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
    })
}

/// The key alone, for a pcscd that someone else runs; until `quit` on the control socket.
fn serve(arguments: &Arguments, socket: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let control = arguments.control.as_ref().ok_or("`serve` needs --control")?;
    let key = VirtualYubikey::start(&arguments.options, socket.into())?;
    write_root(arguments, &key)?;
    control::serve(&UnixListener::bind(control)?, &key);
    std::fs::remove_file(control)?;
    Ok(ExitCode::SUCCESS)
}

/// Tells a running key what to do, and prints its answer.
fn control(arguments: &Arguments, words: &str) -> Result<ExitCode, Box<dyn Error>> {
    let from_environment = std::env::var_os(control::VARIABLE).map(PathBuf::from);
    let socket = arguments.control.clone().or(from_environment);
    let socket = socket.ok_or("which key? give --control")?;
    writeln!(io::stdout(), "{}", control::ask(&socket, words)?)?;
    Ok(ExitCode::SUCCESS)
}

fn write_root(arguments: &Arguments, key: &VirtualYubikey) -> io::Result<()> {
    match &arguments.root {
        Some(file) => std::fs::write(file, key.attestation_root_der()),
        None => Ok(()),
    }
}
