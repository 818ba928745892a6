//! A laptop on which somebody is logged in, with a keyring, an issuer and an STS of its own.

use std::any::Any;
use std::process::{Command, Output, Stdio};

use chrono::{DateTime, TimeDelta, Utc};
use vouch::adapters::random::{self, SystemRandom};
use vouch::adapters::state;
use vouch::domain::dpop::SessionKey;
use vouch::domain::secret::Secret;
use vouch::domain::session::{Login, SessionId, SessionItem, SessionRecord};

use crate::canned::Canned;
use crate::kernel_keyring;
use crate::keyring;
use crate::keyring_daemon::KeyringDaemon;

pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";
/// What a session key looks like in the keyring: 32 bytes in base64url.
pub(crate) const SESSION_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";

/// A laptop on which somebody is logged in.
pub(crate) struct Laptop {
    pub(crate) daemon: KeyringDaemon,
    pub(crate) canned: Canned,
    pub(crate) session: SessionId,
    /// The turn at the kernel's keyring.
    _turn: Box<dyn Any>,
}

impl Laptop {
    pub(crate) fn logged_in() -> Self {
        Self::made(Utc::now() + TimeDelta::hours(8), None, Box::new(kernel_keyring::shared()))
    }

    /// The laptop of another user, whose quota of the kernel's keyring is small; only root can make
    /// it.
    pub(crate) fn logged_in_as(user: u32) -> Self {
        let turn = Box::new(kernel_keyring::alone());
        Self::made(Utc::now() + TimeDelta::hours(8), Some(user), turn)
    }

    /// For a test at whose end the kernel's keyring is emptied.
    pub(crate) fn logged_in_alone() -> Self {
        Self::made(Utc::now() + TimeDelta::hours(8), None, Box::new(kernel_keyring::alone()))
    }

    pub(crate) fn logged_in_until(expires_at: DateTime<Utc>) -> Self {
        Self::made(expires_at, None, Box::new(kernel_keyring::shared()))
    }

    fn made(expires_at: DateTime<Utc>, user: Option<u32>, turn: Box<dyn Any>) -> Self {
        let session = SessionId::from_random(random::bytes(&SystemRandom));
        let laptop = Self {
            daemon: KeyringDaemon::start_as(user),
            canned: Canned::start(),
            session,
            _turn: turn,
        };
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
            login: Login::Key { subject: item.subject, key_id: item.key_id },
            expires_at,
            keyring: "secret-service".into(),
            auth_time: Some(item.auth_time),
        };
        laptop.keep(record);
        laptop
    }

    /// This process writes the record, in a folder of its own, which then becomes the user's.
    fn keep(&self, record: SessionRecord) {
        let outer = self.daemon.folder().join("state");
        std::os::unix::fs::chown(&outer, Some(rustix::process::geteuid().as_raw()), None).unwrap();
        state::update(&self.state(), |records| records.insert(record)).unwrap();
        self.daemon.give(&outer);
        for path in ["", "sessions.json", "sessions.lock"] {
            self.daemon.give(&self.state().join(path));
        }
    }

    /// Lets the state file say when the key was touched, or not say it.
    pub(crate) fn touched(&self, at: Option<DateTime<Utc>>) {
        state::update(&self.state(), |records| records.sessions[0].auth_time = at).unwrap();
    }

    pub(crate) fn state(&self) -> std::path::PathBuf {
        self.daemon.folder().join("state/vouch")
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.command_for(ROLE, arguments)
    }

    pub(crate) fn command_for(&self, role: &str, arguments: &[&str]) -> Command {
        self.vouch(&[&["credential", "aws", "--role", role], arguments].concat())
    }

    /// Any command, with nothing in its environment but the way to keyring and STS.
    pub(crate) fn vouch(&self, arguments: &[&str]) -> Command {
        let mut command = self.daemon.owned(Command::new(env!("CARGO_BIN_EXE_vouch")));
        command
            .args(arguments)
            .env_clear()
            .envs(self.daemon.environment())
            .env("AWS_ENDPOINT_URL_STS", self.canned.url())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs it and returns the JSON, having looked at both streams.
    pub(crate) fn credentials(&self, arguments: &[&str]) -> serde_json::Value {
        super::given(&self.run(arguments))
    }

    pub(crate) fn calls(&self) -> (usize, usize) {
        (self.canned.asked_issuer().len(), self.canned.asked_sts().len())
    }
}
