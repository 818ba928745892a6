//! The AWS CLI, both of its versions: a request is a run.

use std::path::PathBuf;
use std::process::Command;

use super::laptop::{ARN, Laptop};
use super::measure::{Client, measure};
use super::version;
use crate::tools;

#[test]
fn the_aws_cli_v1_does_what_the_page_says() {
    check("AWS CLI v1", tools::require_named("VOUCH_TEST_AWS_V1"));
}

#[test]
fn the_aws_cli_v2_does_what_the_page_says() {
    check("AWS CLI v2", tools::require_aws_cli());
}

fn check(name: &'static str, aws: PathBuf) {
    let laptop = Laptop::logged_in();
    let client = Client {
        name,
        version: version(laptop.world.command(&aws).arg("--version"), "aws-cli/"),
        requests: 1,
        command: &|| {
            let mut command = laptop.world.command(&aws);
            command.args(["sts", "get-caller-identity", "--query", "Arn", "--output", "text"]);
            command
        },
        printed: format!("{ARN}\n"),
    };
    measure(&laptop, &client);
}

/// What other tools are given by it.
#[test]
fn the_aws_cli_v2_hands_credentials_on() {
    let laptop = Laptop::logged_in();
    let aws = tools::require_aws_cli();
    for format in ["process", "env", "powershell"] {
        let mut command: Command = laptop.world.command(&aws);
        command.args(["configure", "export-credentials", "--format", format]);
        let ran = laptop.run(super::laptop::PLAIN, command);
        assert_eq!((ran.told.exit, ran.calls.len()), (Some(0), 1), "{}", ran.told);
        assert!(ran.told.stdout.contains("ASIA"), "{}", ran.told);
    }
}
