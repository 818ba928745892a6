//! A client that is told where `vouch serve` answers, instead of a profile.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use super::laptop::{Laptop, Ran};
use super::measure::Client;
use crate::endpoint::Serving;

/// An endpoint whose requests are counted.
pub(super) struct Endpoint {
    serving: Serving,
    log: PathBuf,
}

/// What became of a client when nobody was logged in.
pub(super) struct Refused {
    /// How often it asked until it gave up.
    pub(super) asked: usize,
    /// Whether it shows what the endpoint said.
    pub(super) says_why: &'static str,
}

impl Endpoint {
    pub(super) fn start(laptop: &Laptop, arguments: &[&str]) -> Self {
        let log = laptop.world.path(&format!("serve{}.log", arguments.concat()));
        let mut command = laptop.world.command("vouch");
        command.args(["-vv", "serve", "--json", "--role", &laptop.dev.told.role_arn]);
        command.args(arguments).stderr(File::create(&log).unwrap());
        Self { serving: Serving::start(command), log }
    }

    /// Runs a client, which must get what it wants, and returns how often it asked.
    pub(super) fn asked_by(&self, laptop: &Laptop, client: &Client<'_>) -> usize {
        let (ran, asked) = self.run(laptop, client);
        assert_eq!((ran.told.exit, ran.calls.len()), (Some(0), 0), "{}", ran.told);
        assert_eq!(ran.told.stdout, client.printed, "{}", ran.told);
        assert!(asked > 0);
        asked
    }

    /// Runs a client when nobody is logged in.
    pub(super) fn refuses(&self, laptop: &Laptop, client: &Client<'_>) -> Refused {
        let (ran, asked) = self.run(laptop, client);
        assert!(ran.told.exit != Some(0) && ran.told.stdout.is_empty(), "{}", ran.told);
        let says = ran.told.stderr.contains("not logged in");
        Refused { asked, says_why: if says { "yes" } else { "no" } }
    }

    fn run(&self, laptop: &Laptop, client: &Client<'_>) -> (Ran, usize) {
        let before = self.answered();
        let ran = laptop.run_as_it_is(self.known_to((client.command)()));
        (ran, self.answered() - before)
    }

    fn known_to(&self, mut client: Command) -> Command {
        client.env("AWS_CONTAINER_CREDENTIALS_FULL_URI", &self.serving.uri);
        client.env("AWS_DEFAULT_REGION", self.serving.told["region"].as_str().unwrap());
        match self.serving.told["token_file"].as_str() {
            Some(file) => client.env("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", file),
            None => client.env("AWS_CONTAINER_AUTHORIZATION_TOKEN", &self.serving.token),
        };
        client
    }

    fn answered(&self) -> usize {
        fs::read_to_string(&self.log).unwrap().matches("a request is answered").count()
    }
}
