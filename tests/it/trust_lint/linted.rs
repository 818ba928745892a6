//! Runs the linter.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::world::Told;

/// The folder with the examples: for each rule one folder with `bad.json` and `good.json`.
pub(super) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/trust-lint")
}

/// Runs `vouch trust lint` with nothing else from the machine.
pub(super) fn lint(arguments: &[&str], stdin: &str) -> Told {
    lint_in(&examples(), arguments, stdin)
}

/// Runs it in a folder.
pub(super) fn lint_in(folder: &Path, arguments: &[&str], stdin: &str) -> Told {
    let mut command = Command::new(env!("CARGO_BIN_EXE_vouch"));
    command.env_clear().args(["trust", "lint"]).args(arguments).current_dir(folder);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A command that is misused ends without reading.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    Told::from(child.wait_with_output().unwrap())
}

/// The findings of the JSON report, each as its rule's name.
pub(super) fn rules(told: &Told) -> Vec<String> {
    let report: Value = serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{told}"));
    let findings = report["findings"].as_array().unwrap();
    findings.iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}
