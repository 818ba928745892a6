//! `vouch-dev` for one test: an issuer and a local AWS.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use serde::Deserialize;

use crate::world::TestWorld;

/// The running servers; they end when this is dropped.
pub(crate) struct Dev {
    child: Child,
    pub(crate) told: DevTold,
}

/// What it printed.
#[derive(Deserialize)]
pub(crate) struct DevTold {
    pub(crate) issuer: String,
    pub(crate) sts_endpoint: String,
    pub(crate) invitation: String,
    pub(crate) role_arn: String,
    pub(crate) region: String,
    pub(crate) iam_endpoint: String,
    pub(crate) admin_access_key_id: Option<String>,
    pub(crate) admin_secret_access_key: Option<String>,
}

impl Dev {
    /// Starts the servers, inviting alice@example.com, and lets the world know where they are.
    pub(crate) fn start(world: &mut TestWorld, arguments: &[&str]) -> Self {
        let mut command = world.command(env!("CARGO_BIN_EXE_vouch-dev"));
        command.args(["--json", "--email", "alice@example.com"]).args(arguments);
        let log = std::fs::File::create(world.path("vouch-dev.log")).unwrap();
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let log = || std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
        let told: DevTold = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{}", log()));
        world.set("AWS_ENDPOINT_URL_STS", &told.sts_endpoint);
        world.set("AWS_REGION", &told.region);
        Self { child, told }
    }

    /// Lets a program call the simulated AWS as the account's administrator.
    pub(crate) fn as_administrator(&self, mut command: Command) -> Command {
        let told = &self.told;
        for (name, value) in [
            ("AWS_ENDPOINT_URL_IAM", told.iam_endpoint.as_str()),
            ("AWS_ACCESS_KEY_ID", told.admin_access_key_id.as_deref().unwrap()),
            ("AWS_SECRET_ACCESS_KEY", told.admin_secret_access_key.as_deref().unwrap()),
            ("AWS_DEFAULT_REGION", &told.region),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_PAGER", ""),
        ] {
            command.env(name, value);
        }
        command
    }

    /// The process of both.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Ends the servers.
    pub(crate) fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Dev {
    fn drop(&mut self) {
        self.stop();
    }
}
