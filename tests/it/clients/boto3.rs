//! boto3.

use super::laptop::{ARN, Laptop};
use super::measure::{Client, measure};
use super::version;
use crate::tools;

#[test]
fn boto3_does_what_the_page_says() {
    let laptop = Laptop::logged_in();
    let python = tools::require_boto3();
    let print_version = "import boto3; print('boto3/' + boto3.__version__)";
    let client = Client {
        name: "boto3",
        version: version(laptop.world.command(&python).args(["-c", print_version]), "boto3/"),
        requests: 3,
        command: &|| {
            let mut command = laptop.world.command(&python);
            command.arg(tools::client("ask_with_boto3.py")).arg("3");
            command
        },
        printed: format!("{ARN}\n").repeat(3),
    };
    measure(&laptop, &client);
}
