//! The real AWS CLI: with a profile whose `credential_process` walks the chain, and with its own way of
//! walking it from our profile.

use std::fs;

use vouch::domain::aws_profile::CommandLine;

use super::account::{ENTRY, HUB, VENDOR, organisation};
use super::refusals::CHAIN;
use crate::tools::require_aws_cli;
use crate::world::{TestWorld, binaries};

fn identity(world: &TestWorld, profile: &str) -> String {
    let aws = require_aws_cli().display().to_string();
    let ask = ["sts", "get-caller-identity", "--profile", profile, "--query", "Arn", "--output"];
    world.run(&aws, &[&ask[..], &["text"]].concat()).ok().stdout.trim().to_owned()
}

#[test]
fn the_aws_cli_gets_the_last_role_both_ways() {
    let (world, servers) = organisation();
    let vouch = binaries().join("vouch").display().to_string();
    let line = |role: &str, more: &[&str]| {
        let words = [&["credential", "aws", "--role", role], more].concat();
        CommandLine::new(&vouch, words).unwrap()
    };
    let named = [&CHAIN[..], &["--session-name", "night"]].concat();
    let config = format!(
        "[profile chain]\ncredential_process = {}\nregion = {}\n\n\
         [profile vouch]\ncredential_process = {}\nregion = {}\n\n\
         [profile theirs]\nrole_arn = {HUB}\nsource_profile = vouch\nrole_session_name = night\n\
         region = {}\n",
        line(VENDOR, &named),
        servers[1].told.region,
        line(ENTRY, &[]),
        servers[1].told.region,
        servers[1].told.region,
    );
    fs::create_dir_all(world.path("home/.aws")).unwrap();
    fs::write(world.path("home/.aws/config"), config).unwrap();
    let session =
        |account: &str, role: &str| format!("arn:aws:sts::{account}:assumed-role/{role}/night");
    assert_eq!(identity(&world, "chain"), session("333333333333", "Vendor"));
    // The CLI's own chain begins where ours ends: with the profile of the entry.
    assert_eq!(identity(&world, "theirs"), session("222222222222", "Hub"));
}
