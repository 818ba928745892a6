//! `vouch-full`, the laptop's program: wires the world together and runs one command in it.
//!
//! `vouch` runs it with the arguments that it was given itself.

use std::io::IsTerminal as _;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser as _;

use vouch::adapters::clock::SystemClock;
use vouch::adapters::config_file;
use vouch::adapters::environment::Environment;
use vouch::adapters::http::Network;
use vouch::adapters::own_process;
use vouch::adapters::prompt::Terminal;
use vouch::adapters::random::SystemRandom;
use vouch::adapters::secret_store::choose::Keyrings;
use vouch::adapters::security_key::key_helper::KeyHelper;
use vouch::commands::error::Exit;
use vouch::commands::output::Output;
use vouch::commands::world::World;
use vouch::commands::{self, Cli, Command, misuse, which_issuer};

fn main() -> ExitCode {
    own_process::keep_secrets_in();
    // A panic has been told of by then.
    std::panic::catch_unwind(run).unwrap_or(Exit::Failed.into())
}

fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => return misuse::end(said),
    };
    let environment = Environment::read();
    vouch::adapters::log::start(cli.verbose, environment.vouch_log.as_deref());
    let mut output = Output::standard();
    output.quiet = cli.quiet;
    output.is_watched = std::io::stderr().is_terminal();
    let keyrings = Keyrings::of(&environment);
    let (issuer, issuer_of) = which_issuer::named(cli.issuer, &environment);
    let mut world = World {
        network: Network::new(environment.clone()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        prompt: Box::new(Terminal),
        security_keys: Box::new(key_helper(&environment, &cli.command)),
        sessions: keyrings.sessions,
        cache: keyrings.cache,
        output,
        issuer,
        issuer_of,
        environment,
    };
    let one_line = matches!(cli.command, Command::Credential(_));
    match commands::run(&mut world, cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            if error.is_told() {
                world.output.fail(&if one_line { error.one_line() } else { error.to_string() });
            }
            error.exit.into()
        }
    }
}

/// Prepares the key helper. Only the commands that use a key read config.toml for its place; a file
/// that can't be read is the command's to tell.
fn key_helper(environment: &Environment, command: &Command) -> KeyHelper {
    let configured = match command {
        Command::Doctor(_) | Command::Enroll(_) | Command::Keys(_) | Command::Login(_) => {
            config_file::read(environment).ok().and_then(|config| config.key_helper)
        }
        _ => None,
    };
    KeyHelper::new(environment.executable.clone(), configured)
}
