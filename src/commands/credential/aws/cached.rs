//! The cache: one keyring item for each different call.

use super::Caching;
use super::call::Call;
use crate::adapters::secret_store::{NewItem, SecretStoreError};
use crate::commands::world::World;
use crate::domain::aws_credentials::{AwsCredentials, Freshness};
use crate::domain::cache::CacheKey;
use crate::domain::role::RoleArn;

/// Returns what the cache holds for the call, unless it is dead or lasts too short.
///
/// A cache that can't be read is an empty one: the session, which the next step reads, tells what
/// is wrong with the keyring.
pub(super) fn read(world: &World, call: &Call<'_>) -> Option<(AwsCredentials, Freshness)> {
    let now = world.clock.now();
    let credentials = match call.caching {
        Caching::AtLeast(time) => {
            item(world, &call.key).filter(|credentials| credentials.end() - now >= time)?
        }
        Caching::Off => return None,
        Caching::On => item(world, &call.key)?,
    };
    match credentials.freshness(now) {
        Freshness::Dead => None,
        freshness => Some((credentials, freshness)),
    }
}

fn item(world: &World, key: &CacheKey) -> Option<AwsCredentials> {
    let item = match world.cache.read(&key.item_name()) {
        Ok(item) => item?,
        Err(error) => {
            tracing::debug!(%error, "the cache can't be read");
            if matches!(error, SecretStoreError::Corrupt { .. }) {
                forget(world, key);
            }
            return None;
        }
    };
    match key.open(&item) {
        Ok(credentials) => Some(credentials),
        Err(error) => {
            tracing::debug!(%error, "the cache item can't be used");
            forget(world, key);
            None
        }
    }
}

/// Keeps the credentials. Where that fails, the next call asks AWS again.
pub(super) fn write(world: &World, key: &CacheKey, role: &RoleArn, credentials: &AwsCredentials) {
    let item = NewItem {
        name: &key.item_name(),
        label: &format!("vouch: AWS credentials of {role}"),
        secret: &key.item(credentials),
        expires_at: Some(CacheKey::forget_at(credentials)),
    };
    match world.cache.write(&item) {
        Ok(keyring) => tracing::debug!(keyring = keyring.as_str(), "the credentials are cached"),
        Err(error) => tracing::debug!(%error, "the credentials can't be cached"),
    }
}

/// Deletes what the cache holds for the key.
pub(super) fn forget(world: &World, key: &CacheKey) {
    if let Err(error) = world.cache.delete(&key.item_name()) {
        tracing::debug!(%error, "the cache item can't be deleted");
    }
}
