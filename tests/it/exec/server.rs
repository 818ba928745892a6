//! `vouch exec --server`: vouch stays beside the program and serves it the credentials.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, Stdio};

use chrono::{TimeDelta, Utc};

use super::{arguments, exec};
use crate::canned::Answer;
use crate::credential_aws::laptop::Laptop;

/// Asks the endpoint as SDKs do, and prints the answer.
const ASK: &str = r#"ask() {
    rest=${AWS_CONTAINER_CREDENTIALS_FULL_URI#http://127.0.0.1:}
    exec 3<>"/dev/tcp/127.0.0.1/${rest%%/*}"
    printf 'GET /%s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nAuthorization: %s\r\n\r\n' \
        "${rest#*/}" "${rest%%/*}" "$AWS_CONTAINER_AUTHORIZATION_TOKEN" >&3
    cat <&3
    echo
}
"#;

/// Prepares the program with vouch beside it, with signals as usual.
fn beside(laptop: &Laptop, script: &str) -> Command {
    let script = format!("{ASK}{script}");
    let vouch = laptop.vouch(&arguments(&["--server"], &["bash", "-c", &script]));
    let mut command = Command::new("/usr/bin/env");
    command.args(["--default-signal=HUP,INT,QUIT,TERM,USR1"]);
    command.arg(vouch.get_program()).args(vouch.get_args()).env_clear();
    command.envs(vouch.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts it, and waits for its first line.
fn started(laptop: &Laptop, script: &str) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = beside(laptop, script).spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    (child, stdout)
}

fn kill(child: &Child, signal: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-s", signal, &id]).status().unwrap().success());
}

#[test]
fn the_program_asks_for_its_credentials_and_none_are_in_its_environment() {
    let laptop = Laptop::logged_in();
    let mut command = beside(&laptop, "env; ask");
    for name in ["AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] {
        command.env(name, "in the way");
    }
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let (environment, answer) =
        said.split_once("HTTP/1.1 200 OK").unwrap_or_else(|| panic!("{said}"));
    assert!(answer.contains(r#""Token":"c4nned-session""#), "{answer}");
    assert!(environment.contains("\nAWS_CONTAINER_AUTHORIZATION_TOKEN="), "{environment}");
    assert!(environment.contains("\nVOUCH_EXEC=arn:aws:iam::123456789012:role/Developer\n"));
    for absent in ["c4nned", "ASIA", "in the way", "AWS_SESSION_TOKEN", "r3fresh"] {
        assert!(!environment.contains(absent), "{absent}: {environment}");
    }
}

#[test]
fn the_exit_code_is_the_programs() {
    let laptop = Laptop::logged_in();
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("exit 255", 255)] {
        let told = exec(&laptop, &["--server"], &["sh", "-c", script]);
        assert_eq!((told.exit, told.stdout.as_str(), told.stderr.as_str()), (Some(code), "", ""));
    }
    let output = beside(&laptop, "kill -KILL $$").output().unwrap();
    assert_eq!(output.status.signal(), Some(9), "as a shell sees it");
    let told = exec(&laptop, &["--server"], &["/nowhere/program"]);
    assert_eq!(told.exit, Some(127), "{told}");
    assert_eq!(told.stderr, "error: /nowhere/program: there is no such program\n");
    let told = exec(&laptop, &["--server"], &["/"]);
    assert_eq!(told.exit, Some(126), "{told}");
}

#[test]
fn what_vouch_is_sent_the_program_gets() {
    let laptop = Laptop::logged_in();
    for signal in ["TERM", "HUP", "USR1"] {
        let script =
            format!("trap 'echo got; exit 3' {signal}; echo ready; while :; do read -t 1; done");
        let (child, mut stdout) = started(&laptop, &script);
        kill(&child, signal);
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "got\n", "{signal}");
        assert_eq!(child.wait_with_output().unwrap().status.code(), Some(3), "{signal}");
    }
}

#[test]
fn a_signal_that_ends_the_program_ends_vouch_too() {
    let laptop = Laptop::logged_in();
    let (child, _stdout) = started(&laptop, "echo ready; exec sleep 600");
    kill(&child, "TERM");
    assert_eq!(child.wait_with_output().unwrap().status.signal(), Some(15));
}

/// The terminal sends it to both, and a program such as a shell goes on.
#[test]
fn control_c_is_the_programs_matter() {
    let laptop = Laptop::logged_in();
    let script = "trap 'echo interrupted' INT; echo ready; read line; ask; exit 5";
    let (mut child, mut stdout) = started(&laptop, script);
    kill(&child, "INT");
    kill(&child, "QUIT");
    writeln!(child.stdin.take().unwrap(), "go on").unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 200 OK\r\n");
    assert_eq!(child.wait().unwrap().code(), Some(5));
}

#[test]
fn a_long_program_gets_new_credentials_when_the_old_ones_end() {
    let laptop = Laptop::logged_in();
    let old = Answer::credentials_with(TimeDelta::seconds(30), "0ld");
    laptop.canned.sts(&[old, Answer::credentials_with(TimeDelta::hours(1), "n3w")]);
    let output = beside(&laptop, "ask; ask").stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches(r#""Token":"n3w""#).count(), 2, "{said}");
    assert_eq!(laptop.calls(), (2, 2));
}

#[test]
fn while_aws_is_waited_for_the_programs_end_is_the_end() {
    let laptop = Laptop::logged_in();
    laptop.canned.sts(&[Answer::credentials(TimeDelta::seconds(30))]);
    let mut child = beside(&laptop, "echo ready; read line; ask; exit 4").spawn().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    laptop.canned.hold_sts();
    writeln!(child.stdin.take().unwrap(), "go on").unwrap();
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "HTTP/1.1 503 Service Unavailable\r\n");
    assert_eq!(child.wait().unwrap().code(), Some(4));
    laptop.canned.let_sts_go_on();
}

#[test]
fn who_cannot_have_the_credentials_starts_nothing() {
    let laptop = Laptop::logged_in_until(Utc::now() - TimeDelta::seconds(1));
    let told = exec(&laptop, &["--server"], &["echo", "started"]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    let told = exec(&laptop, &["--server", "--min-ttl", "1h"], &["true"]);
    assert_eq!(told.exit, Some(2), "{told}");
}

/// Its endpoint ends with the program: the token is worth nothing any more.
#[test]
fn when_the_program_has_ended_nobody_answers() {
    let laptop = Laptop::logged_in();
    let told = exec(&laptop, &["--server"], &["printenv", "AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
    let rest = told.stdout.trim().strip_prefix("http://").unwrap().to_owned();
    let (address, _) = rest.split_once('/').unwrap();
    assert!(std::net::TcpStream::connect(address).is_err(), "{address}");
}
