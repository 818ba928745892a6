//! Keeping a session of another provider, and the provider itself.

use std::time::Duration;

use chrono::{SubsecRound as _, TimeDelta};

use crate::adapters::secret_store::NewItem;
use crate::adapters::{config_file, random, state};
use crate::commands::error::CommandError;
use crate::commands::login::keep::{end, forget};
use crate::commands::moment;
use crate::commands::openid::token::label;
use crate::commands::world::World;
use crate::domain::config::{self, KnownProvider};
use crate::domain::openid::ClientId;
use crate::domain::session::{Given, Login, ProviderItem, SessionId, SessionRecord};

use super::Wanted;

/// Writes the session into the keyring, then into the state file, then ends the one it replaces.
///
/// It lasts so long; without a refresh token only as long as its ID token.
pub(super) fn session(
    world: &mut World,
    wanted: &Wanted<'_>,
    given: Given,
    lifetime: Duration,
) -> Result<(), CommandError> {
    let now = world.clock.now().trunc_subsecs(0);
    let lifetime = TimeDelta::from_std(lifetime).unwrap_or(TimeDelta::MAX);
    let mut expires_at = now.checked_add_signed(lifetime).unwrap_or(now);
    if given.refresh_token.is_none() {
        expires_at = expires_at.min(given.id_token_ends_at.trunc_subsecs(0));
    }
    let login = Login::Provider {
        subject: given.id_token.first().sub,
        client_id: wanted.client_id.clone(),
        name: given.id_token.person(),
    };
    let session_id = SessionId::from_random(random::bytes(&*world.random));
    let mut record = SessionRecord {
        issuer: wanted.issuer.clone(),
        session_id: session_id.clone(),
        login,
        expires_at,
        keyring: String::new(),
        auth_time: given.auth_time.map(|time| time.trunc_subsecs(0)),
    };
    let item = ProviderItem::new(wanted.issuer, wanted.client_id, session_id, expires_at, given);
    let written = world.sessions.write(&NewItem {
        name: &record.session_id.item_name(),
        label: &label(&record),
        secret: &item.to_secret(),
        expires_at: Some(expires_at),
    })?;
    record.keyring = written.as_str().into();
    let said = format!(
        "logged in to {} as {} until {}",
        record.issuer.host(),
        record.login.name(),
        moment::until(expires_at, now)
    );
    let old = state::update(&world.environment.state_folder, |records| records.insert(record))?;
    match old {
        // A provider may count both as one grant, as it does for one session of a browser: giving the
        // older token back would end the new session as well.
        Some(old) if is_of(&old, wanted.client_id) => forget(world, &old),
        Some(old) => end(world, &old),
        None => {}
    }
    world.output.tell(&said);
    Ok(())
}

fn is_of(record: &SessionRecord, client: &ClientId) -> bool {
    matches!(&record.login, Login::Provider { client_id, .. } if client_id == client)
}

/// Writes the provider into the person's config.toml, unless it is known so. The login stands
/// without it.
pub(super) fn provider(world: &mut World, wanted: &Wanted<'_>, provider: &KnownProvider<'_>) {
    let is_known = wanted.known.is_some_and(|known| {
        known.client_id.as_ref() == Some(provider.client_id)
            && known.scopes == provider.scopes
            && known.redirect_port == provider.redirect_port
    });
    if is_known {
        return;
    }
    let change = |text: &str| config::add_provider(text, wanted.issuer, provider);
    match config_file::update(&world.environment, change) {
        Ok(()) => {
            let host = wanted.issuer.host();
            world.output.tell(&format!("{host} is known here from now on"));
        }
        Err(error) => world.output.tell(&format!("the provider was not remembered: {error}")),
    }
}
