//! A client's secret, for a provider that insists on one: in the keyring, by itself, so that it
//! outlives each session.

use crate::adapters::secret_store::NewItem;
use crate::adapters::stdin;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::openid::ClientId;
use crate::domain::secret::Secret;

/// Returns the secret that was kept, if there is one.
pub fn kept(
    world: &World,
    issuer: &IssuerUrl,
    client: &ClientId,
) -> Result<Option<Secret>, CommandError> {
    Ok(world.sessions.read(&client.secret_item_name(issuer))?)
}

/// Reads the secret: asks the person for it, else takes the first line of stdin.
pub fn read(world: &mut World, client: &ClientId) -> Result<Secret, CommandError> {
    let secret = if stdin::is_terminal() {
        world.prompt.secret(&format!("secret of the client {client}"))?
    } else {
        stdin::first_line().map_err(|error| {
            CommandError::new(Exit::Failed, "could not read the client's secret from stdin")
                .cause(error)
        })?
    };
    if secret.expose().is_empty() {
        return Err(CommandError::new(Exit::Misused, "the client's secret is empty"));
    }
    Ok(secret)
}

/// Keeps the secret for the next logins and for new tokens.
pub fn keep(
    world: &World,
    issuer: &IssuerUrl,
    client: &ClientId,
    secret: &Secret,
) -> Result<(), CommandError> {
    world.sessions.write(&NewItem {
        name: &client.secret_item_name(issuer),
        label: &format!("vouch: secret of the client {client} at {}", issuer.host()),
        secret,
        expires_at: None,
    })?;
    Ok(())
}
