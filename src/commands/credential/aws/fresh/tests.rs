//! What a waiter does whose patience ends.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::adapters::clock::{Clock, SystemClock};
use crate::adapters::environment::Environment;
use crate::adapters::http::Network;
use crate::adapters::prompt::Terminal;
use crate::adapters::random::SystemRandom;
use crate::adapters::secret_store::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::adapters::security_key::key_helper::KeyHelper;
use crate::commands::credential::aws::call::Call;
use crate::commands::credential::aws::{Caching, Request};
use crate::commands::error::Exit;
use crate::commands::output::Output;
use crate::commands::world::Naming;
use crate::domain::aws_credentials::Received;
use crate::domain::secret::Secret;
use crate::domain::session::{Login, SessionId, SessionRecord};

/// A keyring in memory.
#[derive(Default)]
struct Drawer(Mutex<HashMap<String, String>>);

impl SecretStore for Drawer {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        Ok(self.0.lock().unwrap().get(name).map(Secret::new))
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        self.0.lock().unwrap().insert(item.name.into(), item.secret.expose().into());
        Ok(KeyringName::Keyutils)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.0.lock().unwrap().remove(name);
        Ok(())
    }

    fn delete_all(&self, _: &str) -> Result<(), SecretStoreError> {
        Ok(())
    }

    fn describe(&self) -> String {
        "drawer".into()
    }
}

/// A keyring that is locked, and counts who comes for the session.
#[derive(Default)]
struct Sealed(Arc<AtomicUsize>);

impl SecretStore for Sealed {
    fn read(&self, _: &str) -> Result<Option<Secret>, SecretStoreError> {
        self.0.fetch_add(1, Ordering::Relaxed);
        Err(SecretStoreError::Locked { keyring: KeyringName::Keyutils })
    }

    fn write(&self, _: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        panic!("the session was written")
    }

    fn delete(&self, _: &str) -> Result<(), SecretStoreError> {
        panic!("the session was deleted")
    }

    fn delete_all(&self, _: &str) -> Result<(), SecretStoreError> {
        panic!("the sessions were deleted")
    }

    fn describe(&self) -> String {
        "sealed".into()
    }
}

fn world(folder: &Path) -> World {
    let record = SessionRecord {
        issuer: "https://vouch.example.com".parse().unwrap(),
        session_id: SessionId::from_random([0; 16]),
        login: Login::Key {
            subject: "alice@example.com".parse().unwrap(),
            key_id: "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".parse().unwrap(),
        },
        expires_at: SystemClock.now() + TimeDelta::hours(8),
        keyring: "keyutils".into(),
        auth_time: None,
    };
    state::update(folder, |records| records.insert(record)).unwrap();
    World {
        environment: Environment { state_folder: folder.into(), ..Environment::default() },
        network: Network::new(Environment::default()),
        clock: Arc::new(SystemClock),
        random: Arc::new(SystemRandom),
        prompt: Box::new(Terminal),
        security_keys: Box::new(KeyHelper::new("/nowhere".into(), None)),
        sessions: Box::new(Sealed::default()),
        cache: Box::new(Drawer::default()),
        output: Output::standard(),
        issuer: None,
        issuer_of: Naming::Environment,
    }
}

/// Credentials of an hour with so much left.
fn credentials(left: TimeDelta) -> AwsCredentials {
    let expiration: DateTime<Utc> = SystemClock.now() + left;
    let received = expiration - TimeDelta::hours(1);
    AwsCredentials {
        access_key_id: "ASIAEXAMPLE".into(),
        secret_access_key: Secret::new("secret"),
        session_token: Secret::new("token"),
        expiration,
        account_id: "123456789012".into(),
        received: Received { here: received, at_sts: received },
    }
}

/// Obtains without patience, while another process holds the lock; tells how often the session was
/// read as well.
fn impatiently(cached: Option<TimeDelta>) -> (Result<AwsCredentials, CommandError>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut world = world(folder.path());
    let asked = Arc::new(AtomicUsize::new(0));
    world.sessions = Box::new(Sealed(Arc::clone(&asked)));
    let request = Request::of("arn:aws:iam::123456789012:role/Developer".parse().unwrap());
    let call = Call::new(&world, &request, Caching::On).unwrap();
    if let Some(left) = cached {
        cached::write(&world, &call.key, &request.role, &credentials(left));
    }
    let lock = folder.path().join("locks").join(lock_name(&call.key));
    let _held = files::lock(&lock).unwrap();
    let limits = Limits { whole: Duration::from_secs(60), patience: Duration::ZERO };
    let obtained = obtain(&world, &call, &limits);
    (obtained, asked.load(Ordering::Relaxed))
}

#[test]
fn a_waiter_takes_what_another_got_meanwhile() {
    let (obtained, asked) = impatiently(Some(TimeDelta::minutes(50)));
    assert_eq!((obtained.is_ok(), asked), (true, 0));
}

#[test]
fn a_waiter_whose_patience_ends_takes_what_still_lives() {
    let (obtained, asked) = impatiently(Some(TimeDelta::minutes(10)));
    assert_eq!((obtained.is_ok(), asked), (true, 0));
}

#[test]
fn a_waiter_whose_patience_ends_asks_itself_where_nothing_lives() {
    for cached in [None, Some(TimeDelta::seconds(30))] {
        let (obtained, asked) = impatiently(cached);
        assert_eq!((obtained.unwrap_err().exit, asked), (Exit::Keyring, 1));
    }
}

#[test]
fn patience_leaves_time_to_ask() {
    let Limits { whole, patience } = Limits::default();
    assert!(whole - patience >= Duration::from_secs(5), "{whole:?}, {patience:?}");
}
