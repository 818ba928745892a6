//! A laptop on which somebody is logged in, with a keyring, an issuer and an STS of its own.

use std::process::{Command, Output, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use vouch::adapters::random::{self, SystemRandom};
use vouch::adapters::state;
use vouch::domain::dpop::SessionKey;
use vouch::domain::secret::Secret;
use vouch::domain::session::{SessionId, SessionItem, SessionRecord};

use crate::canned::Canned;
use crate::keyring;
use crate::keyring_daemon::KeyringDaemon;

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";
/// What a session key looks like in the keyring: 32 bytes in base64url.
pub(super) const SESSION_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

/// A laptop on which somebody is logged in.
pub(super) struct Laptop {
    pub(super) daemon: KeyringDaemon,
    pub(super) canned: Canned,
    pub(super) session: SessionId,
}

impl Laptop {
    pub(super) fn logged_in() -> Self {
        Self::logged_in_until(Utc::now() + TimeDelta::hours(8))
    }

    pub(super) fn logged_in_until(expires_at: DateTime<Utc>) -> Self {
        let session = SessionId::from_random(random::bytes(&SystemRandom));
        let laptop = Self { daemon: KeyringDaemon::start(), canned: Canned::start(), session };
        let issuer = laptop.canned.url().parse().unwrap();
        let subject = "alice@example.com".parse().unwrap();
        let key_id = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U".parse().unwrap();
        let item = SessionItem {
            issuer,
            session_id: laptop.session.clone(),
            subject,
            key_id,
            refresh_token: Secret::new("r3fresh"),
            session_key: SessionKey::from_secret(&Secret::new(SESSION_KEY)).unwrap(),
            expires_at,
            auth_time: Utc::now(),
        };
        let name = laptop.session.item_name();
        let kept = keyring::act(&laptop.daemon, &["write", &name, item.to_secret().expose()]);
        assert_eq!(kept, "kept by secret-service");
        let record = SessionRecord {
            issuer: item.issuer,
            session_id: item.session_id,
            subject: item.subject,
            key_id: item.key_id,
            expires_at,
            keyring: "secret-service".into(),
        };
        state::update(&laptop.state(), |records| records.insert(record)).unwrap();
        laptop
    }

    pub(super) fn state(&self) -> std::path::PathBuf {
        self.daemon.folder().join("state/vouch")
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vouch"));
        command
            .args(["credential", "aws", "--role", ROLE])
            .args(arguments)
            .env_clear()
            .envs(self.daemon.environment())
            .env("AWS_ENDPOINT_URL_STS", self.canned.url())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it and returns the JSON, having looked at both streams.
    pub(super) fn credentials(&self, arguments: &[&str]) -> serde_json::Value {
        super::given(&self.run(arguments))
    }

    pub(super) fn calls(&self) -> (usize, usize) {
        (self.canned.asked_issuer().len(), self.canned.asked_sts().len())
    }
}
