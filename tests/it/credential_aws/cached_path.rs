//! The cached path: what the process does, and what it leaves to `vouch-full`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::laptop::Laptop;
use super::{given, refused};
use crate::not_run::not_run;
use crate::tools;

const VOUCH: &str = env!("CARGO_BIN_EXE_vouch");
const FULL: &str = env!("CARGO_BIN_EXE_vouch-full");

/// Runs the laptop's command under strace; returns what it did, a system call a line. `None` where
/// no process may be traced.
fn traced(laptop: &Laptop, arguments: &[&str]) -> Option<Vec<String>> {
    let list = laptop.daemon.folder().join("system-calls");
    let command = laptop.command(arguments);
    let mut strace = Command::new(tools::require("strace"));
    strace.args(["--follow-forks", "--output"]).arg(&list).arg("--").arg(command.get_program());
    strace.args(command.get_args()).env_clear();
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = strace.output().unwrap();
    let list = fs::read_to_string(list).unwrap_or_default();
    if !list.contains("execve(") {
        not_run(&format!("strace: {}", String::from_utf8_lossy(&output.stderr)));
        return None;
    }
    given(&output);
    // A line begins with the number of the process.
    Some(list.lines().filter_map(|line| line.split_once(' ')).map(|it| it.1.into()).collect())
}

fn calls<'a>(trace: &'a [String], name: &str) -> Vec<&'a str> {
    let begin = format!("{name}(");
    trace.iter().map(|call| call.trim_start()).filter(|call| call.starts_with(&begin)).collect()
}

#[test]
fn cached_credentials_cost_one_file_and_one_keyring_item() {
    let laptop = Laptop::logged_in();
    laptop.credentials(&[]);
    let Some(trace) = traced(&laptop, &[]) else { return };
    // No network, no thread, no other program, no event loop.
    for name in
        ["socket", "connect", "clone", "clone3", "fork", "vfork", "epoll_create1", "eventfd2"]
    {
        assert!(calls(&trace, name).is_empty(), "{name}: {trace:#?}");
    }
    assert_eq!(calls(&trace, "execve").len(), 1, "{trace:#?}");
    let search: Vec<_> =
        calls(&trace, "keyctl").into_iter().filter(|call| call.contains("SEARCH")).collect();
    assert!(matches!(search[..], [one] if one.contains("vouch:1:")), "{search:?}");
    let opened = opened(&trace);
    assert!(matches!(opened[..], [one] if one.contains("sessions.json")), "{opened:?}");
}

#[test]
fn a_profile_that_is_named_costs_one_file_more() {
    let laptop = Laptop::logged_in();
    let home = laptop.daemon.folder().join("home/.aws");
    fs::create_dir_all(&home).unwrap();
    fs::write(home.join("config"), "[profile dev]\nregion = eu-west-1\nca_bundle = a\n").unwrap();
    let named = ["--profile", "dev", "--region", "eu-central-1"];
    let plain = laptop.credentials(&["--region", "eu-central-1"]);
    let Some(trace) = traced(&laptop, &named) else { return };
    assert_eq!(calls(&trace, "execve").len(), 1, "{plain}, {trace:#?}");
    let opened = opened(&trace);
    assert!(
        matches!(opened[..], [state, config]
            if state.contains("sessions.json") && config.contains("/.aws/config")),
        "{opened:?}"
    );
}

/// Returns what was opened, besides the loader's libraries and the runtime's look at its own stack.
fn opened(trace: &[String]) -> Vec<&str> {
    ["open", "openat", "openat2"]
        .iter()
        .flat_map(|name| calls(trace, name))
        .filter(|call| !call.contains("/proc/self/maps") && !is_library(call))
        .collect()
}

/// The dynamic loader's own: `ld.so.cache`, `libc.so.6`.
fn is_library(call: &str) -> bool {
    call.contains(".so.") || call.contains(".so\"")
}

#[test]
fn what_is_not_cached_costs_one_program_more() {
    let laptop = Laptop::logged_in();
    let Some(trace) = traced(&laptop, &[]) else { return };
    let programs = calls(&trace, "execve");
    assert!(
        matches!(programs[..], [_, second] if second.contains("/vouch-full\"")),
        "{programs:?}"
    );
    assert!(!calls(&trace, "connect").is_empty(), "the test itself must see the network");
}

#[test]
fn who_wants_a_log_gets_it_from_the_cache_too() {
    let laptop = Laptop::logged_in();
    let first = laptop.credentials(&[]);
    let output = laptop.run(&["-vv"]);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&output.stdout).unwrap(), first);
    given(&laptop.command(&[]).env("VOUCH_LOG", "").output().unwrap());
    assert_eq!(laptop.calls(), (1, 1));
}

/// Puts the built program there, in a folder of that name.
fn put(laptop: &Laptop, built: &str, place: &str) -> PathBuf {
    let place = laptop.daemon.folder().join(place);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    if fs::hard_link(built, &place).is_err() {
        fs::copy(built, &place).unwrap();
    }
    place
}

fn as_installed(laptop: &Laptop, vouch: &Path) -> Command {
    let command = laptop.command(&[]);
    let mut installed = Command::new(vouch);
    installed.args(command.get_args()).env_clear();
    installed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    installed
}

#[test]
fn an_installation_without_its_full_part_is_told_in_one_line() {
    let laptop = Laptop::logged_in();
    let vouch = put(&laptop, VOUCH, "alone/bin/vouch");
    let told = refused(&as_installed(&laptop, &vouch).output().unwrap(), 1);
    let folder = vouch.parent().unwrap().canonicalize().unwrap();
    let (bin, prefix) = (folder.display(), folder.parent().unwrap().display());
    assert_eq!(
        told,
        format!(
            "vouch: `vouch-full`, a part of vouch, is not there: looked for {bin}/vouch-full, \
             {prefix}/libexec/vouch/vouch-full; install `vouch` and `vouch-full` from one release, \
             in one folder\n"
        )
    );
    // What is cached needs no more than `vouch` itself.
    laptop.credentials(&[]);
    given(&as_installed(&laptop, &vouch).output().unwrap());
}

#[test]
fn the_full_part_may_lie_in_libexec_and_is_not_looked_for_on_path() {
    let laptop = Laptop::logged_in();
    let vouch = put(&laptop, VOUCH, "prefix/bin/vouch");
    let elsewhere = put(&laptop, FULL, "elsewhere/vouch-full");
    let path = elsewhere.parent().unwrap();
    refused(&as_installed(&laptop, &vouch).env("PATH", path).output().unwrap(), 1);
    put(&laptop, FULL, "prefix/libexec/vouch/vouch-full");
    given(&as_installed(&laptop, &vouch).output().unwrap());
}

#[test]
fn usage_is_told_in_the_name_that_was_typed() {
    let output = Command::new(VOUCH).args(["credential", "aws"]).output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("Usage: vouch credential aws --role <ARN>"), "{stderr}");
}
