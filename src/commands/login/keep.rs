//! Keeping the session: keyring, state file, and the end of the one before.

use chrono::{SubsecRound as _, TimeDelta};

use super::Established;
use crate::adapters::issuer_client::IssuerClient;
use crate::adapters::secret_store::NewItem;
use crate::adapters::{random, state};
use crate::commands::error::CommandError;
use crate::commands::logout;
use crate::commands::moment;
use crate::commands::world::World;
use crate::domain::session::{Login, SessionId, SessionItem, SessionRecord};

/// Writes the session into the keyring, then into the state file, then ends the one it replaces.
pub(super) fn session(
    world: &mut World,
    client: &IssuerClient,
    established: Established,
) -> Result<(), CommandError> {
    let item = item(world, client, established);
    let secret = item.to_secret();
    let keyring = world.sessions.write(&NewItem {
        name: &item.session_id.item_name(),
        label: &format!("vouch: session of {} at {}", item.subject, item.issuer.host()),
        secret: &secret,
        expires_at: Some(item.expires_at),
    })?;
    let record = SessionRecord {
        issuer: item.issuer.clone(),
        session_id: item.session_id.clone(),
        login: Login::Key { subject: item.subject.clone(), key_id: item.key_id.clone() },
        expires_at: item.expires_at,
        keyring: keyring.as_str().into(),
        auth_time: Some(item.auth_time),
    };
    let old = state::update(&world.environment.state_folder, |records| records.insert(record))?;
    if let Some(old) = old {
        end(world, &old);
    }
    let until = moment::until(item.expires_at, item.auth_time);
    let host = item.issuer.host();
    world.output.tell(&format!("logged in to {host} as {} until {until}", item.subject));
    Ok(())
}

/// Lifetimes are counted from this machine's now, so that its clock may be wrong.
fn item(world: &World, client: &IssuerClient, established: Established) -> SessionItem {
    let Established { answer, key_id, session_key, subject } = established;
    let now = world.clock.now().trunc_subsecs(0);
    let lifetime = i64::try_from(answer.session_expires_in).ok().and_then(TimeDelta::try_seconds);
    let expires_at = lifetime.and_then(|lifetime| now.checked_add_signed(lifetime)).unwrap_or(now);
    SessionItem {
        issuer: client.issuer().clone(),
        session_id: SessionId::from_random(random::bytes(&*world.random)),
        subject,
        key_id,
        refresh_token: answer.refresh_token,
        session_key,
        expires_at,
        auth_time: now,
    }
}

/// Ends an older session as well as can be: it would end by itself.
pub(super) fn end(world: &World, old: &SessionRecord) {
    if let Err(error) = logout::revoke(world, old) {
        tracing::info!(error = error.what, "the older session was not revoked");
    }
    forget(world, old);
}

/// Deletes what this machine has of an older session.
pub(super) fn forget(world: &World, old: &SessionRecord) {
    let _ = world.sessions.delete(&old.session_id.item_name());
    let _ = world.cache.delete_all("vouch:1:");
}
