//! `vouch-server audit`: what was given, done and refused.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;

use super::{AdminError, ListArgs, Streams, when};
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::adapters::database::Database;
use crate::adapters::database::audited::{StoredLine, Wanted};
use crate::domain::duration;
use crate::domain::subject::Subject;

/// Arguments of `audit`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only what is about this person
    #[arg(long, value_name = "SUBJECT")]
    subject: Option<Subject>,

    /// Only this: login, token, enroll, logout, add-key, invite, disable-person, ...
    #[arg(long)]
    event: Option<String>,

    /// Only what came to this
    #[arg(long)]
    outcome: Option<Outcome>,

    /// Only what was so long ago at most (24h, 90m)
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    since: Option<Duration>,

    /// The latest lines, so many at most
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    last: u32,

    #[command(flatten)]
    list: ListArgs,
}

/// What came of a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Outcome {
    Done,
    Issued,
    Refused,
}

impl Outcome {
    fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Issued => "issued",
            Self::Refused => "refused",
        }
    }
}

/// Runs `audit`.
pub(super) async fn run(
    database: &Database,
    args: &Args,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    let wanted = Wanted {
        subject: args.subject.as_ref().map(Subject::as_str),
        event: args.event.as_deref(),
        outcome: args.outcome.map(Outcome::as_str),
        since: args.since.map_or(DateTime::UNIX_EPOCH, |ago| before(SystemClock.now(), ago)),
        last: args.last,
    };
    streams.list(&args.list, &database.read_audit(&wanted).await?, line)
}

fn before(now: DateTime<Utc>, ago: Duration) -> DateTime<Utc> {
    let start = TimeDelta::from_std(ago).ok().and_then(|ago| now.checked_sub_signed(ago));
    start.unwrap_or(DateTime::UNIX_EPOCH)
}

/// When, what, what came of it, who, who of the issuer's users, for what, why.
fn line(line: &StoredLine) -> String {
    let texts = &line.texts;
    let what = texts.role_arn.as_deref().or(texts.audience.as_deref()).or(texts.key_id.as_deref());
    let optional = [texts.subject.as_deref(), texts.administrator.as_deref(), what];
    let mut parts = vec![when(Some(line.at)), texts.event.clone(), texts.outcome.clone()];
    parts.extend(optional.map(|text| text.unwrap_or("-").to_owned()));
    parts.push(texts.why.clone().unwrap_or_else(|| "-".into()));
    // A word of a request must not steer the terminal, nor look like another column.
    let plain = |part: String| part.replace(char::is_control, " ");
    parts.into_iter().map(plain).collect::<Vec<_>>().join("\t")
}
