//! The living session at one of our issuers.

use std::time::Instant;

use super::{Identity, WebIdentity};
use crate::adapters::issuer_client::{IssuerClient, IssuerError};
use crate::commands::connection;
use crate::commands::credential::aws::exchange::Failure;
use crate::commands::errors::issuer;
use crate::commands::world::World;
use crate::domain::role::RoleArn;
use crate::domain::session::SessionRecord;

/// The STS session name is the subject of the token, unaltered.
pub(super) fn identity(record: &SessionRecord) -> Identity<'_> {
    Identity {
        source: "session",
        issuer: record.issuer.as_str(),
        login: record.session_id.as_str(),
        audience: record.issuer.without_scheme(),
        session_name: record.login.name(),
    }
}

/// Asks the issuer. A keyring that doesn't give the session takes nothing away.
pub(super) async fn web_identity(
    world: &World,
    record: &SessionRecord,
    role: &RoleArn,
    end: Instant,
) -> Result<WebIdentity, Failure> {
    let client = connection::client(world, &record.issuer).map_err(Failure::Other)?;
    let session = connection::session(world, record).map_err(Failure::Temporary)?;
    let answer = client.token_for(&session, record.issuer.without_scheme(), Some(role));
    match tokio::time::timeout_at(end.into(), answer).await {
        Err(_) => Err(of_issuer(too_late(&client))),
        Ok(Err(error)) => Err(of_issuer(error)),
        Ok(Ok(answer)) => Ok(WebIdentity {
            token: answer.id_token,
            issuer: record.issuer.clone(),
            session_name: record.login.name().into(),
            foreign: None,
            max_duration: answer.max_duration,
        }),
    }
}

fn too_late(issuer: &IssuerClient) -> IssuerError {
    let reason = "no answer in time".into();
    IssuerError::Unreachable { issuer: issuer.issuer().clone(), reason }
}

fn of_issuer(error: IssuerError) -> Failure {
    let (is_temporary, ends_session) = (error.is_temporary(), error.ends_session());
    let is_refusal = matches!(error, IssuerError::Refused { .. });
    let error = issuer::of_session(error);
    match () {
        () if is_temporary => Failure::Temporary(error),
        () if ends_session => Failure::SessionOver(error),
        () if is_refusal => Failure::Refused(error),
        () => Failure::Other(error),
    }
}
