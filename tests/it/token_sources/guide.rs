//! The commands that the guide shows are commands.

use std::path::Path;
use std::process::Command;

use clap::Parser as _;
use vouch::commands::Cli;
use vouch::domain::aws_profile;

const GUIDE: &str = "docs/guide/ci.md";

#[test]
fn every_command_of_the_guide_is_understood_and_every_policy_printed() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(GUIDE)).unwrap();
    let mut understood = (0, 0);
    for line in text.lines() {
        let Some((before, command)) = line.split_once("vouch ") else { continue };
        let is_command = before.is_empty() || before.ends_with("run: ") || before.ends_with("- ");
        if !is_command && !before.ends_with("/bin/") {
            continue;
        }
        let words = aws_profile::split(&format!("vouch {command}")).unwrap();
        assert!(Cli::try_parse_from(&words).is_ok(), "{line}");
        understood.0 += 1;
        if words[1] == "trust" {
            let output = Command::new(env!("CARGO_BIN_EXE_vouch")).args(&words[1..]).output();
            let output = output.unwrap();
            assert!(output.status.success(), "{line}: {output:?}");
            understood.1 += 1;
        }
    }
    assert_eq!(understood, (15, 4));
}
