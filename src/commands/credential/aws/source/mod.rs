//! Whence the ID token comes that STS is shown: a file for each kind.

mod file;
mod foreign;
mod github;
mod options;
mod program;
mod session;
mod variable;

use std::time::Instant;

pub use options::{SourceKind, TokenSource};

use super::Request;
use super::exchange::Failure;
use crate::commands::connection;
use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::foreign_token::ForeignToken;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::session::SessionRecord;
use foreign::Foreign;

/// A source of ID tokens.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A token of somebody else's issuer.
    Foreign(Foreign),
    /// The living session at one of our issuers.
    Session(SessionRecord),
}

/// What a source is in the name of a cache item: whatever decides whom its token is of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'a> {
    /// The kind of the source.
    pub(super) source: &'a str,
    /// Who issues the token; empty where only the token itself says so.
    pub(super) issuer: &'a str,
    /// Which login it is: a new one begins with an empty cache. Elsewhere what stands for one.
    pub(super) login: &'a str,
    /// The audience of the token.
    pub(super) audience: &'a str,
    /// The STS session name; empty where it follows from the token.
    pub(super) session_name: &'a str,
}

/// A token, and what is said with it.
#[derive(Debug)]
pub(super) struct WebIdentity {
    pub(super) token: Secret,
    /// Who issued it.
    pub(super) issuer: IssuerUrl,
    /// The STS session name.
    pub(super) session_name: String,
    /// Where it comes from, in people's words, and what it claims, if its issuer isn't ours.
    pub(super) foreign: Option<(String, ForeignToken)>,
    /// The longest duration that may be asked of STS with it, in seconds, where its issuer says one.
    pub(super) max_duration: Option<u64>,
}

impl Source {
    /// Returns the source that the request means. Opens no keyring.
    pub(super) fn of(world: &World, request: &Request) -> Result<Self, CommandError> {
        request.token.check()?;
        match request.token.source {
            SourceKind::Session => connection::current(world).map(Self::Session),
            _ => Foreign::of(world, &request.token).map(Self::Foreign),
        }
    }

    /// Tells whether what AWS gives for its token can be found again in a cache.
    pub(super) fn can_be_cached(&self) -> bool {
        match self {
            Self::Foreign(foreign) => foreign.is_known(),
            Self::Session(_) => true,
        }
    }

    /// Returns what makes it differ from others.
    pub(super) fn identity(&self) -> Identity<'_> {
        match self {
            Self::Foreign(foreign) => foreign.identity(),
            Self::Session(record) => session::identity(record),
        }
    }

    /// Returns the login, if it is one that the state file knows.
    pub(super) fn session(&self) -> Option<&SessionRecord> {
        match self {
            Self::Foreign(_) => None,
            Self::Session(record) => Some(record),
        }
    }

    /// Returns a new token for the role, or gives up at `end`.
    pub(super) async fn web_identity(
        &self,
        world: &World,
        role: &RoleArn,
        end: Instant,
    ) -> Result<WebIdentity, Failure> {
        match self {
            Self::Foreign(foreign) => foreign.web_identity(world, end).await,
            Self::Session(record) => session::web_identity(world, record, role, end).await,
        }
    }
}
