//! `vouch keys list`: lists the keys.

use chrono::{DateTime, Utc};

use super::{LoggedIn, title};
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::jose::KeyId;
use crate::domain::wire::{KeyDescription, KeysResponse};

/// List your keys.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let here = LoggedIn::open(world)?;
    let keys = here.keys()?;
    let printed = if args.json {
        serde_json::to_string(&KeysResponse { keys }).expect("plain structures serialise")
    } else {
        let lines: Vec<String> = keys.iter().map(|key| text(key, &here.session.key_id)).collect();
        lines.join("\n")
    };
    world.output.print(&printed).map_err(CommandError::unwritten)
}

fn text(key: &KeyDescription, current: &KeyId) -> String {
    let day = |time: DateTime<Utc>| time.format("%Y-%m-%d").to_string();
    let used = key.last_used_at.map_or("never".into(), day);
    let mark = if key.id == *current { ", this session's" } else { "" };
    format!("{}  {}, added {}, used {used}{mark}", key.id, title(key), day(key.added_at))
}
