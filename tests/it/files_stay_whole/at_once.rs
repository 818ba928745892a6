//! Somebody else edits the file at the same time.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};

use rustix::fs::{CWD, FileType, Mode, mknodat};
use rustix::process::{Pid, Signal, kill_process};

use super::steps::{SETUP, Step, harmed, steps};
use crate::setup_aws::laptop::{Laptop, ROLE};

const OLD: &str = "[default]\nregion = us-east-1\n";
const THEIRS: &str = "[default]\nregion = eu-west-3\n# theirs\n";

#[test]
fn of_many_setups_at_once_each_finds_its_profile_in_the_file() {
    let laptop = Laptop::new();
    laptop.write_config(OLD);
    let names: Vec<String> = (0..16).map(|number| format!("profile-{number}")).collect();
    let start = |name: &String| -> Child {
        let arguments = [&SETUP[..], &["--profile", name]].concat();
        laptop.command(&[], &arguments).stderr(Stdio::piped()).spawn().unwrap()
    };
    let running: Vec<Child> = names.iter().map(start).collect();
    for child in running {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let text = laptop.config();
    assert!(text.starts_with(OLD), "{text}");
    for name in names {
        let section = format!("\n[profile {name}]\n{}region = eu-central-1\n", laptop.line());
        assert_eq!(text.matches(&section).count(), 1, "{name}: {text}");
    }
    assert_eq!(laptop.files(), ["config", "config.vouch-backup"]);
}

/// Vouch is stopped after each step between its reading and its replacing of the file, the other
/// program writes, and vouch goes on.
#[test]
fn what_another_program_writes_between_reading_and_replacing_is_noticed_and_stays() {
    let steps = steps(&laptop(), &SETUP);
    let locked = steps.iter().position(|step| step.line.contains("/aws-config.lock")).unwrap();
    let is_read = |step: &Step| step.line.contains("/.aws/config\", O_RD");
    let read = locked + steps[locked..].iter().position(is_read).unwrap();
    let replaced = steps.iter().position(|step| step.line.contains("RENAME_EXCHANGE"));
    let Some(replaced) = replaced else {
        return crate::not_run::not_run("the file system of the tests can't exchange files");
    };
    // The file is open, then read, then read to its end.
    let between = &steps[read + 2..replaced];
    assert!(between.len() > 15, "{between:?}");
    for (number, step) in between.iter().enumerate() {
        let laptop = laptop();
        let said = stopped_at(&laptop, step, || match number % 2 {
            0 => laptop.write_config(THEIRS),
            _ => {
                fs::write(laptop.path("theirs"), THEIRS).unwrap();
                fs::rename(laptop.path("theirs"), laptop.config_path()).unwrap();
            }
        });
        assert!(said.contains("another program changed"), "{step:?}: {said}");
        assert_eq!(laptop.config(), THEIRS, "{step:?}");
        assert_eq!(laptop.files(), ["config"], "{step:?}");
        laptop.setup(&["--role", ROLE]).succeeds();
        assert!(laptop.config().starts_with(THEIRS), "{step:?}");
    }
}

fn laptop() -> Laptop {
    let laptop = Laptop::new();
    laptop.write_config(OLD);
    laptop
}

/// Returns what a run says that is refused after it was stopped at that step.
fn stopped_at(laptop: &Laptop, step: &Step, meanwhile: impl FnOnce()) -> String {
    let log = laptop.path("steps");
    make_pipe(&log);
    let mut command = harmed(laptop, step, "signal=STOP", &SETUP);
    let child = command.stderr(Stdio::piped()).spawn().unwrap();
    // Opening it waits for strace, reading for what strace sees.
    let mut lines = BufReader::new(File::open(&log).unwrap()).lines().map(Result::unwrap);
    let stopped = lines.find(|line| line.contains("--- stopped by SIGSTOP ---"));
    let stopped = stopped.unwrap_or_else(|| panic!("it was not stopped at {step:?}"));
    let (process, _) = stopped.split_once(' ').unwrap();
    meanwhile();
    let process = Pid::from_raw(process.parse().unwrap()).unwrap();
    kill_process(process, Signal::CONT).unwrap();
    lines.for_each(drop);
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(7), "{step:?}: {said}");
    said
}

fn make_pipe(path: &Path) {
    mknodat(CWD, path, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
}
