//! Whence the ID token comes that STS is shown.

use std::time::Instant;

use super::Request;
use super::exchange::Failure;
use crate::adapters::issuer_client::{IssuerClient, IssuerError};
use crate::commands::connection;
use crate::commands::error::CommandError;
use crate::commands::errors::issuer;
use crate::commands::world::World;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::session::{SessionId, SessionRecord};

/// A source of ID tokens.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The living session at one of our issuers.
    Session(SessionRecord),
}

impl Source {
    /// Returns the source that the request means. Opens no keyring.
    pub(super) fn of(world: &World, _request: &Request) -> Result<Self, CommandError> {
        connection::current(world).map(Self::Session)
    }

    /// Returns who issues the token.
    pub(super) fn issuer(&self) -> &IssuerUrl {
        let Self::Session(session) = self;
        &session.issuer
    }

    /// Returns which login it is: a new one begins with an empty cache.
    pub(super) fn session_id(&self) -> &SessionId {
        let Self::Session(session) = self;
        &session.session_id
    }

    /// Returns the STS session name: the subject of the token, unaltered.
    pub(super) fn session_name(&self) -> &str {
        let Self::Session(session) = self;
        session.subject.as_str()
    }

    /// Returns the audience of the token.
    pub(super) fn audience(&self) -> &str {
        self.issuer().without_scheme()
    }

    /// Returns the login, if it is one.
    pub(super) fn session(&self) -> Option<&SessionRecord> {
        let Self::Session(session) = self;
        Some(session)
    }

    /// Returns a new token for the role, or gives up at `end`. A keyring that doesn't give the
    /// session takes nothing away.
    pub(super) async fn token(
        &self,
        world: &World,
        role: &RoleArn,
        end: Instant,
    ) -> Result<Secret, Failure> {
        let Self::Session(record) = self;
        let client = connection::client(world, &record.issuer).map_err(Failure::Other)?;
        let session = connection::session(world, record).map_err(Failure::Temporary)?;
        let answer = client.token_for(&session, self.audience(), Some(role));
        match tokio::time::timeout_at(end.into(), answer).await {
            Err(_) => Err(of_issuer(too_late(&client))),
            Ok(Err(error)) => Err(of_issuer(error)),
            Ok(Ok(answer)) => Ok(answer.id_token),
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
