//! Streams that are closed or full.

use std::fs::File;
use std::io::{Read as _, pipe};
use std::process::Stdio;

use super::{logged_in, vouch};
use crate::dev::Dev;
use crate::world::Told;

/// Everything that prints: with a session, and without one.
fn printing(dev: &Dev) -> Vec<Vec<&str>> {
    let role = dev.told.role_arn.as_str();
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    vec![
        vec!["status"],
        vec!["status", "--json"],
        vec!["status", "--format", "shell"],
        vec!["keys", "list"],
        vec!["keys", "list", "--json"],
        vec!["token", "--audience", host, "--role", role],
        vec!["token", "--audience", host, "--role", role, "--decode"],
        vec!["credential", "aws", "--role", role],
        vec!["credential", "aws", "--role", role, "--format", "env"],
        vec!["setup", "aws", "--role", role, "--region", "eu-central-1", "--print"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["doctor"],
        vec!["doctor", "--json"],
        vec!["--help"],
        vec!["login", "--help"],
        vec!["--version"],
    ]
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let told = Told::from(vouch(&world, &arguments).stdout(writer).output().unwrap());
        assert_eq!((told.exit, told.stderr.as_str()), (Some(0), ""), "{arguments:?} {told}");
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        let full = File::options().write(true).open("/dev/full").unwrap();
        let told = Told::from(vouch(&world, &arguments).stdout(full).output().unwrap());
        let why = "No space left on device (os error 28)";
        let expected = match arguments[0] {
            "credential" => format!("vouch: could not write to stdout: {why}\n"),
            _ => format!("error: could not write to stdout\n  caused by: {why}\n"),
        };
        assert_eq!((told.exit, told.stderr), (Some(1), expected), "{arguments:?}");
    }
}

#[test]
fn closed_streams_harm_nothing() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
            let mut shell = world.command("sh");
            let line = format!("exec vouch \"$@\" {closed}");
            let told =
                Told::from(shell.args(["-c", &line, "sh"]).args(&arguments).output().unwrap());
            assert!(!told.stderr.contains("fault"), "{arguments:?} {closed} {told}");
            assert!(told.exit == Some(0), "{arguments:?} {closed} {told}");
        }
    }
    world.vouch(&["status"]).ok();
}

/// A reader that has enough after some bytes, `head -c 10` for one: half of a secret is out, and the
/// other half is nowhere.
#[test]
fn a_reader_that_goes_in_the_middle_is_a_quiet_end_too() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        let (mut reader, writer) = pipe().unwrap();
        let mut command = vouch(&world, &arguments);
        let child = command.stdout(writer).stderr(Stdio::piped()).spawn().unwrap();
        // The command would hold the pipe open.
        drop(command);
        reader.read_exact(&mut [0; 4]).unwrap();
        drop(reader);
        let told = Told::from(child.wait_with_output().unwrap());
        assert_eq!((told.exit, told.stderr.as_str()), (Some(0), ""), "{arguments:?} {told}");
    }
}

/// A log that can't be written is not written; the work is done, and the exit code is its own.
#[test]
fn where_stderr_takes_nothing_the_exit_code_is_still_the_commands() {
    let (world, dev) = logged_in();
    let (role, none) = (dev.told.role_arn.as_str(), "arn:aws:iam::123456789012:role/Nobody");
    let mut cases: Vec<(Vec<&str>, i32)> =
        printing(&dev).into_iter().map(|arguments| (arguments, 0)).collect();
    cases.extend([
        (vec!["--nonsense"], 2),
        (vec!["credential", "aws", "--role", "nonsense"], 2),
        (vec!["credential", "aws", "--role", none], 6),
        (vec!["token", "--audience", "nobody", "--role", role], 6),
        (vec!["--issuer", "https://other.example.com", "status"], 3),
        (vec!["--issuer", "https://other.example.com", "login"], 7),
    ]);
    for (arguments, exit) in cases {
        for level in ["", "trace"] {
            let (reader, closed) = pipe().unwrap();
            drop(reader);
            let full = File::options().write(true).open("/dev/full").unwrap();
            for stderr in [Stdio::from(closed), Stdio::from(full)] {
                let mut command = vouch(&world, &arguments);
                let done = command.env("VOUCH_LOG", level).stderr(stderr).output().unwrap();
                let what = format!("{arguments:?} {level}");
                assert_eq!(done.status.code(), Some(exit), "{what}");
                assert_eq!(done.stdout.is_empty(), exit != 0, "{what}");
            }
        }
    }
}
