//! `vouch credential aws` as AWS tools run it: real processes, a real keyring, a canned issuer and
//! STS.

mod cached_path;
pub(crate) mod laptop;

use std::process::{Command, Output};

use chrono::{TimeDelta, Utc};
use vouch::adapters::state;

use crate::canned::Answer;
use crate::keyring;
use laptop::{Laptop, SESSION_KEY};

/// Success: one line on stdout, nothing on stderr.
pub(crate) fn given(output: &Output) -> serde_json::Value {
    let (stdout, stderr) = texts(output);
    assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""));
    assert_eq!((stdout.matches('\n').count(), stdout.ends_with('\n')), (1, true), "{stdout}");
    serde_json::from_str(&stdout).unwrap()
}

/// Failure: nothing on stdout, one line on stderr, which is returned.
pub(crate) fn refused(output: &Output, exit: i32) -> String {
    let (stdout, stderr) = texts(output);
    assert_eq!((output.status.code(), stdout.as_str()), (Some(exit), ""), "{stderr}");
    assert_eq!((stderr.matches('\n').count(), stderr.ends_with('\n')), (1, true), "{stderr}");
    for secret in ["r3fresh", "t0ken", "c4nned-s", SESSION_KEY] {
        assert!(!stderr.contains(secret), "{stderr}");
    }
    stderr
}

pub(crate) fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn a_token_for_the_role_goes_to_sts_unsigned() {
    let laptop = Laptop::logged_in();
    let json = laptop.credentials(&["--duration", "2h"]);
    assert_eq!(json["Version"], 1);
    assert_eq!(json["AccessKeyId"], "ASIACANNED");
    assert_eq!(json["SecretAccessKey"], "c4nned-secret");
    assert_eq!(json["SessionToken"], "c4nned-session");
    assert_eq!(json["AccountId"], "123456789012");
    let issuer = &laptop.canned.asked_issuer()[0];
    assert!(issuer.head.to_ascii_lowercase().contains("\r\ndpop: "), "{}", issuer.head);
    assert!(issuer.body.contains("refresh_token=r3fresh"), "{}", issuer.body);
    assert!(issuer.body.contains("role%2FDeveloper"), "{}", issuer.body);
    let sts = &laptop.canned.asked_sts()[0];
    assert!(!sts.head.to_ascii_lowercase().contains("\r\nauthorization:"), "{}", sts.head);
    for part in [
        "Action=AssumeRoleWithWebIdentity",
        "RoleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2FDeveloper",
        "RoleSessionName=alice%40example.com",
        "WebIdentityToken=header.t0ken.signature",
        "DurationSeconds=7200",
    ] {
        assert!(sts.body.contains(part), "{part}: {}", sts.body);
    }
}

#[test]
fn cached_credentials_need_neither_network_nor_configuration() {
    let laptop = Laptop::logged_in();
    let first = laptop.credentials(&[]);
    let broken = laptop.daemon.folder().join("broken");
    std::fs::write(&broken, "[").unwrap();
    laptop.canned.issuer(&[Answer::issuer_error(500, "down")]);
    let second = laptop
        .command(&[])
        .env("VOUCH_CONFIG", &broken)
        .env("AWS_CONFIG_FILE", &broken)
        .env("AWS_CA_BUNDLE", &broken)
        .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
        .output()
        .unwrap();
    assert_eq!(given(&second), first);
    assert_eq!(laptop.calls(), (1, 1));
}

#[test]
fn another_duration_region_or_endpoint_is_another_item() {
    let laptop = Laptop::logged_in();
    for arguments in [&[][..], &["--duration", "2h"], &["--region", "eu-west-1"], &[]] {
        laptop.credentials(arguments);
    }
    let other = laptop.canned.url().replace("127.0.0.1", "localhost");
    given(&laptop.command(&[]).env("AWS_ENDPOINT_URL_STS", other).output().unwrap());
    assert_eq!(laptop.calls(), (4, 4));
}

