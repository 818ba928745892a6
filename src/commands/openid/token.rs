//! The ID token of a session at another provider: the one that is kept as long as it lives, then the
//! next one, which takes a refresh token.

use std::time::Instant;

use crate::adapters::files::{self, FileLock};
use crate::adapters::issuer_client::IssuerError;
use crate::adapters::openid_client::{Client, OpenIdClient, TokenAnswer};
use crate::adapters::secret_store::NewItem;
use crate::adapters::state;
use crate::commands::connection;
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::issuer;
use crate::commands::world::World;
use crate::domain::openid::{Expected, IdToken, KeySet, Provider, TokenError, Way, judge};
use crate::domain::secret::Secret;
use crate::domain::session::{Given, ProviderItem, SessionRecord};

use super::client_secret;

/// Why there is no token.
pub enum NoToken {
    /// Something else is wrong.
    Other(CommandError),
    /// The session is over: only a login helps.
    Over(CommandError),
    /// It may be there later.
    Temporary(CommandError),
}

impl From<NoToken> for CommandError {
    fn from(reason: NoToken) -> Self {
        match reason {
            NoToken::Other(error) | NoToken::Over(error) | NoToken::Temporary(error) => error,
        }
    }
}

/// Returns a token that lives, or gives up at `end`.
pub async fn id_token(
    world: &World,
    record: &SessionRecord,
    end: Instant,
) -> Result<Secret, NoToken> {
    let kept = connection::provider_session(world, record).map_err(NoToken::Temporary)?;
    if let Some(token) = kept.id_token(world.clock.now()) {
        return Ok(token.clone());
    }
    let _turn = turn(world, end)?;
    // Whoever had the turn before has spent the refresh token that was read above.
    let item = connection::provider_session(world, record).map_err(NoToken::Temporary)?;
    if let Some(token) = item.id_token(world.clock.now()) {
        return Ok(token.clone());
    }
    match tokio::time::timeout_at(end.into(), refresh(world, record, item)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(too_late(record)),
    }
}

/// A provider may take a refresh token once, and take a second use for theft
/// ([RFC 9700, section 4.14](https://www.rfc-editor.org/rfc/rfc9700#section-4.14)): one process
/// refreshes at a time.
fn turn(world: &World, end: Instant) -> Result<FileLock, NoToken> {
    let path = world.environment.state_folder.join("locks").join("refresh.lock");
    let patience = end.saturating_duration_since(Instant::now());
    match files::lock_within(&path, patience) {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(NoToken::Temporary(CommandError::new(
            Exit::Network,
            "another vouch is waiting for the provider",
        ))),
        Err(error) => Err(NoToken::Other(error.into())),
    }
}

/// Everything that the judgement needs is there before the refresh token is spent.
async fn refresh(
    world: &World,
    record: &SessionRecord,
    item: ProviderItem,
) -> Result<Secret, NoToken> {
    let Some(token) = item.refresh_token() else {
        let what = format!("the ID token of {} is over, and can't be renewed", record.issuer);
        return Err(NoToken::Over(connection::login_required(what)));
    };
    let there = super::client(world, &record.issuer).map_err(NoToken::Other)?;
    let secret = client_secret::kept(world, &item.issuer, &item.client_id);
    let secret = secret.map_err(NoToken::Temporary)?;
    let client = Client { id: item.client_id.clone(), secret };
    let provider = there.discover().await.map_err(of_provider)?;
    let keys = there.keys(&provider).await.map_err(of_provider)?;
    let answer = there.refresh(&provider, &client, token).await.map_err(of_provider)?;
    let by = Judge { provider: &provider, keys, way: Way::Refresh(item.first()) };
    let given = judged(world, &there, &client, answer, &by).await.map_err(NoToken::Over)?;
    let id_token = given.id_token.secret().clone();
    keep(world, record, &item.refreshed(given));
    Ok(id_token)
}

/// What a token is judged by.
pub struct Judge<'a> {
    /// Who issued it.
    pub provider: &'a Provider,
    /// The provider's keys.
    pub keys: KeySet,
    /// How it came.
    pub way: Way<'a>,
}

/// Judges what a token endpoint gave. A key that isn't known may be newer than the keys that were
/// asked for: they are asked for once more.
pub async fn judged(
    world: &World,
    there: &OpenIdClient,
    client: &Client,
    answer: TokenAnswer,
    by: &Judge<'_>,
) -> Result<Given, CommandError> {
    let issuer = by.provider.issuer();
    let disbelieved = |why: &dyn std::fmt::Display| {
        CommandError::new(Exit::Refused, format!("the ID token of {issuer} is not believed"))
            .cause(why)
            .hint("run `vouch login`; if it stays so, tell who runs the provider")
    };
    let Some(token) = answer.id_token else { return Err(disbelieved(&"it gave none")) };
    let now = there.now();
    let expected = Expected { issuer, client_id: &client.id, now, way: by.way };
    let id_token: IdToken = match judge(token.clone(), &by.keys, &expected) {
        Err(TokenError::UnknownKey) => {
            let keys = there.keys(by.provider).await?;
            judge(token, &keys, &expected)
        }
        outcome => outcome,
    }
    .map_err(|error| disbelieved(&error))?;
    let here = world.clock.now();
    let id_token_ends_at = here.checked_add_signed(id_token.remaining(now)).unwrap_or(here);
    let auth_time = id_token.age_of_login(now).and_then(|age| here.checked_sub_signed(age));
    let refresh_token = answer.refresh_token;
    Ok(Given { id_token, id_token_ends_at, auth_time, refresh_token })
}

/// Keeps the new tokens in the place of the old, which the keyring gives up in the same step. A
/// logout that came meanwhile has deleted the item: it stays so.
fn keep(world: &World, record: &SessionRecord, item: &ProviderItem) {
    let name = record.session_id.item_name();
    let written = world.sessions.write(&NewItem {
        name: &name,
        label: &label(record),
        secret: &item.to_secret(),
        expires_at: Some(record.expires_at),
    });
    if let Err(error) = written {
        tracing::warn!(%error, "the refreshed session can't be kept");
    }
    let records = state::read(&world.environment.state_folder).map(|records| records.sessions);
    let is_here = |other: &SessionRecord| other.session_id == record.session_id;
    if records.is_ok_and(|records| !records.iter().any(is_here)) {
        let _ = world.sessions.delete(&name);
    }
}

/// Returns what a keyring's window shows of the session.
pub fn label(record: &SessionRecord) -> String {
    format!("vouch: session of {} at {}", record.login.name(), record.issuer.host())
}

fn too_late(record: &SessionRecord) -> NoToken {
    let reason = "no answer in time".into();
    of_provider(IssuerError::Unreachable { issuer: record.issuer.clone(), reason })
}

fn of_provider(error: IssuerError) -> NoToken {
    let (is_temporary, ends_session) = (error.is_temporary(), error.ends_session());
    let error = issuer::of_session(error);
    match () {
        () if is_temporary => NoToken::Temporary(error),
        () if ends_session => NoToken::Over(error),
        () => NoToken::Other(error),
    }
}
