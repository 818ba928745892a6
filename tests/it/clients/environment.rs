//! Clients with credentials in their environment: they take those, and run vouch never.

use std::ffi::OsString;
use std::process::Command;

use super::laptop::{ARN, Laptop, PLAIN};
use crate::tools;

/// The page, of which the rows are a part that is written by hand.
const PAGE: &str = include_str!("page.md");

/// A client and its one request.
type Client = (&'static str, Command);

fn clients(laptop: &Laptop) -> Vec<Client> {
    let aws = |program| {
        let mut command = laptop.world.command(program);
        command.args(["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]);
        command
    };
    let mut boto3 = laptop.world.command(tools::require_boto3());
    boto3.arg(tools::client("ask_with_boto3.py")).arg("1");
    let mut node = laptop.world.command(tools::require("node"));
    node.env("NODE_PATH", tools::require_named("VOUCH_TEST_NODE_MODULES")).arg("--no-warnings");
    node.arg(tools::client("ask_with_javascript.cjs")).arg("1");
    vec![
        ("AWS CLI v1", aws(tools::require_named("VOUCH_TEST_AWS_V1"))),
        ("AWS CLI v2", aws(tools::require_aws_cli())),
        ("boto3", boto3),
        ("AWS SDK for JavaScript v3", node),
    ]
}

/// Runs the client by a program, whose words come before it.
fn by(laptop: &Laptop, program: &str, words: &[&str], client: &Command) -> Command {
    let mut command = laptop.world.command(program);
    command.args(words).arg(client.get_program()).args(client.get_args());
    let own = client.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let own: Vec<(OsString, OsString)> = own.map(|(name, it)| (name.into(), it.into())).collect();
    command.envs(own);
    // Each of them would win, or be tried first.
    for name in ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_DEFAULT_PROFILE"] {
        command.env(name, "planted");
    }
    command
}

#[test]
fn what_is_in_the_environment_wins_over_profile_and_web_identity() {
    let laptop = Laptop::logged_in();
    let role = laptop.dev.told.role_arn.clone();
    let env = "eval \"$(vouch env --role $0)\"; exec \"$@\"";
    for (name, client) in clients(&laptop) {
        let exec = by(&laptop, "vouch", &["exec", "--role", &role, "--"], &client);
        let env = by(&laptop, "sh", &["-c", env, &role], &client);
        let mut row = format!("| in the environment of {name} |");
        for command in [exec, env] {
            let ran = laptop.run(PLAIN, command);
            assert_eq!((ran.told.exit, ran.told.stdout.trim()), (Some(0), ARN), "{}", ran.told);
            row.push_str(&format!(" {} |", ran.calls.len()));
        }
        assert!(PAGE.contains(&format!("\n{row}\n")), "{row}");
    }
}