#[test]
fn without_cache_every_call_asks_aws() {
    let laptop = Laptop::logged_in();
    laptop.credentials(&["--no-cache"]);
    laptop.credentials(&["--no-cache"]);
    laptop.credentials(&[]);
    assert_eq!(laptop.calls(), (3, 3));
}

#[test]
fn a_shell_can_read_them_too() {
    let laptop = Laptop::logged_in();
    let output = laptop.run(&["--format", "env"]);
    let (stdout, stderr) = texts(&output);
    assert!(stdout.starts_with("export AWS_ACCESS_KEY_ID='ASIACANNED';\n"), "{stdout}{stderr}");
    assert!(laptop.credentials(&["--format", "json"]).get("Version").is_none());
    assert_eq!(laptop.calls(), (1, 1));
}

#[test]
fn nobody_logged_in_is_told_from_the_state_file_alone() {
    let laptop = Laptop::logged_in();
    std::fs::remove_file(laptop.state().join("sessions.json")).unwrap();
    laptop.daemon.freeze();
    let told = refused(&laptop.run(&[]), 3);
    assert_eq!(told, "vouch: not logged in; run `vouch login`\n");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn a_session_of_another_issuer_is_not_used() {
    let laptop = Laptop::logged_in();
    let told = refused(&laptop.run(&["--issuer", "https://other.example.com"]), 3);
    assert!(told.contains("not logged in at https://other.example.com"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn a_session_that_is_over_is_a_login_and_no_call() {
    let laptop = Laptop::logged_in_until(Utc::now() - TimeDelta::seconds(1));
    let told = refused(&laptop.run(&[]), 3);
    assert!(told.contains("is over"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn a_locked_keyring_is_not_a_missing_login() {
    let mut laptop = Laptop::logged_in();
    laptop.daemon.lock();
    let told = refused(&laptop.run(&[]), 8);
    assert!(told.contains("the Secret Service keyring is locked"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
    laptop.daemon.unlock();
    laptop.credentials(&[]);
}

#[test]
fn a_session_that_the_keyring_lost_is_a_login() {
    let laptop = Laptop::logged_in();
    keyring::act(&laptop.daemon, &["delete", &laptop.session.item_name()]);
    let told = refused(&laptop.run(&[]), 3);
    assert!(told.contains("lost the session"), "{told}");
}

#[test]
fn a_job_without_the_desktops_bus_does_not_end_the_session() {
    let laptop = Laptop::logged_in();
    let output = laptop.command(&[]).env_remove("DBUS_SESSION_BUS_ADDRESS").output().unwrap();
    let told = refused(&output, 8);
    assert!(told.contains("in the keyring `secret-service`, out of reach here"), "{told}");
    laptop.credentials(&[]);
}

#[test]
fn what_is_for_this_machine_goes_through_no_proxy() {
    let laptop = Laptop::logged_in();
    let mut command = laptop.command(&[]);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"] {
        command.env(name, "http://127.0.0.1:1");
    }
    given(&command.output().unwrap());
}

#[test]
fn the_fullest_log_holds_no_secret() {
    let laptop = Laptop::logged_in();
    let output = laptop.command(&["-vvv"]).env("VOUCH_LOG", "trace").output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert!(stdout.contains("c4nned-secret"), "{stderr}");
    for secret in ["r3fresh", "t0ken", "c4nned-s", SESSION_KEY] {
        assert!(!stderr.contains(secret), "{stderr}");
    }
}

#[test]
fn a_token_goes_to_no_endpoint_that_is_not_listed() {
    let laptop = Laptop::logged_in();
    let foreign = |command: &mut Command| {
        let endpoint = "https://sts.amazonaws.com.invalid";
        command.env("AWS_ENDPOINT_URL_STS", endpoint).output().unwrap()
    };
    let told = refused(&foreign(&mut laptop.command(&[])), 7);
    assert!(
        told.contains(
            "https://sts.amazonaws.com.invalid of AWS_ENDPOINT_URL_STS is not one of AWS's"
        ),
        "{told}"
    );
    assert_eq!(laptop.calls(), (0, 0));
    let config = laptop.daemon.folder().join("config/vouch");
    std::fs::create_dir_all(&config).unwrap();
    let text = "allowed_sts_endpoints = ['https://sts.amazonaws.com.invalid']\n";
    std::fs::write(config.join("config.toml"), text).unwrap();
    let told = refused(&foreign(&mut laptop.command(&[])), 5);
    assert!(told.contains("can't be reached"), "{told}");
    assert_eq!(laptop.calls(), (1, 0));
}

#[test]
fn a_region_of_another_partition_is_refused_before_any_call() {
    let laptop = Laptop::logged_in();
    let told = refused(&laptop.run(&["--region", "cn-north-1"]), 7);
    assert!(told.contains("the region cn-north-1 is in aws-cn"), "{told}");
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn what_the_issuer_ended_is_forgotten() {
    let laptop = Laptop::logged_in_alone();
    laptop.credentials(&[]);
    laptop.canned.issuer(&[Answer::issuer_error(400, "invalid_grant")]);
    let told = refused(&laptop.run(&["--duration", "2h"]), 3);
    assert!(told.contains("run `vouch login`"), "{told}");
    assert!(state::read(&laptop.state()).unwrap().sessions.is_empty());
    assert_eq!(keyring::act(&laptop.daemon, &["read", &laptop.session.item_name()]), "absent");
    refused(&laptop.run(&[]), 3);
    assert_eq!(laptop.calls(), (2, 1));
}

#[test]
fn a_role_that_is_refused_leaves_the_session() {
    let laptop = Laptop::logged_in();
    laptop.canned.issuer(&[Answer::issuer_error(403, "access_denied"), Answer::token()]);
    refused(&laptop.run(&[]), 6);
    laptop.canned.sts(&[Answer::sts_error(403, "AccessDenied", "Not authorized")]);
    let told = refused(&laptop.run(&[]), 6);
    assert!(told.contains("AWS refused: AccessDenied: Not authorized; the trust policy"), "{told}");
    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(1))]);
    laptop.credentials(&[]);
}

/// Credentials with ten minutes left of an hour: usable, and not fresh.
fn nearly_over() -> Answer {
    Answer::credentials(TimeDelta::minutes(10)).behind(TimeDelta::minutes(50))
}

#[test]
fn living_credentials_are_given_when_no_new_ones_can_be_had() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over()]);
    let first = laptop.credentials(&[]);
    for (issuer, sts) in [
        (Answer::issuer_error(503, "down"), nearly_over()),
        (Answer::token(), Answer::sts_error(503, "ServiceUnavailable", "")),
    ] {
        laptop.canned.issuer(&[issuer]);
        laptop.canned.sts(&[sts]);
        assert_eq!(laptop.credentials(&[]), first);
    }
}

#[test]
fn living_credentials_are_not_given_when_new_ones_are_refused() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[nearly_over()]);
    laptop.credentials(&[]);
    laptop.canned.issuer(&[Answer::issuer_error(403, "access_denied")]);
    refused(&laptop.run(&[]), 6);
    laptop.canned.issuer(&[Answer::issuer_error(503, "down")]);
    refused(&laptop.run(&[]), 5);
}

#[test]
fn dead_credentials_are_given_to_nobody() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[Answer::credentials(TimeDelta::hours(-1))]);
    refused(&laptop.run(&[]), 5);
    // STS's clock says that they end in a minute; ours says in two hours.
    let ahead = Answer::credentials(TimeDelta::hours(2)).behind(-TimeDelta::minutes(119));
    laptop.canned.sts(&[ahead]);
    laptop.credentials(&[]);
    let before = laptop.calls();
    laptop.credentials(&[]);
    assert_eq!(laptop.calls(), (before.0 + 1, before.1 + 1), "they were not kept");
}

#[test]
fn a_bundle_that_cannot_be_read_is_named() {
    let laptop = Laptop::logged_in();
    let output = laptop.command(&[]).env("AWS_CA_BUNDLE", "/nowhere/ca.pem").output().unwrap();
    let told = refused(&output, 7);
    assert!(told.contains("AWS_CA_BUNDLE names /nowhere/ca.pem"), "{told}");
}
