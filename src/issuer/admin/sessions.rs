//! `vouch-server sessions`: who is logged in.

use clap::Subcommand;

use super::{AdminError, ListArgs, Streams, when};
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::adapters::database::Database;
use crate::domain::subject::Subject;

/// The commands of `sessions`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print the sessions that live
    List(ListArgs),
    /// End a session, or all of a person
    Revoke(Args),
}

/// Which.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub struct Args {
    /// The session's number, as `sessions list` shows it
    number: Option<i64>,

    /// All sessions of this person
    #[arg(long, value_name = "SUBJECT")]
    all_of: Option<Subject>,
}

/// Runs the command.
pub(super) async fn run(
    database: &Database,
    command: Command,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    let now = SystemClock.now();
    match command {
        Command::List(args) => {
            streams.list(&args, &database.living_sessions(now).await?, |session| {
                let (began, ends) = (when(Some(session.began_at)), when(Some(session.ends_at)));
                format!("{}\t{}\t{}\t{began}\t{ends}", session.id, session.subject, session.key_id)
            })
        }
        Command::Revoke(args) => {
            let mut transaction = database.begin().await?;
            let ended = match (args.number, args.all_of) {
                (Some(number), _) => {
                    u64::from(transaction.revoke_session_number(number, now).await?)
                }
                (None, Some(subject)) => transaction.revoke_sessions_of(&subject, now).await?,
                (None, None) => 0,
            };
            transaction.commit().await?;
            told(ended, streams)
        }
    }
}

fn told(ended: u64, streams: &mut Streams) -> Result<(), AdminError> {
    if ended == 0 {
        return Err(AdminError::failed("there is no such session")
            .hint("`vouch-server sessions list` shows those that live"));
    }
    streams.tell(&format!("{ended} ended"));
    Ok(())
}
