//! The living session, at one of our issuers or at another OpenID provider.

use std::time::Instant;

use super::{Identity, WebIdentity};
use crate::adapters::issuer_client::{IssuerClient, IssuerError};
use crate::commands::connection;
use crate::commands::credential::aws::exchange::Failure;
use crate::commands::errors::issuer;
use crate::commands::openid::token::{self, NoToken};
use crate::commands::world::World;
use crate::domain::role::RoleArn;
use crate::domain::session::{Login, SessionRecord};
use crate::domain::wire::RefreshResponse;

/// The STS session name is the subject of the token, unaltered; of another provider what the person
/// is called here.
pub(super) fn identity(record: &SessionRecord) -> Identity<'_> {
    let (source, audience) = match &record.login {
        Login::Key { .. } => ("session", record.issuer.without_scheme()),
        Login::Provider { client_id, .. } => ("openid", client_id.as_str()),
    };
    Identity {
        source,
        issuer: record.issuer.as_str(),
        login: record.session_id.as_str(),
        audience,
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
    let (token, max_duration) = match record.login {
        Login::Key { .. } => {
            let answer = of_ours(world, record, role, end).await?;
            (answer.id_token, answer.max_duration)
        }
        Login::Provider { .. } => (token::id_token(world, record, end).await?, None),
    };
    Ok(WebIdentity {
        token,
        issuer: record.issuer.clone(),
        session_name: record.login.name().into(),
        foreign: None,
        max_duration,
    })
}

async fn of_ours(
    world: &World,
    record: &SessionRecord,
    role: &RoleArn,
    end: Instant,
) -> Result<RefreshResponse, Failure> {
    let client = connection::client(world, &record.issuer).map_err(Failure::Other)?;
    let session = connection::session(world, record).map_err(Failure::Temporary)?;
    let answer = client.token_for(&session, record.issuer.without_scheme(), Some(role));
    match tokio::time::timeout_at(end.into(), answer).await {
        Err(_) => Err(of_issuer(too_late(&client))),
        Ok(Err(error)) => Err(of_issuer(error)),
        Ok(Ok(answer)) => Ok(answer),
    }
}

impl From<NoToken> for Failure {
    fn from(reason: NoToken) -> Self {
        match reason {
            NoToken::Other(error) => Self::Other(error),
            NoToken::Over(error) => Self::SessionOver(error),
            NoToken::Temporary(error) => Self::Temporary(error),
        }
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
