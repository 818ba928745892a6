//! The variables.

use std::collections::BTreeMap;
use std::process::Command;

use vouch::domain::aws_variables::DECISIVE;

use super::{arguments, exec};
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::laptop::logged_in;
use crate::world::{TestWorld, Told};

/// Returns the variables that `env -0` printed.
fn variables(told: &str) -> BTreeMap<String, String> {
    let lines = told.split_terminator('\0').filter_map(|line| line.split_once('='));
    lines.map(|(name, value)| (name.into(), value.into())).collect()
}

/// Returns what a program in that environment sees of it, without what the world gives everybody.
fn seen(mut command: Command) -> BTreeMap<String, String> {
    let told = Told::from(command.output().unwrap()).ok();
    assert_eq!(told.stderr, "");
    let about = |name: &String| {
        ["AWS_", "AMAZON_", "VOUCH_", "SECRET", "KEPT"].iter().any(|one| name.starts_with(one))
    };
    variables(&told.stdout).into_iter().filter(|(name, _)| about(name)).collect()
}

#[test]
fn a_program_sees_the_credentials_and_nothing_that_would_win_over_them() {
    let laptop = Laptop::logged_in();
    let given = laptop.credentials(&[]);
    let mut command = laptop.vouch(&arguments(&["--region", "eu-west-1"], &["env", "-0"]));
    for name in DECISIVE.iter().filter(|name| **name != "VOUCH_EXEC") {
        command.env(name, "planted");
    }
    command.env("VOUCH_ID_TOKEN", "planted");
    command.envs([("AWS_REGION", "us-east-2"), ("AWS_DEFAULT_REGION", "us-west-2")]);
    command.envs([("KEPT", "as it is\nquite"), ("AWS_PAGER", "")]);
    let mut seen = seen(command);
    let text = |name: &str| given[name].as_str().unwrap().to_owned();
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", text("AccessKeyId")),
        ("AWS_ACCOUNT_ID", text("AccountId")),
        ("AWS_CREDENTIAL_EXPIRATION", text("Expiration")),
        ("AWS_DEFAULT_REGION", "eu-west-1".into()),
        ("AWS_ENDPOINT_URL_STS", laptop.canned.url().into()),
        ("AWS_PAGER", String::new()),
        ("AWS_REGION", "eu-west-1".into()),
        ("AWS_SECRET_ACCESS_KEY", text("SecretAccessKey")),
        ("AWS_SESSION_TOKEN", text("SessionToken")),
        ("KEPT", "as it is\nquite".into()),
        ("VOUCH_EXEC", ROLE.into()),
    ] {
        assert_eq!(seen.remove(name), Some(value), "{name}");
    }
    assert_eq!(seen, BTreeMap::new());
}

#[test]
fn a_program_in_a_program_of_exec_is_not_started() {
    let laptop = Laptop::logged_in();
    let inner = arguments(&[], &["echo", "started"]);
    let told = exec(&laptop, &[], &[&[env!("CARGO_BIN_EXE_vouch")], &inner[..]].concat());
    insta::assert_snapshot!(told, @r"
    exit: 2
    ----- stdout -----
    ----- stderr -----
    error: this runs within `vouch exec` already, with the credentials of arn:aws:iam::123456789012:role/Developer

    hint: leave that program first (`exit`), or unset VOUCH_EXEC
    ");
    // The remedy is one.
    let outer = ["env", "-u", "VOUCH_EXEC", env!("CARGO_BIN_EXE_vouch")];
    let told = exec(&laptop, &[], &[&outer[..], &inner].concat()).ok();
    assert_eq!(told.stdout, "started\n");
}

/// Runs it in the world; returns what `env -0` shows.
fn in_world(world: &TestWorld, arguments: &[&str]) -> BTreeMap<String, String> {
    let mut command = world.command("vouch");
    command.arg("exec").args(arguments).args(["--", "env", "-0"]);
    seen(command)
}

#[test]
fn a_profile_gives_its_role_and_its_region_unless_another_is_named() {
    let (mut world, dev) = logged_in();
    let role = dev.told.role_arn.as_str();
    for (profile, region) in [("vouch", "eu-central-1"), ("other", "ap-south-1")] {
        let setup = ["setup", "aws", "--role", role, "--profile", profile, "--region", region];
        world.vouch(&setup).ok();
    }
    world.set("AWS_REGION", "");
    for (arguments, variable, marker, region) in [
        (&[][..], "", "vouch", Some("eu-central-1")),
        (&["--profile", "other"], "", "other", Some("ap-south-1")),
        (&["--profile", "other", "--region", "eu-west-3"], "", "other", Some("eu-west-3")),
        (&["--profile", "other"], "us-west-1", "other", Some("us-west-1")),
        (&["--role", role], "", role, None),
    ] {
        world.set("AWS_REGION", variable);
        let seen = in_world(&world, arguments);
        assert_eq!(seen.get("VOUCH_EXEC").map(String::as_str), Some(marker), "{arguments:?}");
        for name in ["AWS_REGION", "AWS_DEFAULT_REGION"] {
            let seen = seen.get(name).map(String::as_str).filter(|text| !text.is_empty());
            assert_eq!(seen, region, "{arguments:?}");
        }
        assert!(seen["AWS_ACCESS_KEY_ID"].starts_with("ASIA"));
    }
    let told = world.vouch(&["exec", "--profile", "nobody", "--", "true"]);
    assert_eq!(told.exit, Some(7), "{told}");
}
