//! `vouch keys`: the keys of this person.

pub mod add;
mod list;
mod pin;
mod remove;

use clap::Subcommand;

use super::connection;
use super::error::CommandError;
use super::errors::issuer::of_session;
use super::world::World;
use crate::adapters::issuer_client::IssuerClient;
use crate::adapters::runtime::block_on;
use crate::domain::session::SessionItem;
use crate::domain::wire::KeyDescription;

/// List, add and remove your keys.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List your keys
    List(list::Args),
    /// Add a further key, within five minutes of a login
    Add(add::Args),
    /// Remove a key; its sessions end at once
    Remove(remove::Args),
    /// Change the PIN of a YubiKey
    Pin(pin::Args),
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    match args.command {
        Command::List(args) => list::run(world, args),
        Command::Add(args) => add::run(world, args),
        Command::Remove(args) => remove::run(world, &args),
        Command::Pin(args) => pin::run(world, args),
    }
}

/// The session that the keys are listed and changed with.
struct LoggedIn {
    client: IssuerClient,
    session: SessionItem,
}

impl LoggedIn {
    fn open(world: &World) -> Result<Self, CommandError> {
        let record = connection::current(world)?;
        let session = connection::session(world, &record)?;
        Ok(Self { client: connection::client(world, &record.issuer)?, session })
    }

    fn keys(&self) -> Result<Vec<KeyDescription>, CommandError> {
        Ok(block_on(self.client.keys(&self.session)).map_err(of_session)?.keys)
    }
}

/// Returns how a key is called: its name, else what it is.
fn title(key: &KeyDescription) -> String {
    let kind = match key.serial {
        Some(serial) => format!("YubiKey {serial}"),
        None => "software key".into(),
    };
    match &key.name {
        Some(name) => format!("{} ({kind})", plain(name)),
        None => kind,
    }
}

/// Names come from the issuer, so they may hold anything.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).collect()
}
