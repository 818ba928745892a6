//! `vouch`, the program that people and AWS tools call: answers `credential aws` from the cache and
//! `status` from the state file, and runs `vouch-full`, which lies beside it, for everything else.
//!
//! AWS tools run it for every command of theirs, and prompts for every line, so it carries nothing that
//! these answers don't need (`docs/design/two-programs.md`).

use std::process::ExitCode;

use clap::Parser as _;

use vouch::adapters::clock::{Clock as _, SystemClock};
use vouch::adapters::environment::Environment;
use vouch::adapters::installation;
use vouch::adapters::own_process;
use vouch::adapters::secret_store::choose;
use vouch::commands::credential::{self, aws};
use vouch::commands::error::{CommandError, Exit};
use vouch::commands::output::Output;
use vouch::commands::status;
use vouch::commands::{Cli, Command, which_issuer};
use vouch::domain::secret::Secret;

fn main() -> ExitCode {
    own_process::keep_secrets_in();
    // A panic has been told of by then.
    std::panic::catch_unwind(run).unwrap_or(Exit::Failed.into())
}

fn run() -> ExitCode {
    let environment = Environment::read();
    let mut output = Output::standard();
    let (result, reader) = match at_once(&environment) {
        Some((text, reader)) => {
            (output.print(text.expose()).map_err(CommandError::unwritten), reader)
        }
        None => (Err(installation::become_full(&environment.executable).into()), Reader::Tool),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if error.is_told() {
                output.fail(&match reader {
                    Reader::Person => error.to_string(),
                    Reader::Tool => error.one_line(),
                });
            }
            error.exit.into()
        }
    }
}

/// Who reads what goes wrong.
enum Reader {
    Person,
    Tool,
}

/// Returns the answer if it can be had at once. Arguments that aren't understood, a log that is wanted,
/// and whatever goes wrong are told by `vouch-full`, which begins anew.
fn at_once(environment: &Environment) -> Option<(Secret, Reader)> {
    let Ok(cli) = Cli::try_parse() else {
        return Some((own_release()?, Reader::Tool));
    };
    if cli.verbose > 0 || environment.vouch_log.is_some() {
        return None;
    }
    let (issuer, _) = which_issuer::named(cli.issuer, environment);
    let (issuer, now) = (issuer.as_deref(), SystemClock.now());
    match cli.command {
        Command::Credential(credential::Args { command: credential::Command::Aws(args) }) => {
            let cache = choose::quick_cache(environment)?;
            let text = aws::from_cache(environment, cache.as_ref(), issuer, &args, now)?;
            Some((text, Reader::Tool))
        }
        Command::Status(args) => {
            let text = status::quick(environment, issuer, &args, now)?;
            Some((Secret::new(text), Reader::Person))
        }
        _ => None,
    }
}

/// What `vouch doctor` asks: whether both parts are of one release.
fn own_release() -> Option<Secret> {
    let mut arguments = std::env::args_os().skip(1);
    let is_asked = arguments.next().is_some_and(|word| word == installation::FRONT_VERSION);
    (is_asked && arguments.next().is_none()).then(|| Secret::new(env!("CARGO_PKG_VERSION")))
}
