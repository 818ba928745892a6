//! `vouch serve`: a credentials endpoint on loopback.

mod attacks;
mod ends;
mod keeps;
mod long;
mod others;
mod starts;

use std::process::{Command, Stdio};

use crate::credential_aws::laptop::Laptop;
use crate::endpoint::Serving;

pub(crate) use attacks::rows as attacks;

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

/// Prepares `vouch serve` for the role. A signal that whoever runs the tests ignores ends it all the
/// same.
fn command(laptop: &Laptop, arguments: &[&str]) -> Command {
    with_signals(laptop, "--default-signal=HUP,INT,TERM", arguments)
}

/// Prepares it with signals as that option of `env` says.
fn with_signals(laptop: &Laptop, signals: &str, arguments: &[&str]) -> Command {
    let vouch = laptop.vouch(&[&["serve", "--role", ROLE][..], arguments].concat());
    let mut command = Command::new("/usr/bin/env");
    command.arg(signals).arg(vouch.get_program()).args(vouch.get_args()).env_clear();
    command.envs(vouch.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn serving(laptop: &Laptop) -> Serving {
    Serving::start(command(laptop, &["--json"]))
}
