//! `vouch doctor`: checks everything that a login and a credential need, as the AWS tools see it, and
//! says what to do.

mod aws_files;
mod catalogue;
mod clock;
mod environment;
mod finding;
mod helper;
mod installation;
mod issuer;
mod keyring;
mod network;
mod permissions;
mod profile;
mod security_key;
mod session;
mod sts;

pub use catalogue::{CHECKS, Check};
pub use finding::State;

use super::error::CommandError;
use super::world::World;
use crate::adapters::config_file;
use crate::domain::config::Config;
use finding::Finding;

/// Check everything that a login and a credential need
///
/// Runs the `credential_process` of one profile as an AWS tool does, if somebody is logged in.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,

    /// Mend what can safely be mended: permissions
    #[arg(long)]
    pub fix: bool,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    if args.fix {
        permissions::mend(world);
    }
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
    let (config, mut findings) = match config_file::read(&world.environment) {
        Ok(config) => (config, vec![catalogue::CONFIG_FILE.good("config.toml can be read")]),
        Err(error) => (Config::default(), vec![catalogue::CONFIG_FILE.failed(error)]),
    };
    findings.push(permissions::check(&world.environment));
    findings.extend(installation::check(&world.environment));
    findings.push(environment::terminal(&*world.prompt));
    findings.extend(security_key::check(&mut *world.security_keys, &config));
    findings.extend(keyring::check(world));
    findings.extend(network::check(world));
    findings.extend(issuer::check(world, &config));
    findings.extend(session::check(world));
    findings.extend(aws_files::check(&world.environment));
    let profiles = profile::read(&world.environment);
    findings.extend(environment::check(&world.environment, &profiles));
    findings.extend(profile::check(&world.environment, &profiles));
    findings.extend(sts::check(world, &config, &profiles));
    let is_ready = !findings.iter().any(stands_in_the_way);
    if is_ready && let Some(found) = helper::check(world, &profiles) {
        findings.extend(found);
    }
    findings
}

/// Without a session in a keyring that answers there is nothing to run a profile's command line for:
/// it would only wait and fail once more.
fn stands_in_the_way(finding: &Finding) -> bool {
    let is_needed = ["keyring.", "session.live", "session.kept", "issuer.", "sts.", "profile."]
        .iter()
        .any(|it| finding.id.starts_with(it));
    match finding.state {
        State::Good => false,
        State::Warning => ["session.live", "issuer.known", "profile.written"].contains(&finding.id),
        State::Bad => is_needed,
    }
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
