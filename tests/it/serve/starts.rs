//! What is told at the beginning, and what keeps it from beginning.

use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use chrono::{TimeDelta, Utc};

use super::{command, serving};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::texts;
use crate::endpoint::Serving;

#[test]
fn programs_are_told_where_and_with_the_token_they_get_credentials() {
    let laptop = Laptop::logged_in();
    let serving = serving(&laptop);
    let answer = serving.get();
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.head.contains("\r\ncontent-type: application/json"), "{answer:?}");
    assert!(answer.head.contains("\r\ncache-control: no-store"), "{answer:?}");
    let json = answer.json();
    for (member, expected) in [
        ("AccessKeyId", "ASIACANNED"),
        ("SecretAccessKey", "c4nned-secret"),
        ("Token", "c4nned-session"),
        ("AccountId", "123456789012"),
    ] {
        assert_eq!(json[member], expected, "{json}");
    }
    let expiration = json["Expiration"].as_str().unwrap();
    assert!(expiration.len() == 20 && expiration.ends_with('Z'), "{expiration}");
    assert_eq!(json.as_object().unwrap().len(), 5, "{json}");
    assert_eq!(serving.get(), answer);
    assert_eq!(laptop.calls(), (1, 1), "the second came from memory");
}

#[test]
fn a_shell_reads_lines() {
    let laptop = Laptop::logged_in();
    let mut child = command(&laptop, &["--region", "eu-west-1"]).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(4);
    let lines: Vec<String> =
        lines.map(|line| line.unwrap().trim_end_matches(';').to_owned()).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    let uri = lines[0].strip_prefix("export AWS_CONTAINER_CREDENTIALS_FULL_URI='").unwrap();
    assert!(uri.starts_with("http://127.0.0.1:") && uri.ends_with("/credentials'"), "{uri}");
    let token = lines[1].strip_prefix("export AWS_CONTAINER_AUTHORIZATION_TOKEN='").unwrap();
    assert_eq!(token.len(), 43 + 1, "256 bits: {token}");
    assert_eq!(
        lines[2..],
        ["AWS_REGION", "AWS_DEFAULT_REGION"].map(|name| format!("export {name}='eu-west-1'"))
    );
}

#[test]
fn a_token_is_new_each_time() {
    let laptop = Laptop::logged_in();
    let (first, second) = (serving(&laptop), serving(&laptop));
    assert!(first.token != second.token && first.port != second.port);
    let with_the_others = second.good().replace(&second.token, &first.token);
    assert_eq!(second.send(&with_the_others).refusal(), (403, "AccessDenied".into()));
}

#[test]
fn a_token_in_a_file_is_its_owners_alone_and_in_no_line() {
    let laptop = Laptop::logged_in();
    let serving = Serving::start(command(&laptop, &["--json", "--token-in-file"]));
    let file = std::path::PathBuf::from(serving.told["token_file"].as_str().unwrap());
    assert!(file.starts_with(laptop.daemon.folder().join("run/vouch")), "{}", file.display());
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
    assert_eq!(serving.token.len(), 43, "no newline: SDKs refuse one");
    assert!(!serving.told.to_string().contains(&serving.token), "{}", serving.told);
    assert_eq!(serving.get().status, 200);
}

#[test]
fn it_listens_where_only_this_machine_can_knock() {
    let laptop = Laptop::logged_in();
    let serving = serving(&laptop);
    let port = format!(":{:04X}", serving.port);
    let mut listening = Vec::new();
    for table in ["tcp", "tcp6"] {
        let text = std::fs::read_to_string(format!("/proc/net/{table}")).unwrap();
        let words = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
        let listens = |words: &Vec<&str>| words[1].ends_with(&port) && words[3] == "0A";
        listening.extend(words.skip(1).filter(listens).map(|words| words[1].to_owned()));
    }
    assert_eq!(listening, [format!("0100007F{port}")], "127.0.0.1 and nothing else");
}

#[test]
fn a_port_may_be_wished_for_and_a_taken_one_is_named() {
    let laptop = Laptop::logged_in();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = command(&laptop, &["--port", &port]).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), stdout.as_str()), (Some(1), ""), "{stderr}");
    let begin = format!("error: could not listen on 127.0.0.1:{port}: ");
    assert!(stderr.starts_with(&begin), "{stderr}");
    assert!(stderr.contains("hint: name another `--port`, or none"), "{stderr}");
    assert_eq!(laptop.calls(), (0, 0));
    drop(taken);
    let serving = Serving::start(command(&laptop, &["--json", "--port", &port]));
    assert_eq!(serving.port.to_string(), port);
    assert_eq!(serving.get().status, 200);
}

#[test]
fn who_cannot_have_the_credentials_is_told_at_once() {
    let laptop = Laptop::logged_in_until(Utc::now() - TimeDelta::seconds(1));
    let output = command(&laptop, &["--token-in-file"]).output().unwrap();
    let (stdout, stderr) = texts(&output);
    assert_eq!((output.status.code(), stdout.as_str()), (Some(3), ""), "{stderr}");
    assert!(stderr.contains("hint: run `vouch login`"), "{stderr}");

    let mut laptop = Laptop::logged_in();
    laptop.daemon.lock();
    assert_eq!(command(&laptop, &["--token-in-file"]).output().unwrap().status.code(), Some(8));

    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[Answer::sts_error(403, "AccessDenied", "Not authorized")]);
    let output = command(&laptop, &["--token-in-file"]).output().unwrap();
    assert_eq!(output.status.code(), Some(6), "{output:?}");
    assert!(!laptop.daemon.folder().join("run/vouch").exists());
}

#[test]
fn where_nobody_reads_the_lines_it_ends_and_leaves_no_token() {
    let laptop = Laptop::logged_in();
    let mut command = command(&laptop, &["--token-in-file"]);
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = command.stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let folder = laptop.daemon.folder().join("run/vouch");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}
