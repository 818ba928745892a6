//! `vouch-server users`: who may log in.

use clap::Subcommand;

use super::ledger::Deed;
use super::{AdminError, ListArgs, Streams, when};
use crate::adapters::database::{Database, Transaction};
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
            let (mut transaction, deed) = (database.begin().await?, Deed::of("disable-person"));
            let found = transaction.disable(&subject, deed.at()).await?;
            if !found {
                return Err(nobody(database, transaction, deed, &subject).await);
            }
            deed.subject(&subject).done(transaction).await?;
            streams.tell(&format!("{subject} is disabled; every session has ended"));
            Ok(())
        }
        Command::Enable(Args { subject }) => {
            let (mut transaction, deed) = (database.begin().await?, Deed::of("enable-person"));
            let found = transaction.enable(&subject).await?;
            if !found {
                return Err(nobody(database, transaction, deed, &subject).await);
            }
            deed.subject(&subject).done(transaction).await?;
            streams.tell(&format!("{subject} may log in again"));
            Ok(())
        }
    }
}

/// Nobody was found, so nothing is changed.
async fn nobody(
    database: &Database,
    transaction: Transaction,
    deed: Deed,
    subject: &Subject,
) -> AdminError {
    drop(transaction);
    let error = AdminError::failed(format!("there is nobody called {subject}"))
        .hint("`vouch-server users list` shows everybody");
    deed.refused(database, error).await
}
