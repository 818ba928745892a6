//! The system calls of a run, and a run that is harmed at one of them.

use std::collections::HashMap;
use std::fs;
use std::process::{Command, Output};

use crate::setup_aws::laptop::{Laptop, ROLE};
use crate::tools;

pub(crate) const SETUP: [&str; 6] = ["setup", "aws", "--role", ROLE, "--region", "eu-central-1"];
pub(crate) const UNDO: [&str; 3] = ["setup", "aws", "--undo"];

/// Those that change something on the disk, and `read`.
const CALLS: &str = "openat,read,write,fsync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,\
                     fchmod,fchown,fsetxattr,ftruncate,mkdir,flock";

/// A system call of a run.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Its name.
    pub(crate) call: String,
    /// The how-maniest of that name.
    nth: u32,
    /// As strace shows it.
    pub(crate) line: String,
}

impl Step {
    /// Tells whether it changes something on the disk.
    pub(crate) fn changes(&self) -> bool {
        match self.call.as_str() {
            "read" | "flock" => false,
            "openat" => self.line.contains("O_CREAT"),
            "write" => !self.line.contains("write(1,") && !self.line.contains("write(2,"),
            _ => true,
        }
    }
}

/// Returns the steps of a run that nothing harms.
pub(crate) fn steps(laptop: &Laptop, arguments: &[&str]) -> Vec<Step> {
    let output = traced(laptop, &[], arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut seen = HashMap::new();
    let step = |line: &str| {
        let (_, line) = line.split_once(' ')?;
        let (call, _) = line.trim_start().split_once('(')?;
        let nth = seen.entry(call.to_owned()).and_modify(|nth| *nth += 1).or_insert(1);
        CALLS.split(',').any(|known| known == call).then(|| Step {
            call: call.into(),
            nth: *nth,
            line: line.into(),
        })
    };
    log(laptop).lines().filter_map(step).collect()
}

/// A command that is harmed at that step, in one of strace's words: `signal=...` or `error=...`.
pub(crate) fn harmed(laptop: &Laptop, step: &Step, harm: &str, arguments: &[&str]) -> Command {
    let Step { call, nth, .. } = step;
    traced(laptop, &["-e", &format!("inject={call}:{harm}:when={nth}")], arguments)
}

/// Runs it, and makes sure that the harm was done.
pub(crate) fn harm(laptop: &Laptop, step: &Step, harm: &str, arguments: &[&str]) -> Output {
    let output = harmed(laptop, step, harm, arguments).output().unwrap();
    let log = log(laptop);
    let is_done = log.contains("(INJECTED)") || log.contains("+++ killed by SIGKILL");
    assert!(is_done, "no harm was done at {step:?}: {log}");
    output
}

/// What strace saw.
pub(crate) fn log(laptop: &Laptop) -> String {
    fs::read_to_string(laptop.path("steps")).unwrap()
}

fn traced(laptop: &Laptop, options: &[&str], arguments: &[&str]) -> Command {
    let (strace, log) = (tools::require("strace"), laptop.path("steps"));
    let trace = format!("trace={CALLS}");
    let mut wrapping = vec![strace.to_str().unwrap(), "-f", "-o", log.to_str().unwrap()];
    wrapping.extend(["-e", &trace]);
    wrapping.extend(options);
    laptop.command(&wrapping, arguments)
}
