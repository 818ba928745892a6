//! Where a person runs `vouch`: streams that are closed or full, text that is none, folders and
//! files of others, several issuers.

mod folders;
mod other_home;
mod streams;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::process::Command;

use serde_json::Value;

use crate::dev::Dev;
use crate::world::{TestWorld, Told};

/// A world in which alice is logged in with a software key.
fn logged_in() -> (TestWorld, Dev) {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    enroll(&world, &dev.told.issuer, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    (world, dev)
}

fn enroll(world: &TestWorld, issuer: &str, invitation: &str) -> Told {
    let arguments = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&arguments, invitation)
}

fn vouch(world: &TestWorld, arguments: &[&str]) -> Command {
    let mut command = world.command("setsid");
    command.args(["--wait", "vouch"]).args(arguments);
    command
}

#[test]
fn text_that_is_none_is_named_and_not_passed_over() {
    let (world, _dev) = logged_in();
    let none = OsStr::from_bytes(b"\xff\xfe");
    let variables =
        ["VOUCH_ISSUER", "VOUCH_KEYRING", "AWS_ENDPOINT_URL_STS", "AWS_REGION", "VOUCH_LOG"];
    for variable in variables {
        let told = Told::from(vouch(&world, &["status"]).env(variable, none).output().unwrap());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
        let expected = format!("error: the variable {variable} is not UTF-8 text\n");
        assert!(told.stderr.starts_with(&expected), "{told}");
    }
    for told in [
        vouch(&world, &["status"]).arg(none).output().unwrap(),
        vouch(&world, &["token", "--audience"]).arg(none).output().unwrap(),
    ] {
        assert_eq!(told.status.code(), Some(2), "{told:?}");
    }
    let told = vouch(&world, &["status"]).env("UNRELATED", none).output().unwrap();
    Told::from(told).ok();
}

#[test]
fn a_home_whose_name_is_no_text_is_a_home() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let home = world.path("").join(OsStr::from_bytes(b"h\xffme"));
    fs::create_dir(&home).unwrap();
    world.set("HOME", home.clone().into_os_string());
    for (variable, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        world.set(variable, home.join(folder).into_os_string());
    }
    enroll(&world, &dev.told.issuer, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    let role = ["setup", "aws", "--role", &dev.told.role_arn, "--region", "eu-central-1"];
    world.vouch(&role).ok();
    assert!(home.join("config/vouch/config.toml").exists() && home.join(".aws/config").exists());
}

#[test]
fn a_shells_prompt_tells_the_session_that_commands_use() {
    let (mut world, first) = logged_in();
    let second = Dev::start(&mut world, &[]);
    enroll(&world, &second.told.issuer, &second.told.invitation).ok();
    let (one, two) = (first.told.issuer.as_str(), second.told.issuer.as_str());
    world.vouch(&["--issuer", two, "login"]).ok();
    let shell = |arguments: &[&str]| {
        let told = world.vouch(&[&["status", "--format", "shell"], arguments].concat()).ok();
        told.stdout.lines().next().unwrap().to_owned()
    };
    let of = |issuer: &str| format!("VOUCH_STATUS_ISSUER='{issuer}'");
    // The latest login, then the default, then the one that is named.
    assert_eq!(shell(&[]), of(two));
    let config = world.path("config/vouch/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("default_issuer = \"{one}\"\n{text}")).unwrap();
    assert_eq!(shell(&[]), of(one));
    assert_eq!(shell(&["--issuer", two]), of(two));
    let report = world.vouch(&["status", "--json"]).ok().stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["sessions"].as_array().unwrap().len(), 2);
    // The only one that is left, whatever the default is.
    world.vouch(&["logout"]).ok();
    assert_eq!(shell(&[]), of(two));
    let told = world.vouch(&["status", "--format", "shell", "--issuer", one]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
}

#[test]
fn a_token_for_aws_without_a_role_is_told_what_is_missing() {
    let (world, dev) = logged_in();
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    let told = world.vouch(&["token", "--audience", host]);
    insta::assert_snapshot!(told.masked(&[(host, "HOST")]), @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: http://HOST refused: a token for AWS is for one role, and none was named

    hint: name it with `--role ARN`
    ");
}

#[test]
fn a_token_for_somebody_unknown_is_told_whom_to_ask() {
    let (world, dev) = logged_in();
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    let told = world.vouch(&["token", "--audience", "https://git.example.com"]);
    insta::assert_snapshot!(told.masked(&[(host, "HOST")]), @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: http://HOST refused: this issuer gives no tokens for that audience

    hint: ask your administrator for it
    ");
}
