//! `vouch doctor`: checks everything that a login and a credential need, and says what to do.

mod aws_profile;
mod finding;
mod issuer;
mod keyring;
mod security_key;
mod session;

use super::connection;
use super::error::CommandError;
use super::world::World;
use crate::adapters::config_file;
use crate::domain::config::Config;
use finding::{Finding, State};

/// Check everything that a login and a credential need
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let findings = findings(world);
    let report = if args.json {
        serde_json::to_string_pretty(&findings).expect("plain structures serialise")
    } else {
        findings.iter().map(Finding::lines).collect::<Vec<_>>().join("\n")
    };
    world.output.print(&report).map_err(CommandError::unwritten)?;
    verdict(&findings)
}

fn findings(world: &mut World) -> Vec<Finding> {
    let config = match config_file::read(&world.environment) {
        Ok(config) => config,
        Err(error) => return vec![Finding::bad("config", error)],
    };
    let mut findings = security_key::check(&mut *world.security_keys, &config);
    findings.push(keyring::check("sessions", &*world.sessions, world));
    findings.push(keyring::check("AWS credentials", &*world.cache, world));
    findings.extend(issuers(world, &config));
    findings.push(session::check(world));
    findings.extend(aws_profile::check(&world.environment));
    findings
}

fn issuers(world: &World, config: &Config) -> Vec<Finding> {
    if config.issuers.is_empty() {
        let hint = "run `vouch enroll --issuer URL`";
        return vec![Finding::warning("issuer", "no issuer is known", hint)];
    }
    let known = config.issuers.iter();
    known
        .flat_map(|known| match connection::client(world, &known.url) {
            Ok(client) => issuer::check(&client),
            Err(error) => vec![Finding::bad("issuer", error)],
        })
        .collect()
}

/// The first thing that is bad gives the exit code.
fn verdict(findings: &[Finding]) -> Result<(), CommandError> {
    let bad = findings.iter().filter(|finding| finding.state == State::Bad).count();
    match findings.iter().find_map(|finding| finding.exit) {
        None => Ok(()),
        Some(exit) if bad == 1 => Err(CommandError::new(exit, "a check failed")),
        Some(exit) => Err(CommandError::new(exit, format!("{bad} checks failed"))),
    }
}
