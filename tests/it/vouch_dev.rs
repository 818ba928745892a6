//! `vouch-dev` says where it serves, serves there, and ends when it is asked to.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use vouch::adapters::environment::Environment;
use vouch::adapters::http;

/// Ends the program whatever becomes of the test.
struct Dev(Child);

impl Drop for Dev {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> (Dev, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vouch-dev"))
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let stdout = BufReader::new(child.stdout.take().unwrap());
    (Dev(child), stdout)
}

#[tokio::test]
async fn both_servers_answer_where_it_says() {
    let (_dev, mut stdout) = start(&["--json"]);
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["role_arn"], "arn:aws:iam::123456789012:role/VouchDeveloper");
    assert_eq!(told["region"], "eu-central-1");
    assert_eq!(told["invitation"].as_str().map(str::len), Some(30));
    let client = http::client(&Environment::default(), Duration::from_secs(5)).unwrap();
    let issuer = told["issuer"].as_str().unwrap();
    let discovery = format!("{issuer}/.well-known/openid-configuration");
    let discovery: Value = client.get(discovery).send().await.unwrap().json().await.unwrap();
    assert_eq!(discovery["issuer"], issuer);
    let sts = told["sts_endpoint"].as_str().unwrap();
    let refused = client.post(sts).form(&[("Action", "None")]).send().await.unwrap();
    assert_eq!(refused.status().as_u16(), 400);
}

#[test]
fn what_it_prints_can_be_evaluated_by_a_shell() {
    let (_dev, stdout) = start(&["--email", "alice@example.com"]);
    let lines: Vec<String> = stdout.lines().take(11).map(Result::unwrap).collect();
    for (line, start) in lines.iter().zip([
        "export VOUCH_ISSUER=http://127.0.0.1:",
        "export AWS_ENDPOINT_URL_STS=http://127.0.0.1:",
        "export AWS_ENDPOINT_URL_IAM=http://127.0.0.1:",
        "export AWS_REGION=eu-central-1",
        "# An invitation for alice@example.com, good once:",
        "#   ",
        "# Roles:",
        "#   arn:aws:iam::123456789012:role/VouchDeveloper",
        "#   arn:aws:iam::123456789012:role/VouchAdministrator",
        "# The account's administrator, ",
        "#   AWS_ACCESS_KEY_ID=AKIAVOUCHDEVEXAMPLE0 AWS_SECRET_ACCESS_KEY=vouch-dev/",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
}

#[test]
fn the_documented_accounts_are_taken() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/aws-state.toml");
    let (_dev, mut stdout) = start(&["--json", "--aws-state", file]);
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["role_arn"], "arn:aws:iam::123456789012:role/Developer");
}

#[test]
fn accounts_that_aws_would_refuse_are_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(
        file.path(),
        "[[provider]]\naccount = \"1\"\nurl = \"http://a.example\"\nclient_ids = [\"a\"]\n",
    )
    .unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_vouch-dev"))
        .arg("--aws-state")
        .arg(file.path())
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("error: `http://a.example` must begin with https://"), "{told}");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_it_is_asked_to() {
    for signal in ["INT", "TERM"] {
        let (mut dev, mut stdout) = start(&["--json"]);
        stdout.read_line(&mut String::new()).unwrap();
        let id = dev.0.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
        assert!(dev.0.wait().unwrap().success(), "{signal}");
    }
}
