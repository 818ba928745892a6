//! The administrator's commands: `vouch-server`. They work on the database beside a running
//! issuer, which sees what they change at its next request.

mod audit;
mod error;
mod example;
mod init;
mod invite;
mod keys;
mod ledger;
mod run;
mod sessions;
mod users;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::{Parser, Subcommand};
use serde::Serialize;

pub use error::{AdminError, Exit};

use crate::adapters::database::Database;
use crate::adapters::files;
use crate::domain::issuer_config::IssuerConfig;

/// Where the configuration is looked for, in this order. The folder somebody happens to be in comes
/// last: it may be another's, or one that the issuer's own user may not even look into.
const PLACES: [&str; 2] = ["/etc/vouch/server.toml", HERE];
/// Where `init` writes it.
const HERE: &str = "vouch-server.toml";

/// The issuer: turns touches on security keys into tokens that AWS trusts
#[derive(Debug, Parser)]
#[command(name = "vouch-server", version, disable_help_subcommand = true)]
pub struct Cli {
    /// The configuration [default: /etc/vouch/server.toml, else vouch-server.toml]
    #[arg(long, global = true, value_name = "PATH")]
    pub config: Option<PathBuf>,

    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// What `vouch-server` can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a commented configuration, the signing key and the database
    Init(init::Args),
    /// Serve
    Run(run::Args),
    /// Invite a person to enrol a security key
    Invite(invite::Args),
    /// List, disable and enable people
    #[command(subcommand)]
    Users(users::Command),
    /// List and remove the keys of people
    #[command(subcommand)]
    Keys(keys::Command),
    /// List and revoke sessions
    #[command(subcommand)]
    Sessions(sessions::Command),
    /// Print what was given, done and refused
    Audit(audit::Args),
}

/// How a list is printed.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// What people and programs read: stdout is data, stderr is for people.
pub struct Streams {
    /// Data.
    pub stdout: Box<dyn Write>,
    /// Words for people.
    pub stderr: Box<dyn Write>,
}

impl Streams {
    /// Returns the process's own streams.
    pub fn standard() -> Self {
        Self { stdout: Box::new(io::stdout()), stderr: Box::new(io::stderr()) }
    }

    /// Prints a line of data.
    fn print(&mut self, line: &str) -> Result<(), AdminError> {
        let written = writeln!(self.stdout, "{line}").and_then(|()| self.stdout.flush());
        written.map_err(|error| AdminError::failed(format!("could not print: {error}")))
    }

    /// Tells a person something. A closed stderr is no failure.
    pub fn tell(&mut self, line: &str) {
        let _ = writeln!(self.stderr, "{line}");
    }

    /// Prints a list: as JSON, or each item as a line of what it is made of.
    fn list<T: Serialize>(
        &mut self,
        args: &ListArgs,
        items: &[T],
        line: impl Fn(&T) -> String,
    ) -> Result<(), AdminError> {
        if args.json {
            let json = serde_json::to_string_pretty(items).expect("plain structures serialise");
            return self.print(&json);
        }
        items.iter().try_for_each(|item| self.print(&line(item)))
    }
}

/// Runs the command.
pub async fn run(cli: Cli, streams: &mut Streams) -> Result<(), AdminError> {
    let config = cli.config.as_deref();
    match cli.command {
        Command::Init(args) => init::run(config, &args, streams).await,
        Command::Run(args) => run::run(read_config(config)?, &args, streams).await,
        Command::Invite(args) => invite::run(&read_config(config)?, args, streams).await,
        Command::Users(command) => users::run(&open(config).await?, command, streams).await,
        Command::Keys(command) => keys::run(&open(config).await?, command, streams).await,
        Command::Audit(args) => audit::run(&open(config).await?, &args, streams).await,
        Command::Sessions(command) => sessions::run(&open(config).await?, command, streams).await,
    }
}

fn read_config(given: Option<&Path>) -> Result<IssuerConfig, AdminError> {
    let places: Vec<&Path> = match given {
        Some(path) => vec![path],
        None => PLACES.iter().map(Path::new).collect(),
    };
    for path in &places {
        if let Some(text) = files::read_trusted(path)? {
            let folder = path.parent().unwrap_or(Path::new(""));
            return IssuerConfig::parse(&text, folder).map_err(|error| {
                AdminError::configuration(format!("{}: {error}", path.display()))
            });
        }
    }
    let looked: Vec<String> = places.iter().map(|path| path.display().to_string()).collect();
    Err(AdminError::configuration(format!("there is no configuration {}", looked.join(" or ")))
        .hint("`vouch-server init --issuer https://NAME` writes one"))
}

async fn open(config: Option<&Path>) -> Result<Database, AdminError> {
    Ok(Database::open(&read_config(config)?.database).await?)
}

fn when(time: Option<DateTime<Utc>>) -> String {
    time.map_or_else(|| "-".into(), |time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
}
