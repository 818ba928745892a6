//! `vouch trust test`: what it says is what the local AWS says, and nothing is let in by mistake.

mod broken;
mod cases;
mod issuer;
mod one;
mod recorded;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::world::Told;

/// Runs `vouch trust test` in a folder, with nothing else from the machine.
fn test(folder: &Path, arguments: &[&str], stdin: &str) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouch"));
    command.env_clear().args(["trust", "test"]).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that is misused ends without reading.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    Told::from(child.wait_with_output().unwrap())
}
