//! A CI job: no login, no desktop, an STS on loopback.

use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::canned::Canned;
use crate::credential_aws;
use crate::world::{TestWorld, binaries};

pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/Deploy";
/// Whom the tokens are about.
pub(super) const SUBJECT: &str = "repo:octo-org/octo-repo:ref:refs/heads/main";

/// A job, and what it has.
pub(super) struct Job {
    place: Place,
    pub(super) canned: Canned,
    variables: Vec<(&'static str, String)>,
}

enum Place {
    /// No keyring is within reach.
    Bare(TempDir),
    /// A keyring is.
    Keyring(Box<TestWorld>),
}

impl Job {
    pub(super) fn start() -> Self {
        Self::at(Place::Bare(tempfile::tempdir().unwrap()))
    }

    pub(super) fn with_keyring() -> Self {
        Self::at(Place::Keyring(Box::new(TestWorld::new())))
    }

    fn at(place: Place) -> Self {
        Self { place, canned: Canned::start(), variables: Vec::new() }
    }

    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.push((name, value.into()));
    }

    /// A file of the job.
    pub(super) fn path(&self, name: &str) -> std::path::PathBuf {
        match &self.place {
            Place::Bare(folder) => folder.path().join(name),
            Place::Keyring(world) => world.path(name),
        }
    }

    /// Writes a file and returns its path.
    pub(super) fn write(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = match &self.place {
            Place::Keyring(world) => world.command("vouch"),
            Place::Bare(folder) => {
                let mut command = Command::new(binaries().join("vouch"));
                command.env_clear().env("HOME", folder.path()).env("PATH", "/usr/bin:/bin");
                command.env("VOUCH_KEYRING", "secret-service").current_dir(folder.path());
                command
            }
        };
        command.args(["credential", "aws", "--role", ROLE]).args(arguments);
        command.env("AWS_ENDPOINT_URL_STS", self.canned.url());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    /// Gets credentials and returns what STS was asked last.
    pub(super) fn asked(&self, arguments: &[&str]) -> String {
        self.credentials(arguments);
        self.canned.asked_sts().pop().unwrap().body
    }

    pub(super) fn credentials(&self, arguments: &[&str]) -> Value {
        credential_aws::given(&self.command(arguments).output().unwrap())
    }

    /// Is refused before STS is asked, and returns why.
    pub(super) fn refused(&self, arguments: &[&str], exit: i32) -> String {
        let told = credential_aws::refused(&self.command(arguments).output().unwrap(), exit);
        assert_eq!(self.canned.asked_sts().len(), 0, "{told}");
        told
    }
}

/// A token of GitHub for AWS. Its signature is what no stream may show.
pub(super) fn token(number: u32) -> String {
    let issuer = "https://token.actions.githubusercontent.com";
    token_with(number, &json!({"iss": issuer, "sub": SUBJECT, "aud": "sts.amazonaws.com"}))
}

pub(super) fn token_with(number: u32, claims: &Value) -> String {
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    format!("{}.{}.t0ken-{number}", part(&json!({"alg": "RS256"})), part(claims))
}
