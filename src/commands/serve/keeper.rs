//! Who keeps the credentials of an endpoint: gives them, and gets new ones ahead of time.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::oneshot;

use crate::commands::credential::aws::{self, Caching, Request};
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::aws_credentials::{AwsCredentials, Freshness};
use crate::domain::cache::CacheKey;

/// How often it is looked whether new credentials are due. The machine's clock may be set, and the
/// machine may sleep, so nothing is waited for longer.
const LOOK: Duration = Duration::from_secs(10);
/// How long a failure stands, so that programs that ask again and again don't ask issuer and AWS.
const PAUSE: Duration = Duration::from_secs(3);

/// A request for credentials: where the answer goes. Who asked may be gone by then.
pub(in crate::commands) type Ask = oneshot::Sender<Result<AwsCredentials, CommandError>>;

/// Keeps the credentials of one request.
pub(in crate::commands) struct Keeper {
    request: Request,
    held: Option<Held>,
    /// The last attempt that brought nothing fresh.
    failed: Option<Failed>,
    meanwhile: Meanwhile,
}

struct Held {
    /// What they depend on, the login among it.
    key: CacheKey,
    credentials: AwsCredentials,
}

struct Failed {
    key: CacheKey,
    at: Instant,
    /// `None` where credentials came that still live, because no new ones could be had.
    error: Option<CommandError>,
}

/// Credentials that are given while new ones are asked for: nobody shall wait for AWS who needn't.
#[derive(Clone, Default)]
pub(super) struct Meanwhile(Arc<Mutex<Option<AwsCredentials>>>);

impl Keeper {
    /// Returns a keeper that has nothing yet.
    pub(in crate::commands) fn new(request: Request) -> Self {
        Self { request, held: None, failed: None, meanwhile: Meanwhile::default() }
    }

    /// Returns what the desk may give meanwhile.
    pub(super) fn meanwhile(&self) -> Meanwhile {
        self.meanwhile.clone()
    }

    /// Answers what is asked, and looks ahead in between, until the process ends.
    pub(in crate::commands) fn keep(
        &mut self,
        world: &World,
        inbox: &Receiver<Ask>,
    ) -> Result<(), CommandError> {
        loop {
            match inbox.recv_timeout(LOOK) {
                Ok(ask) => drop(ask.send(self.credentials(world))),
                Err(RecvTimeoutError::Timeout) => self.look_ahead(world),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(CommandError::new(Exit::Failed, "the endpoint ended"));
                }
            }
        }
    }

    /// Returns the credentials: those that are held, as long as they are fresh and the login is the
    /// same; else as every command gets them.
    pub(in crate::commands) fn credentials(
        &mut self,
        world: &World,
    ) -> Result<AwsCredentials, CommandError> {
        let key = match aws::key(world, &self.request) {
            Ok(key) => key,
            Err(error) => {
                self.held = None;
                return Err(error);
            }
        };
        self.held = self.held.take().filter(|held| held.key == key);
        let now = world.clock.now();
        let held = self.held.as_ref().map(|held| &held.credentials);
        let living = held.filter(|held| held.freshness(now) != Freshness::Dead);
        match (living, self.recent_failure(&key)) {
            (Some(held), _) if held.freshness(now) == Freshness::Fresh => Ok(held.clone()),
            (Some(held), Some(_)) => Ok(held.clone()),
            (None, Some(Failed { error: Some(error), .. })) => Err(error.clone()),
            _ => self.renew(world, key),
        }
    }

    /// Gets new credentials while those that are held still live. Where there are none, somebody
    /// must ask first: an endpoint that nobody uses bothers nobody with what is refused.
    fn look_ahead(&mut self, world: &World) {
        if self.held.is_some()
            && let Err(error) = self.credentials(world)
        {
            tracing::debug!(error = error.what, "no new credentials");
        }
    }

    fn recent_failure(&self, key: &CacheKey) -> Option<&Failed> {
        self.failed.as_ref().filter(|failed| failed.key == *key && failed.at.elapsed() < PAUSE)
    }

    fn renew(&mut self, world: &World, key: CacheKey) -> Result<AwsCredentials, CommandError> {
        self.meanwhile.set(self.held.as_ref().map(|held| held.credentials.clone()));
        let outcome = aws::obtain(world, &self.request, Caching::On);
        self.meanwhile.set(None);
        self.failed = None;
        match outcome {
            Ok(credentials) => {
                if credentials.freshness(world.clock.now()) != Freshness::Fresh {
                    self.failed =
                        Some(Failed { key: key.clone(), at: Instant::now(), error: None });
                }
                self.held = Some(Held { key, credentials: credentials.clone() });
                Ok(credentials)
            }
            Err(error) => self.without_new(world, key, error),
        }
    }

    /// An outage takes nothing away from what is held; a refusal does.
    fn without_new(
        &mut self,
        world: &World,
        key: CacheKey,
        error: CommandError,
    ) -> Result<AwsCredentials, CommandError> {
        let is_outage = matches!(error.exit, Exit::Network | Exit::Keyring);
        let now = world.clock.now();
        self.held = self
            .held
            .take()
            .filter(|held| is_outage && held.credentials.freshness(now) != Freshness::Dead);
        if error.exit != Exit::LoginRequired {
            let error = Some(error.clone());
            self.failed = Some(Failed { key, at: Instant::now(), error });
        }
        match &self.held {
            Some(held) => Ok(held.credentials.clone()),
            None => Err(error),
        }
    }
}

impl Meanwhile {
    /// Returns the credentials, if there are some and they live.
    pub(super) fn living(&self, now: DateTime<Utc>) -> Option<AwsCredentials> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.clone().filter(|held| held.freshness(now) != Freshness::Dead)
    }

    fn set(&self, credentials: Option<AwsCredentials>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = credentials;
    }
}
