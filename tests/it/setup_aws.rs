//! `vouch setup aws`, with the real readers of what it writes.

mod discovery;
mod fixing;
pub(crate) mod laptop;
mod outranked;
mod permissions;
mod readers;
mod several;

use std::fs;

use laptop::{Laptop, ROLE};

const THEIRS: &str = "# mine\n[default]\nregion = us-east-1\noutput = json # as is\n";

#[test]
fn a_profile_is_written_and_the_second_run_changes_nothing() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    let said = laptop.setup(&["--role", ROLE]).succeeds();
    assert_eq!(said.stdout, "");
    assert!(said.stderr.ends_with("try it: aws sts get-caller-identity --profile vouch\n"));
    let expected = format!("{THEIRS}\n[profile vouch]\n{}region = eu-central-1\n", laptop.line());
    assert_eq!(laptop.config(), expected);

    let modified = fs::metadata(laptop.config_path()).unwrap().modified().unwrap();
    let said = laptop.setup(&["--role", ROLE]).succeeds();
    assert!(said.stderr.contains("is already in"), "{}", said.stderr);
    assert_eq!(fs::metadata(laptop.config_path()).unwrap().modified().unwrap(), modified);
    assert_eq!(laptop.config(), expected);

    laptop.setup(&["--remove"]).succeeds();
    assert_eq!(laptop.config(), THEIRS);
    let said = laptop.setup(&["--remove"]).succeeds();
    assert!(said.stderr.starts_with("no profile `vouch` of vouch's in "), "{}", said.stderr);
}

#[test]
fn the_region_that_the_profile_has_stays() {
    let laptop = Laptop::new();
    laptop.write_config("[profile work]\nregion = ap-south-1\n");
    laptop.vouch(&["setup", "aws", "--role", ROLE, "--profile", "work"]).succeeds();
    let line = laptop.line().replace("eu-central-1", "ap-south-1");
    assert_eq!(laptop.config(), format!("[profile work]\nregion = ap-south-1\n{line}"));
}

#[test]
fn looking_changes_nothing() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    let section = format!("[profile vouch]\n{}region = eu-central-1\n", laptop.line());
    assert_eq!(laptop.setup(&["--role", ROLE, "--print"]).succeeds().stdout, section);

    let difference = laptop.setup(&["--role", ROLE, "--dry-run"]).succeeds().stdout;
    let added: String = section.lines().map(|line| format!("+{line}\n")).collect();
    assert!(difference.ends_with(&format!(" output = json # as is\n+\n{added}")), "{difference}");
    assert_eq!(laptop.config(), THEIRS);
    assert_eq!(laptop.files(), ["config"]);
}

#[test]
fn a_new_file_is_the_persons_alone_and_undone_without_a_trace() {
    let laptop = Laptop::new();
    laptop.setup(&["--role", ROLE]).succeeds();
    assert_eq!(laptop.mode(), 0o600);
    laptop.setup(&["--undo"]).succeeds();
    assert_eq!(laptop.files(), [""; 0]);
    let said = laptop.setup(&["--undo"]).fails(7);
    assert!(said.contains("is remembered"), "{said}");
}

#[test]
fn a_change_is_undone_unless_another_came_after_it() {
    let laptop = Laptop::new();
    laptop.write_config(THEIRS);
    laptop.setup(&["--role", ROLE]).succeeds();
    assert_eq!(laptop.files(), ["config", "config.vouch-backup"]);
    laptop.setup(&["--undo"]).succeeds();
    assert_eq!(laptop.config(), THEIRS);
    assert_eq!(laptop.files(), ["config"]);

    laptop.setup(&["--role", ROLE]).succeeds();
    let theirs = laptop.config() + "# later\n";
    laptop.write_config(&theirs);
    let said = laptop.setup(&["--undo"]).fails(7);
    assert!(said.contains("has changed since"), "{said}");
    assert_eq!(laptop.config(), theirs);
}

#[test]
fn what_must_not_be_touched_is_refused_with_the_line() {
    for (config, credentials, expected) in [
        ("[a]\n[a]\n", "", "line 2 repeats the section `[a]` of line 1"),
        ("\u{feff}[a]\n", "", "line 1 begins with a byte order mark"),
        ("[profile vouch]\nrole_arn = x\n", "", "line 2: `role_arn`"),
        ("", "[vouch]\naws_access_key_id = x\n", "credentials line 2: `aws_access_key_id`"),
        ("", "[a]\nb = c\nb = c\n", "line 3 repeats the key `b` of line 2"),
        ("[profile vouch]\ncredential_process = /bin/x\n", "", "is not vouch's: `/bin/x`"),
    ] {
        let laptop = Laptop::new();
        laptop.write_config(config);
        laptop.write_credentials(credentials);
        let said = laptop.setup(&["--role", ROLE]).fails(7);
        assert!(said.contains(expected) && said.contains("\nhint: "), "{said}");
        assert_eq!(laptop.config(), config);
    }
}

#[test]
fn what_is_missing_is_named_where_nobody_can_be_asked() {
    let laptop = Laptop::new();
    assert!(laptop.setup(&[]).fails(2).contains("`--role` is missing"));
    let said = laptop.vouch(&["setup", "aws", "--role", ROLE]).fails(2);
    assert!(said.contains("`--region` is missing"), "{said}");
    assert!(laptop.setup(&["--discover"]).fails(3).contains("not logged in"));
    let china = "arn:aws-cn:iam::123456789012:role/Dev";
    assert!(laptop.setup(&["--role", china]).fails(2).contains("partition"));
    assert_eq!(laptop.files(), [""; 0]);
}

#[test]
fn a_path_that_needs_quotes_is_refused_with_the_remedy() {
    let laptop = Laptop::with_program_in("my programs");
    let said = laptop.setup(&["--role", ROLE]).fails(7);
    assert!(said.contains("my programs/vouch` has ' ' in it"), "{said}");
    assert!(said.contains("put a link to it into a folder on PATH"), "{said}");
    assert_eq!(laptop.files(), [""; 0]);
}
