//! `vouch exec`: what the program finds in its environment, what else it is given (nothing), how it
//! ends, and how long its credentials last.

mod environment;
mod lasting;
mod process;
mod server;

use std::process::Output;

use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::world::Told;

/// Runs a program with the role's credentials.
fn exec(laptop: &Laptop, options: &[&str], program: &[&str]) -> Told {
    output(laptop, options, program).into()
}

fn output(laptop: &Laptop, options: &[&str], program: &[&str]) -> Output {
    laptop.vouch(&arguments(options, program)).output().unwrap()
}

fn arguments<'a>(options: &[&'a str], program: &[&'a str]) -> Vec<&'a str> {
    [&["exec", "--role", ROLE], options, &["--"], program].concat()
}
