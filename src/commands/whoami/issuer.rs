//! The issuer's view: the login, and what it grants now.

use crate::adapters::runtime::block_on;
use crate::commands::connection;
use crate::commands::error::CommandError;
use crate::commands::errors::issuer::of_session;
use crate::commands::world::World;
use crate::domain::session::{Login, SessionRecord};
use crate::domain::wire::RolesResponse;

/// What is known of the login.
pub(super) struct Issuer {
    /// What this machine remembers of it.
    pub(super) record: SessionRecord,
    /// What the issuer grants; only issuers of ours tell.
    pub(super) granted: Option<RolesResponse>,
}

/// Asks the issuer, so that a session that was ended elsewhere is found out.
pub(super) fn ask(world: &World) -> Result<Issuer, CommandError> {
    let record = connection::current(world)?;
    let granted = match &record.login {
        Login::Key { .. } => {
            let session = connection::session(world, &record)?;
            let client = connection::client(world, &record.issuer)?;
            Some(block_on(client.roles(&session)).map_err(of_session)?)
        }
        Login::Provider { .. } => None,
    };
    Ok(Issuer { record, granted })
}
