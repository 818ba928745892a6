//! `vouch-server users`: who may log in.

use clap::Subcommand;

use super::{AdminError, ListArgs, Streams, when};
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::adapters::database::Database;
use crate::domain::subject::Subject;

/// The commands of `users`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print everybody who was invited
    List(ListArgs),
    /// End every session of a person and let them log in no more
    Disable(Args),
    /// Let a person log in again
    Enable(Args),
}

/// Who.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person's subject, as `users list` shows it
    subject: Subject,
}

/// Runs the command.
pub(super) async fn run(
    database: &Database,
    command: Command,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    match command {
        Command::List(args) => streams.list(&args, &database.people().await?, |person| {
            let standing = if person.disabled_at.is_some() { "disabled" } else { "enabled" };
            let added = when(Some(person.added_at));
            format!("{}\t{}\t{standing}\t{added}", person.subject, person.email)
        }),
        Command::Disable(Args { subject }) => {
            let mut transaction = database.begin().await?;
            let found = transaction.disable(&subject, SystemClock.now()).await?;
            transaction.commit().await?;
            told(found, &subject, "is disabled; every session has ended", streams)
        }
        Command::Enable(Args { subject }) => {
            let mut transaction = database.begin().await?;
            let found = transaction.enable(&subject).await?;
            transaction.commit().await?;
            told(found, &subject, "may log in again", streams)
        }
    }
}

fn told(
    found: bool,
    subject: &Subject,
    what: &str,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    if !found {
        return Err(AdminError::failed(format!("there is nobody called {subject}"))
            .hint("`vouch-server users list` shows everybody"));
    }
    streams.tell(&format!("{subject} {what}"));
    Ok(())
}
