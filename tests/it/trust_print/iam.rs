//! Two IAMs: moto, an IAM and a CloudFormation that others wrote, and our own simulator.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::Value;

use super::Desk;
use crate::tools;

/// A running server. It ends when this is dropped.
pub(super) struct Iam {
    child: Child,
    url: String,
    /// An access key of account 123456789012: its id and its secret.
    key: [String; 2],
    /// What the AWS CLI's commands begin with that it doesn't have.
    pub(super) lacks: Option<&'static str>,
}

impl Iam {
    /// Both.
    pub(super) fn each(desk: &Desk) -> [Self; 2] {
        [Self::start(desk), Self::simulated(desk)]
    }

    /// Our simulator, in which nothing is registered.
    pub(super) fn simulated(desk: &Desk) -> Self {
        let key = ["AKIAEXAMPLEEXAMPLE00", "secret"].map(str::to_owned);
        let [id, secret] = &key;
        let owner = "arn:aws:iam::123456789012:user/Administrator";
        let state =
            format!("[[access_key]]\nid = '{id}'\nsecret = '{secret}'\nowner = '{owner}'\n");
        let file = desk.path("aws.toml");
        fs::write(&file, state).unwrap();
        let mut command = desk.command(env!("CARGO_BIN_EXE_vouch-dev"));
        command.args(["--json", "--aws-state"]).arg(file);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["iam_endpoint"].as_str().unwrap().into();
        Self { child, url, key, lacks: None }
    }

    /// moto.
    pub(super) fn start(desk: &Desk) -> Self {
        let program = tools::require_named("VOUCH_TEST_INFRASTRUCTURE").join("moto_server");
        let mut command = desk.command(program);
        command.args(["-H", "127.0.0.1", "-p", "0"]).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let url = lines.find_map(|line| line.split_once("Running on ").map(|(_, url)| url.into()));
        // It tells each request; nobody listens, but it must be able to.
        thread::spawn(move || lines.for_each(drop));
        Self {
            child,
            url: url.expect("moto_server says where it is"),
            key: ["AKIAIOSFODNN7EXAMPLE", "secret"].map(str::to_owned),
            lacks: Some("add-client-id-"),
        }
    }

    /// The AWS CLI with credentials of its account.
    pub(super) fn aws(&self, desk: &Desk) -> Command {
        self.with_credentials(desk, desk.command(tools::require_aws_cli()))
    }

    /// Lets a program reach this AWS and nothing else.
    pub(super) fn with_credentials(&self, desk: &Desk, mut command: Command) -> Command {
        for (name, value) in [
            ("AWS_ENDPOINT_URL", self.url.as_str()),
            ("AWS_ACCESS_KEY_ID", &self.key[0]),
            ("AWS_SECRET_ACCESS_KEY", &self.key[1]),
            ("AWS_DEFAULT_REGION", "eu-central-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
            ("AWS_PAGER", ""),
        ] {
            command.env(name, value);
        }
        command.current_dir(desk.0.path());
        command
    }

    /// Asks the AWS CLI, which must answer.
    #[track_caller]
    pub(super) fn ask(&self, desk: &Desk, arguments: &[&str]) -> String {
        let answer = self.aws(desk).args(arguments).output().unwrap();
        crate::world::Told::from(answer).ok().stdout
    }

    /// The trust policy of a role, as AWS has it.
    #[track_caller]
    pub(super) fn trust_policy(&self, desk: &Desk, role: &str) -> String {
        let query = "Role.AssumeRolePolicyDocument";
        let ask = ["iam", "get-role", "--role-name", role, "--query", query, "--output", "json"];
        self.ask(desk, &ask)
    }
}

impl Drop for Iam {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
