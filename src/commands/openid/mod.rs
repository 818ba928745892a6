//! What the commands share that work with a session at another OpenID provider.

pub mod client_secret;
pub mod token;

use super::connection;
use super::error::CommandError;
use super::world::World;
use crate::adapters::openid_client::{Client, OpenIdClient, Revoked};
use crate::adapters::runtime::block_on;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::session::SessionRecord;

/// Returns a client of the provider.
pub fn client(world: &World, issuer: &IssuerUrl) -> Result<OpenIdClient, CommandError> {
    connection::client(world, issuer).map(OpenIdClient::new)
}

/// Gives the session's refresh token back to its provider. `None`: there is nothing to give back.
pub fn revoke(world: &World, record: &SessionRecord) -> Result<Option<Revoked>, CommandError> {
    let item = connection::provider_session(world, record)?;
    let Some(token) = item.refresh_token() else { return Ok(None) };
    let there = client(world, &record.issuer)?;
    let secret = client_secret::kept(world, &item.issuer, &item.client_id)?;
    let client = Client { id: item.client_id.clone(), secret };
    let provider = block_on(there.discover())?;
    Ok(Some(block_on(there.revoke(&provider, &client, token))?))
}
