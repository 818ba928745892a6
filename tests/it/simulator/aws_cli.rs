//! The real AWS CLI, from outside.

use std::process::{Command, Output};

use serde_json::{Value, json};
use vouch::simulator::{Call, Signed, example};

use super::{OPERATOR, World};
use crate::tools;

async fn output(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

/// The CLI with nothing of this machine's AWS settings.
fn sts(world: &World, home: &tempfile::TempDir, action: &str) -> Command {
    let mut command = Command::new(tools::require_aws_cli());
    let settings = std::env::vars_os().map(|(name, _)| name);
    for name in settings.filter(|name| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command
        .env("HOME", home.path())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_DEFAULT_REGION", "eu-central-1")
        .env("NO_PROXY", "127.0.0.1")
        .args(["sts", action, "--output", "json", "--endpoint-url", &world.running.endpoint()]);
    command
}

fn assume(world: &World, home: &tempfile::TempDir, token: &str) -> Command {
    let mut command = sts(world, home, "assume-role-with-web-identity");
    let session = "alice@example.com";
    command.args(["--role-arn", example::DEVELOPER, "--role-session-name", session]);
    command.args(["--web-identity-token", token]);
    command
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aws_cli_gets_credentials_and_is_told_who_it_is() {
    let world = World::start().await;
    let home = tempfile::tempdir().unwrap();
    let answer = output(assume(&world, &home, &world.good_token())).await;
    let told = String::from_utf8_lossy(&answer.stderr).into_owned();
    let assumed: Value = serde_json::from_slice(&answer.stdout).expect(&told);
    let arn = "arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com";
    assert_eq!(assumed["AssumedRoleUser"]["Arn"], arn);
    assert_eq!(assumed["SubjectFromWebIdentityToken"], "alice@example.com");
    assert_eq!(assumed["SourceIdentity"], "alice@example.com");
    assert_eq!(assumed["Audience"], world.issuer.name());

    let credentials = &assumed["Credentials"];
    let text = |name: &str| credentials[name].as_str().unwrap();
    let mut command = sts(&world, &home, "get-caller-identity");
    command
        .env("AWS_ACCESS_KEY_ID", text("AccessKeyId"))
        .env("AWS_SECRET_ACCESS_KEY", text("SecretAccessKey"))
        .env("AWS_SESSION_TOKEN", text("SessionToken"));
    let caller: Value = serde_json::from_slice(&output(command).await.stdout).unwrap();
    let user = &assumed["AssumedRoleUser"]["AssumedRoleId"];
    assert_eq!(caller, json!({"Account": "123456789012", "Arn": arn, "UserId": user}));
    let call = |action: &str, signed| Call { action: action.into(), signed, refused: None };
    assert_eq!(
        world.simulator().calls(),
        [call("AssumeRoleWithWebIdentity", Signed::No), call("GetCallerIdentity", Signed::Yes)]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aws_cli_shows_each_refusal_in_awss_words() {
    let world = World::start().await;
    let home = tempfile::tempdir().unwrap();
    let changed = |name: &str, value: Value| {
        let mut claims = world.issuer.claims(world.now());
        claims[name] = value;
        claims
    };
    let signed = |claims: &Value| world.issuer.token(1, claims);
    let good = world.good_token();
    let (header, rest) = good.split_once('.').unwrap();
    let other = signed(&changed("sub", json!("bob@example.com")));
    let tampered = format!(
        "{header}.{}.{}",
        other.split('.').nth(1).unwrap(),
        rest.rsplit('.').next().unwrap()
    );
    let cases = [
        (tampered, "InvalidIdentityToken", "could not be validated"),
        (
            signed(&changed("exp", json!(world.now() - 301))),
            "ExpiredTokenException",
            "Token expired",
        ),
        (signed(&changed("aud", json!("other"))), "InvalidIdentityToken", "could not be validated"),
        (
            world.issuer.token(2, &changed("a", json!(1))),
            "InvalidIdentityToken",
            "verification key",
        ),
        (
            signed(&changed("sub", json!("m@evil.test"))),
            "AccessDenied",
            "Not authorized to perform",
        ),
    ];
    for (token, code, text) in cases {
        let answer = output(assume(&world, &home, &token)).await;
        let told = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(!answer.status.success() && answer.stdout.is_empty(), "{told}");
        assert!(told.contains(code) && told.contains(text), "{code} {text}: {told}");
        assert_eq!(world.simulator().calls().last().unwrap().refused.as_deref(), Some(code));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_aws_cli_assumes_a_role_and_gets_a_session_token() {
    let world = World::start().await;
    let home = tempfile::tempdir().unwrap();
    let with = |credentials: &Value, arguments: &[&str]| {
        let mut command = sts(&world, &home, arguments[0]);
        command.args(&arguments[1..]);
        for (variable, member) in [
            ("AWS_ACCESS_KEY_ID", "AccessKeyId"),
            ("AWS_SECRET_ACCESS_KEY", "SecretAccessKey"),
            ("AWS_SESSION_TOKEN", "SessionToken"),
        ] {
            if let Some(value) = credentials[member].as_str() {
                command.env(variable, value);
            }
        }
        command
    };
    let ask = async |credentials: &Value, arguments: &[&str]| -> Value {
        let answer = output(with(credentials, arguments)).await;
        let told = String::from_utf8_lossy(&answer.stderr).into_owned();
        serde_json::from_slice(&answer.stdout).expect(&told)
    };
    let admin = json!({
        "AccessKeyId": example::ADMIN_ACCESS_KEY_ID,
        "SecretAccessKey": example::ADMIN_SECRET_ACCESS_KEY,
    });
    let session = ask(&admin, &["get-session-token"]).await;
    let assume = ["assume-role", "--role-arn", OPERATOR, "--role-session-name", "night"];
    let more = ["--tags", "Key=team,Value=blue", "--source-identity", "alice"];
    let arguments = [&assume[..], &more].concat();
    let assumed = ask(&session["Credentials"], &arguments).await;
    assert_eq!(assumed["SourceIdentity"], "alice");
    let caller = ask(&assumed["Credentials"], &["get-caller-identity"]).await;
    assert_eq!(caller["Arn"], "arn:aws:sts::123456789012:assumed-role/Operator/night");
}
