//! Tokens of issuers that aren't ours, which need no login: of a CI job, a pod, a cloud.
//!
//! What is cached with such a token is found again only with the same token, or by the same job: its
//! hash is part of the name. What a program prints can't be known before it has run, so nothing is
//! cached there.

use std::time::{Duration, Instant};

use sha2::{Digest as _, Sha256};

use super::options::{SourceKind, TokenSource, misused};
use super::{Identity, WebIdentity, file, github, program, variable};
use crate::adapters::ambient::command;
use crate::adapters::ambient::github::Job;
use crate::commands::credential::aws::exchange::Failure;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::foreign::unusable;
use crate::commands::world::World;
use crate::domain::foreign_token::ForeignToken;
use crate::domain::role_session_name::RoleSessionName;

/// How long a token may take to come: STS needs its time as well.
const PATIENCE: Duration = Duration::from_secs(10);

/// Such a source, and what is known before the token is asked for.
#[derive(Clone, Debug)]
pub(in crate::commands::credential::aws) struct Foreign {
    pub(super) kind: SourceKind,
    pub(super) origin: Origin,
    /// The source in people's words.
    pub(super) place: String,
    /// What stands for a login in the name of a cache item.
    pub(super) login: String,
    /// For whom the token must be, where somebody has said so.
    pub(super) audience: Option<String>,
    /// The STS session name; where there is none it follows from the token.
    pub(super) session_name: Option<RoleSessionName>,
}

/// How the token is got.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    /// It is here.
    Here(ForeignToken),
    /// The runner of GitHub Actions gives it.
    Job(Job),
    /// A program prints it; its words.
    Program(Vec<String>),
}

impl Foreign {
    /// Returns the source that the options mean. Asks nobody.
    pub(super) fn of(world: &World, wish: &TokenSource) -> Result<Self, CommandError> {
        let (origin, place, login) = match wish.source {
            SourceKind::Command => program::of(wish)?,
            SourceKind::File => file::of(world, wish)?,
            SourceKind::Github => github::of(world)?,
            SourceKind::Env | SourceKind::Gitlab => variable::of(world, wish)?,
            SourceKind::Session => return Err(misused("a session is no foreign token")),
        };
        let audience = match wish.source {
            SourceKind::Github => {
                Some(wish.audience.clone().unwrap_or_else(|| github::AUDIENCE.into()))
            }
            _ => wish.audience.clone(),
        };
        let session_name = session_name(world)?;
        let source = Self { kind: wish.source, origin, place, login, audience, session_name };
        if let Origin::Here(token) = &source.origin {
            source.check_audience(token)?;
        }
        Ok(source)
    }

    pub(super) fn identity(&self) -> Identity<'_> {
        let issuer = match &self.origin {
            Origin::Here(token) => token.issuer.as_str(),
            Origin::Job(_) | Origin::Program(_) => "",
        };
        Identity {
            source: self.kind.word(),
            issuer,
            login: &self.login,
            audience: self.audience.as_deref().unwrap_or_default(),
            session_name: self.session_name.as_ref().map_or("", RoleSessionName::as_str),
        }
    }

    /// Tells whether it is known before the token is asked for whose it will be.
    pub(super) fn is_known(&self) -> bool {
        !matches!(self.origin, Origin::Program(_))
    }

    /// Gets the token, in time for STS to be asked before `end`.
    pub(super) async fn web_identity(
        &self,
        world: &World,
        end: Instant,
    ) -> Result<WebIdentity, Failure> {
        let patience = PATIENCE.min(end.saturating_duration_since(Instant::now()));
        let token = match &self.origin {
            Origin::Here(token) => token.clone(),
            Origin::Job(job) => {
                let audience = self.audience.as_deref().unwrap_or(github::AUDIENCE);
                self.read(&github::token(world, job, audience, patience).await?)?
            }
            Origin::Program(words) => {
                let printed = command::output(words, patience);
                self.read(&printed.map_err(|error| Failure::Other(error.into()))?)?
            }
        };
        self.check_audience(&token).map_err(Failure::Other)?;
        let session_name = match &self.session_name {
            Some(name) => name.clone(),
            None => RoleSessionName::of_subject(&token.subject),
        };
        Ok(WebIdentity {
            token: token.text.clone(),
            issuer: token.issuer.clone(),
            session_name: session_name.as_str().into(),
            foreign: Some((self.place.clone(), token)),
            max_duration: None,
        })
    }

    fn read(&self, text: &crate::domain::secret::Secret) -> Result<ForeignToken, Failure> {
        let token = ForeignToken::read(text);
        token.map_err(|error| Failure::Other(unusable(&self.place, error)))
    }

    /// AWS says little of a token for another audience; the token itself says it all.
    fn check_audience(&self, token: &ForeignToken) -> Result<(), CommandError> {
        let Some(wanted) = &self.audience else { return Ok(()) };
        if token.audiences.is_empty() || token.audiences.contains(wanted) {
            return Ok(());
        }
        let others = token.audiences.join(", ");
        let what = format!("{} is for {others}, not for {wanted}", self.place);
        Err(CommandError::new(Exit::Configuration, what)
            .hint("have it made for that audience, or name the other with --audience"))
    }
}

/// `AWS_ROLE_SESSION_NAME`, as pods have it.
fn session_name(world: &World) -> Result<Option<RoleSessionName>, CommandError> {
    let name = "AWS_ROLE_SESSION_NAME";
    let Some(text) = variable::text(world, name)? else { return Ok(None) };
    let parsed = text.expose().parse::<RoleSessionName>().map(Some);
    parsed.map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{name} is no session name: {error}"))
            .hint(format!("mend it, or unset {name}: then the token's subject names the session"))
    })
}

/// Returns what stands for these texts in the name of a cache item: no two lists of them have the same.
pub(super) fn hash(texts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
