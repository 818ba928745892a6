//! `vouch-server sessions`: who is logged in.

use clap::Subcommand;

use super::ledger::Deed;
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
    match command {
        Command::List(args) => {
            let now = SystemClock.now();
            streams.list(&args, &database.living_sessions(now).await?, |session| {
                let (began, ends) = (when(Some(session.began_at)), when(Some(session.ends_at)));
                format!("{}\t{}\t{}\t{began}\t{ends}", session.id, session.subject, session.key_id)
            })
        }
        Command::Revoke(args) => {
            let ended = revoke(database, args).await?;
            streams.tell(&format!("{ended} ended"));
            Ok(())
        }
    }
}

/// Returns how many sessions it ended.
async fn revoke(database: &Database, args: Args) -> Result<u64, AdminError> {
    let (mut transaction, deed) = (database.begin().await?, Deed::of("revoke-sessions"));
    let ended = match (args.number, args.all_of) {
        (Some(number), _) => {
            transaction.revoke_session_number(number, deed.at()).await?.map(|of| (of, 1))
        }
        (None, Some(subject)) => {
            let ended = transaction.revoke_sessions_of(&subject, deed.at()).await?;
            Some((subject, ended)).filter(|(_, ended)| *ended > 0)
        }
        (None, None) => None,
    };
    match ended {
        Some((subject, ended)) => {
            deed.subject(&subject).done(transaction).await?;
            Ok(ended)
        }
        None => {
            drop(transaction);
            let error = AdminError::failed("there is no such session")
                .hint("`vouch-server sessions list` shows those that live");
            Err(deed.refused(database, error).await)
        }
    }
}
