//! `vouch keys remove`: takes a key from the person.

use super::{LoggedIn, title};
use crate::adapters::prompt::Answer;
use crate::adapters::runtime::block_on;
use crate::adapters::security_key::software::SoftwareKey;
use crate::adapters::{config_file, state};
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer::of_session;
use crate::commands::world::World;
use crate::domain::config;
use crate::domain::key_protocol::Slot;
use crate::domain::wire::{KeyDescription, KeyKind};

/// Remove a key; its sessions end at once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The key, as `vouch keys list` prints it, or how it begins
    #[arg(allow_hyphen_values = true)]
    id: String,
}

pub(super) fn run(world: &mut World, args: &Args) -> Result<(), CommandError> {
    let here = LoggedIn::open(world)?;
    let keys = here.keys()?;
    let key = find(&keys, &args.id)?;
    let question = if keys.len() == 1 {
        format!(
            "{} is your last key: without it only an invitation lets you in. Remove it?",
            title(key)
        )
    } else {
        format!("remove {}? Its sessions end at once", title(key))
    };
    if world.prompt.confirm(&question, Answer::No)? == Answer::No {
        return Err(CommandError::new(Exit::Failed, "nothing was removed"));
    }
    block_on(here.client.remove_key(&here.session, &key.id)).map_err(of_session)?;
    let place = place(world, &here, key);
    forget(world, &here, key)?;
    world.output.tell(&format!("removed: {}", title(key)));
    if let Some((serial, slot)) = place {
        world.output.tell(&format!(
            "slot {slot} of YubiKey {serial} still holds it, for nothing; \
             `--slot {slot} --overwrite-slot` uses the slot again"
        ));
    }
    Ok(())
}

/// Returns where the key is, if it was enrolled or used on this machine.
fn place(world: &World, here: &LoggedIn, key: &KeyDescription) -> Option<(u32, Slot)> {
    let config = config_file::read(&world.environment).ok()?;
    let known = config.issuer(here.client.issuer().as_str())?.key(&key.id)?;
    Some((known.serial?, known.slot?))
}

/// Forgets the key on this machine, and the session if it was made with that key.
fn forget(world: &World, here: &LoggedIn, key: &KeyDescription) -> Result<(), CommandError> {
    let issuer = here.client.issuer();
    let change = |text: &str| config::remove_key(text, issuer, &key.id);
    config_file::update(&world.environment, change)?;
    if key.kind == KeyKind::Software {
        SoftwareKey::delete(&*world.sessions, &key.id)?;
    }
    if here.session.key_id == key.id {
        world.sessions.delete(&here.session.session_id.item_name())?;
        state::update(&world.environment.state_folder, |records| records.remove(issuer))?;
        world.cache.delete_all("vouch:1:")?;
    }
    Ok(())
}

fn find<'a>(keys: &'a [KeyDescription], typed: &str) -> Result<&'a KeyDescription, CommandError> {
    let mut found = keys.iter().filter(|key| key.id.as_str().starts_with(typed));
    let misused = |what: String| {
        Err(CommandError::new(Exit::Misused, what).hint("`vouch keys list` prints your keys"))
    };
    match (found.next(), found.next()) {
        (Some(key), None) if !typed.is_empty() => Ok(key),
        (None, _) => misused(format!("no key of yours begins with `{typed}`")),
        _ => misused(format!("several keys of yours begin with `{typed}`")),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use crate::commands::Cli;

    #[test]
    fn an_id_may_begin_with_a_hyphen() {
        // One thumbprint in 64 does, and was taken for an option.
        assert!(Cli::try_parse_from(["vouch", "keys", "remove", "-GD1fdim"]).is_ok());
        assert!(Cli::try_parse_from(["vouch", "keys", "remove"]).is_err());
    }
}
