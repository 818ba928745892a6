//! `vouch-server keys`: the keys that speak for people.

use clap::Subcommand;

use super::ledger::Deed;
use super::{AdminError, ListArgs, Streams, when};
use crate::adapters::database::Database;
use crate::domain::jose::KeyId;
use crate::domain::wire::KeyKind;

/// The commands of `keys`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Print everybody's keys
    List(ListArgs),
    /// Take a key from its person and end its sessions
    Remove(Args),
}

/// Which.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The key's id, as `keys list` shows it
    #[arg(allow_hyphen_values = true)]
    key: KeyId,
}

/// Runs the command.
pub(super) async fn run(
    database: &Database,
    command: Command,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    match command {
        Command::List(args) => streams.list(&args, &database.keys().await?, |listed| {
            let key = &listed.key;
            let kind = match (key.kind, key.serial) {
                (KeyKind::Software, _) => "software".into(),
                (KeyKind::Yubikey, None) => "yubikey".into(),
                (KeyKind::Yubikey, Some(serial)) => format!("yubikey {serial}"),
            };
            let name = key.name.as_deref().unwrap_or("-");
            let used = when(key.last_used_at);
            format!("{}\t{}\t{kind}\t{name}\t{used}", key.id, listed.subject)
        }),
        Command::Remove(Args { key }) => {
            let mut transaction = database.begin().await?;
            let owner = transaction.enrolled_key(&key).await?.map(|key| key.person.subject);
            let deed = Deed::of("remove-key").key(&key);
            let Some(owner) = owner else {
                drop(transaction);
                let error = AdminError::failed(format!("there is no key {key}"))
                    .hint("`vouch-server keys list` shows all");
                return Err(deed.refused(database, error).await);
            };
            transaction.remove_key(&owner, &key).await?;
            deed.subject(&owner).done(transaction).await?;
            streams.tell(&format!("{owner} has lost the key; its sessions have ended"));
            Ok(())
        }
    }
}
