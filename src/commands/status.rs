//! `vouch status`: who is logged in, from the state file alone.

use serde::Serialize;

use super::connection;
use super::error::CommandError;
use super::moment;
use super::world::World;
use crate::adapters::state;
use crate::domain::session::{Login, SessionRecord};

/// Say who is logged in, with which key, until when.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Print for a program
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

/// The forms of the report.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For programs
    Json,
    /// Variables of a shell, for its prompt: of the session that the other commands use
    Shell,
    /// For people
    Text,
}

#[derive(Serialize)]
struct Report<'a> {
    sessions: Vec<Session<'a>>,
}

#[derive(Serialize)]
struct Session<'a> {
    #[serde(flatten)]
    record: &'a SessionRecord,
    expires_in: i64,
}

/// Runs the command: the living sessions, the latest login first; for a shell the one that commands
/// without `--issuer` use. Exit 3 if there is none.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let now = world.clock.now();
    let issuer = world.issuer.as_deref();
    let records = state::read(&world.environment.state_folder)?.sessions;
    let living: Vec<&SessionRecord> = records
        .iter()
        .filter(|record| issuer.is_none_or(|url| record.issuer.as_str() == url))
        .filter(|record| record.is_live(now))
        .collect();
    let remaining = |record: &SessionRecord| record.remaining(now).num_seconds();
    let lines: Vec<String> = match if args.json { Format::Json } else { args.format } {
        Format::Json => {
            let session = |record| Session { record, expires_in: remaining(record) };
            let report = Report { sessions: living.iter().copied().map(session).collect() };
            vec![serde_json::to_string(&report).expect("plain structures serialise")]
        }
        Format::Shell => {
            let record = connection::current(world)?;
            vec![shell(&record, remaining(&record))]
        }
        Format::Text => living
            .iter()
            .map(|record| text(record, &moment::until(record.expires_at, now)))
            .collect(),
    };
    for line in lines {
        world.output.print(&line).map_err(CommandError::unwritten)?;
    }
    if living.is_empty() { Err(connection::not_logged_in(issuer)) } else { Ok(()) }
}

fn text(record: &SessionRecord, until: &str) -> String {
    let with = match &record.login {
        Login::Key { key_id, .. } => format!("key      {key_id}"),
        Login::Provider { client_id, .. } => format!("client   {client_id}"),
    };
    format!(
        "{} at {}\n  {with}\n  until    {until}\n  keyring  {}",
        record.login.name(),
        record.issuer,
        record.keyring
    )
}

/// The values need no quotes in any shell: URLs of issuers, subjects and numbers are made of plain
/// characters; quotes keep it so.
fn shell(record: &SessionRecord, remaining: i64) -> String {
    format!(
        "VOUCH_STATUS_ISSUER='{}'\nVOUCH_STATUS_SUBJECT='{}'\nVOUCH_STATUS_EXPIRES_AT={}\nVOUCH_STATUS_REMAINING={remaining}",
        record.issuer.as_str().replace('\'', "%27"),
        record.login.name(),
        record.expires_at.timestamp(),
    )
}
