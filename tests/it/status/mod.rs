//! `vouch status` for prompts and scripts, and the warning that a session ends soon.

mod ending;
mod prompts;
mod quick;

use std::fs;
use std::process::{Child, Stdio};

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::laptop::logged_in;
use crate::terminal::Terminal;
use crate::world::{TestWorld, Told};

/// Alice's session ends so many seconds from now.
pub(crate) fn ends_in(world: &TestWorld, seconds: i64) {
    let state = world.path("state/vouch/sessions.json");
    let mut records: Value = serde_json::from_str(&fs::read_to_string(&state).unwrap()).unwrap();
    records["sessions"][0]["expires_at"] = json!(Utc::now() + TimeDelta::seconds(seconds));
    fs::write(state, records.to_string()).unwrap();
}

/// Runs a line of a shell at a terminal, where stderr is what the person sees.
fn seen_at_terminal(world: &TestWorld, line: &str) -> (Told, String) {
    let mut command = world.command("setsid");
    command.args(["--ctty", "--wait", "sh", "-c", &format!("exec {line} 2>/dev/tty")]);
    Terminal::start(command).end()
}

/// Starts `vouch` without a terminal, and goes on.
fn started(world: &TestWorld, arguments: &[&str]) -> Child {
    let mut command = world.command("vouch");
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn who_waits_for_a_login_is_told_of_it() {
    let (world, _dev) = logged_in();
    world.vouch(&["logout"]).ok();
    let waiting = started(&world, &["status", "--wait", "10m", "--format", "prompt"]);
    world.vouch(&["login"]).ok();
    let told = Told::from(waiting.wait_with_output().unwrap()).ok();
    assert!(told.stdout.starts_with("vouch:alice "), "{told}");
}

#[test]
fn who_waits_in_vain_ends_as_if_nobody_were_logged_in() {
    let (world, _dev) = logged_in();
    let told = world.vouch(&["status", "--fail-within", "30d", "--wait", "1s"]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
    assert!(told.stderr.contains(" ends in "), "{told}");
}
