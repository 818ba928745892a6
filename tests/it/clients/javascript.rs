//! The AWS SDK for JavaScript.

use super::laptop::{ARN, Laptop};
use super::measure::{Client, measure};
use super::version;
use crate::tools;

#[test]
fn the_sdk_for_javascript_does_what_the_page_says() {
    let laptop = Laptop::logged_in();
    let modules = tools::require_named("VOUCH_TEST_NODE_MODULES");
    let node = || {
        let mut command = laptop.world.command(tools::require("node"));
        command.env("NODE_PATH", &modules).arg("--no-warnings");
        command
    };
    let print_version = "console.log('sts/' + require('@aws-sdk/client-sts/package.json').version)";
    let client = Client {
        name: "AWS SDK for JavaScript v3",
        version: version(node().args(["-e", print_version]), "sts/"),
        requests: 3,
        command: &|| {
            let mut command = node();
            command.arg(tools::client("ask_with_javascript.cjs")).arg("3");
            command
        },
        printed: format!("{ARN}\n").repeat(3),
    };
    measure(&laptop, &client);
}
