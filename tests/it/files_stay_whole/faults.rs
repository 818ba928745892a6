//! Killed, or refused by the system, at each step that changes something.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::steps::{SETUP, Step, UNDO, harm, steps};
use crate::setup_aws::laptop::{Laptop, ROLE};

const OLD: &str = "# mine\n[default]\nregion = us-east-1\r\noutput = json # as is";
const MODE: u32 = 0o640;

#[test]
fn killed_before_any_step_the_file_is_the_old_or_the_new_one() {
    for before in [Some(OLD), None] {
        let mut kept = [0, 0];
        for (laptop, step) in each_step(before, &SETUP) {
            harm(&laptop, &step, "signal=KILL", &SETUP);
            kept[usize::from(is_new(&laptop, before))] += 1;
            laptop.setup(&["--role", ROLE]).succeeds();
            assert!(is_new(&laptop, before), "{step:?}");
            let backup = before.map(|_| "config.vouch-backup");
            let files: Vec<&str> = ["config"].into_iter().chain(backup).collect();
            assert_eq!(laptop.files(), files, "{step:?}");
            laptop.setup(&["--undo"]).succeeds();
            is_old(&laptop, before, &step);
        }
        assert!(kept[0] > 5 && kept[1] > 0, "killed before and after the change: {kept:?}");
    }
}

#[test]
fn killed_before_any_step_of_undoing_the_file_is_the_one_or_the_other() {
    for before in [Some(OLD), None] {
        for (laptop, step) in each_step(before, &UNDO) {
            harm(&laptop, &step, "signal=KILL", &UNDO);
            is_new(&laptop, before);
            laptop.setup(&["--undo"]).succeeds();
            is_old(&laptop, before, &step);
        }
    }
}

#[test]
fn a_full_disk_and_a_broken_one_change_everything_or_nothing() {
    for error in ["error=ENOSPC", "error=EIO"] {
        for (laptop, step) in each_step(Some(OLD), &SETUP) {
            let output = harm(&laptop, &step, error, &SETUP);
            let said = String::from_utf8_lossy(&output.stderr);
            let is_new = is_new(&laptop, Some(OLD));
            assert_eq!(output.status.code(), Some(if is_new { 0 } else { 7 }), "{step:?}: {said}");
            if !is_new {
                assert!(said.contains("hint: "), "{step:?}: {said}");
                assert_eq!(laptop.files(), ["config"], "{step:?}");
            }
            laptop.setup(&["--role", ROLE]).succeeds();
            assert_eq!(laptop.files(), ["config", "config.vouch-backup"], "{step:?}");
            laptop.setup(&["--undo"]).succeeds();
            is_old(&laptop, Some(OLD), &step);
        }
    }
}

/// Returns each step of a run that changes something, with a laptop of its own.
fn each_step(before: Option<&str>, arguments: &[&str]) -> impl Iterator<Item = (Laptop, Step)> {
    let make = {
        let is_undo = arguments == UNDO;
        move || laptop(before, is_undo)
    };
    let steps = steps(&make(), arguments).into_iter().filter(Step::changes);
    steps.map(move |step| (make(), step))
}

fn laptop(before: Option<&str>, is_set_up: bool) -> Laptop {
    let laptop = Laptop::new();
    if let Some(text) = before {
        laptop.write_config(text);
        fs::set_permissions(laptop.config_path(), fs::Permissions::from_mode(MODE)).unwrap();
    }
    if is_set_up {
        laptop.setup(&["--role", ROLE]).succeeds();
    }
    laptop
}

/// Tells whether the file is the new one; it is that or the old one, and nothing in between.
#[track_caller]
fn is_new(laptop: &Laptop, before: Option<&str>) -> bool {
    let path = laptop.config_path();
    let text = path.exists().then(|| laptop.config());
    let ours = format!("[profile vouch]\n{}region = eu-central-1", laptop.line());
    let new = match before {
        Some(before) => format!("{before}\n\n{ours}"),
        None => format!("{ours}\n"),
    };
    assert!(text.as_deref() == before || text.as_ref() == Some(&new), "{text:?}");
    if text.is_some() {
        assert_eq!(laptop.mode(), if before.is_some() { MODE } else { 0o600 });
    }
    text.as_deref() != before
}

/// The file is the old one, and nothing is beside it.
#[track_caller]
fn is_old(laptop: &Laptop, before: Option<&str>, step: &Step) {
    assert!(!is_new(laptop, before), "{step:?}");
    let files: Vec<&str> = before.map(|_| "config").into_iter().collect();
    assert_eq!(laptop.files(), files, "{step:?}");
}
