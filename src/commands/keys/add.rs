//! `vouch keys add`: makes a further key and binds it to the person who is logged in.

use chrono::{DateTime, TimeDelta, Utc};

use super::{LoggedIn, title};
use crate::adapters::runtime::block_on;
use crate::commands::enroll::new_key::{self, NewKey};
use crate::commands::enroll::remember;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer::of_session;
use crate::commands::world::World;
use crate::domain::enrolment::proof_input;
use crate::domain::wire::{AddKeyRequest, KeyKind};

/// How old the touch may be, by the issuer's rule.
const FRESH: TimeDelta = TimeDelta::minutes(5);

/// Add a further key, within five minutes of a login.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where and how to make the key
    #[command(flatten)]
    pub key: new_key::Args,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let here = LoggedIn::open(world)?;
    let client = &here.client;
    let ours = block_on(client.discover())?;
    may_add(&here, world.clock.now())?;
    let key = NewKey::in_yubikey(world, &args.key, None)?;
    let challenge = block_on(client.enroll_challenge(&ours, &key.id()))?;
    let input = proof_input(&key.jwk(), client.issuer(), &challenge, None);
    let proof = key.sign(world, input, &format!("add it at {}", client.issuer().host()))?;
    let request =
        AddKeyRequest { proof, attestation: key.attestation().to_vec(), name: args.key.name };
    let answer = block_on(client.add_key(&here.session, &request))
        .map_err(|error| key.unused(world, of_session(error)))?;
    remember(world, client.issuer(), &key, &answer)?;
    world.output.tell(&format!("added: {}", title(&answer.key)));
    Ok(())
}

/// Asks what the issuer will ask, before a key is made that it would not take: the session is
/// alive, young, and was made with a YubiKey.
fn may_add(here: &LoggedIn, now: DateTime<Utc>) -> Result<(), CommandError> {
    let keys = here.keys()?;
    let current = keys.iter().find(|key| key.id == here.session.key_id);
    if current.is_some_and(|key| key.kind == KeyKind::Software) {
        let error = CommandError::new(Exit::Refused, "adding a key takes a login with a YubiKey");
        return Err(
            error.hint("a YubiKey beside a software key takes an invitation: `vouch enroll`")
        );
    }
    fresh(here.session.auth_time, now)
}

fn fresh(touched: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), CommandError> {
    if now - touched < FRESH {
        return Ok(());
    }
    let what = "adding a key takes a login that is under 5 minutes old";
    Err(CommandError::new(Exit::LoginRequired, what).hint("run `vouch login`, then this again"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_touch_of_five_minutes_ago_is_too_old() {
        let touched = DateTime::UNIX_EPOCH;
        assert!(fresh(touched, touched + TimeDelta::seconds(299)).is_ok());
        let error = fresh(touched, touched + TimeDelta::seconds(300)).unwrap_err();
        assert_eq!(error.exit, Exit::LoginRequired);
    }
}
