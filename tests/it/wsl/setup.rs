//! What `vouch setup aws` writes for the programs of either side.

use std::fs;
use std::process::Command;

use super::Wsl;
use crate::setup_aws::laptop::{Laptop, ROLE};
use crate::tools;

const SETUP: [&str; 6] = ["setup", "aws", "--region", "eu-central-1", "--role", ROLE];

/// The line that is to be written for Windows.
fn line(laptop: &Laptop) -> String {
    let begin =
        r"credential_process = C:\Windows\System32\wsl.exe --distribution Ubuntu-24.04 --exec ";
    laptop.line().replace("credential_process = ", begin)
}

#[test]
fn the_distributions_own_programs_get_a_path_of_linux() {
    let Some(wsl) = Wsl::new() else { return };
    let said = wsl.vouch(&SETUP, &[]).succeeds().stderr;
    assert!(wsl.laptop.config().contains(&wsl.laptop.line()));
    assert!(said.contains("this is WSL: programs of Windows read a file of their own"), "{said}");
}

#[test]
fn windows_gets_a_line_that_it_can_run() {
    let Some(wsl) = Wsl::new() else { return };
    let for_windows = [&SETUP[..], &["--for-windows"]].concat();
    let printed = wsl.vouch(&[&for_windows[..], &["--print"]].concat(), &[]).succeeds().stdout;
    let section = format!("[profile vouch]\n{}region = eu-central-1\n", line(&wsl.laptop));
    assert_eq!(printed, section);
    let said = wsl.vouch(&for_windows, &[]).fails(7);
    assert!(said.contains("is not on a drive of Windows"), "{said}");

    let file = wsl.drive().join("Users/me/.aws/config");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    let theirs = "[default]\r\nregion = us-east-1\r\n";
    fs::write(&file, theirs).unwrap();
    let there = [("AWS_CONFIG_FILE", file.as_path())];
    for _ in 0..2 {
        wsl.vouch(&for_windows, &there).succeeds();
        let expected = format!("{theirs}\r\n{}", section.replace('\n', "\r\n"));
        assert_eq!(fs::read_to_string(&file).unwrap(), expected);
    }
    let said = wsl.vouch(&[&SETUP[..], &["--profile", "here"]].concat(), &there).succeeds().stderr;
    assert!(said.contains("programs of Windows read this file too"), "{said}");
    wsl.vouch(&["setup", "aws", "--remove", "--all"], &there).succeeds();
    assert_eq!(fs::read_to_string(&file).unwrap(), theirs);
}

#[test]
fn elsewhere_there_is_no_other_side() {
    let laptop = Laptop::new();
    let said = laptop.vouch(&[&SETUP[..], &["--for-windows"]].concat()).fails(2);
    assert!(said.contains("this is none"), "{said}");
}

/// botocore splits as Windows does there; it can be asked on any system.
#[test]
fn botocore_on_windows_reads_the_same_words() {
    let program = "import json, sys; from botocore.compat import compat_shell_split
print(json.dumps(compat_shell_split(sys.argv[1], platform='win32')))";
    let line = line(&Laptop::new());
    let command = line["credential_process = ".len()..].trim_end();
    let output =
        Command::new(tools::require_boto3()).args(["-c", program, command]).output().unwrap();
    let words: Vec<String> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(words, command.split(' ').collect::<Vec<_>>());
    assert_eq!(words[0], r"C:\Windows\System32\wsl.exe");
}
