//! `vouch status`: who is logged in, from the state file alone.

mod form;
mod quick;
mod wait;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

pub use form::{Color, Format};
pub use quick::quick;

use super::connection;
use super::error::{CommandError, Exit};
use super::moment;
use super::world::World;
use crate::adapters::state;
use crate::domain::duration;
use crate::domain::session::SessionRecord;

/// Say who is logged in, with which key, until when.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Print for a program
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// Colours in `--format prompt`
    #[arg(long, value_enum, default_value_t = Color::Never, value_name = "WHEN")]
    color: Color,

    /// End with 3, as if nobody were logged in, where less than this is left
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    fail_within: Option<Duration>,

    /// Wait for a login, so long at most
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    wait: Option<Duration>,
}

impl Args {
    fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// Tells whether the session is one that was asked for.
    fn suits(&self, record: &SessionRecord, now: DateTime<Utc>) -> bool {
        let least = self.fail_within.unwrap_or_default();
        let least = TimeDelta::from_std(least).unwrap_or(TimeDelta::MAX);
        record.is_live(now) && record.remaining(now) >= least
    }

    /// Returns the living sessions, the latest login first.
    fn living<'a>(
        &self,
        records: &'a [SessionRecord],
        issuer: Option<&str>,
        now: DateTime<Utc>,
    ) -> Vec<&'a SessionRecord> {
        let named = |record: &&SessionRecord| issuer.is_none_or(|it| record.issuer.as_str() == it);
        records.iter().filter(named).filter(|record| self.suits(record, now)).collect()
    }
}

/// Runs the command: the living sessions, the latest login first; for a prompt or a shell the one
/// that commands without `--issuer` use. Exit 3 if there is none.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    if let Some(limit) = args.wait {
        wait::wait(world, &args, limit)?;
    }
    let now = world.clock.now();
    let issuer = world.issuer.clone();
    let records = state::read(&world.environment.state_folder)?.sessions;
    let living = args.living(&records, issuer.as_deref(), now);
    let text = match args.format() {
        Format::Json => form::json(&living, now),
        Format::Text => form::text(&living, now),
        format => match one(world, &args, now) {
            Ok(record) => form::of_one(format, args.color, &record, now),
            Err(error) if format == Format::Prompt && error.exit == Exit::LoginRequired => {
                return Err(CommandError::silent(error.exit));
            }
            Err(error) => return Err(error),
        },
    };
    if !text.is_empty() {
        world.output.print(&text).map_err(CommandError::unwritten)?;
    }
    if living.is_empty() {
        return Err(nobody(&records, issuer.as_deref(), now));
    }
    if args.format() == Format::Text {
        living
            .iter()
            .filter_map(|record| ending(record, now))
            .for_each(|it| world.output.tell(&it));
    }
    Ok(())
}

/// Returns the session that other commands use, if it is one that was asked for.
fn one(world: &World, args: &Args, now: DateTime<Utc>) -> Result<SessionRecord, CommandError> {
    let record = connection::current(world)?;
    if args.suits(&record, now) { Ok(record) } else { Err(too_short(&record, now)) }
}

/// Returns the hint where a session ends soon.
fn ending(record: &SessionRecord, now: DateTime<Utc>) -> Option<String> {
    let left = moment::soon(record.expires_at, now)?;
    let issuer = &record.issuer;
    Some(format!("\nhint: the session at {issuer} ends in {left}: `vouch login` begins a new one"))
}

/// A session that is there, and too short for what was asked, is no missing login.
fn nobody(records: &[SessionRecord], issuer: Option<&str>, now: DateTime<Utc>) -> CommandError {
    let mut sessions = records.iter().filter(|record| record.is_live(now));
    let found = sessions.find(|record| issuer.is_none_or(|it| record.issuer.as_str() == it));
    found.map_or_else(|| connection::not_logged_in(issuer), |record| too_short(record, now))
}

fn too_short(record: &SessionRecord, now: DateTime<Utc>) -> CommandError {
    let left = moment::length(record.remaining(now));
    let what = format!("the session at {} ends in {left}", record.issuer);
    CommandError::new(Exit::LoginRequired, what).hint("run `vouch login`")
}
