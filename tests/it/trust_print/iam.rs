//! moto: an IAM and a CloudFormation that others wrote.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::Desk;
use crate::tools;

/// A running server. It ends when this is dropped.
pub(super) struct Iam {
    child: Child,
    url: String,
}

impl Iam {
    pub(super) fn start(desk: &Desk) -> Self {
        let program = tools::require_named("VOUCH_TEST_INFRASTRUCTURE").join("moto_server");
        let mut command = desk.command(program);
        command.args(["-H", "127.0.0.1", "-p", "0"]).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
        let url = lines.find_map(|line| line.split_once("Running on ").map(|(_, url)| url.into()));
        // It tells each request; nobody listens, but it must be able to.
        thread::spawn(move || lines.for_each(drop));
        Self { child, url: url.expect("moto_server says where it is") }
    }

    /// The AWS CLI with credentials of its account.
    pub(super) fn aws(&self, desk: &Desk) -> Command {
        self.with_credentials(desk, desk.command(tools::require_aws_cli()))
    }

    /// Lets a program reach this AWS and nothing else.
    pub(super) fn with_credentials(&self, desk: &Desk, mut command: Command) -> Command {
        for (name, value) in [
            ("AWS_ENDPOINT_URL", self.url.as_str()),
            ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
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
