//! What keeps tools from running vouch: named, and made comments where the person says so.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};

use super::laptop::{Laptop, ROLE};
use crate::terminal::Terminal;

const KEYS: &str = "[vouch]\r\naws_access_key_id = AKIDEXAMPLE\r\naws_secret_access_key = hush\r\n\
                    [other]\r\naws_access_key_id = AKIDOTHER\r\n";
const CLEARED_KEYS: &str = "[vouch]\r\n# aws_access_key_id = AKIDEXAMPLE\r\n# aws_secret_access_key = hush\r\n\
     [other]\r\naws_access_key_id = AKIDOTHER\r\n";
const SSO: &str = "[profile vouch]\nsso_session = a\nsso_account_id = 123456789012\n\
                   credential_process = /bin/other x\n[profile b]\nrole_arn = theirs\n";

fn credentials(laptop: &Laptop) -> String {
    fs::read_to_string(laptop.path("home/.aws/credentials")).unwrap()
}

#[test]
fn each_key_is_named_with_the_tools_that_would_not_run_vouch() {
    let laptop = Laptop::new();
    laptop.write_config("[profile vouch]\nsso_account_id = 1\n");
    laptop.write_credentials(KEYS);
    let said = laptop.setup(&["--role", ROLE]).fails(7);
    for words in [
        "config line 2: `sso_account_id`: the AWS CLI, boto3, Go and Rust don't run vouch",
        "credentials line 2: `aws_access_key_id`: the AWS CLI, boto3, Go and JavaScript don't",
        "hint: `--fix` makes comments of these lines",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(credentials(&laptop), KEYS);
}

#[test]
fn they_become_comments_in_both_files_and_come_back() {
    let laptop = Laptop::new();
    laptop.write_config(SSO);
    laptop.write_credentials(KEYS);
    let said = laptop.setup(&["--role", ROLE, "--fix"]).succeeds().stderr;
    let config = "[profile vouch]\n# sso_session = a\n# sso_account_id = 123456789012\n\
                  # credential_process = /bin/other x\n{line}region = eu-central-1\n\
                  [profile b]\nrole_arn = theirs\n";
    // New lines stand where the section's last value was; there is none left.
    let lines = format!("{}region = eu-central-1\n", laptop.line());
    let expected = config.replace("{line}region = eu-central-1\n", "");
    let expected = expected.replacen("[profile vouch]\n", &format!("[profile vouch]\n{lines}"), 1);
    assert_eq!(laptop.config(), expected);
    assert_eq!(credentials(&laptop), CLEARED_KEYS);
    assert!(said.contains("line 2: `sso_session` (single sign-on) is a comment now"), "{said}");
    assert!(said.contains("deactivate them in IAM"), "{said}");
    assert!(!said.contains("hush"), "{said}");

    laptop.setup(&["--role", ROLE, "--fix"]).succeeds();
    assert_eq!((laptop.config(), credentials(&laptop)), (expected, CLEARED_KEYS.into()));
    laptop.setup(&["--undo"]).succeeds();
    assert_eq!((laptop.config(), credentials(&laptop)), (SSO.into(), KEYS.into()));
    assert_eq!(laptop.files(), ["config", "credentials"]);
}

#[test]
fn a_look_shows_both_files_and_no_secret() {
    let laptop = Laptop::new();
    laptop.write_config(SSO);
    laptop.write_credentials(KEYS);
    let shown = laptop.setup(&["--role", ROLE, "--fix", "--dry-run"]).succeeds().stdout;
    for line in [
        "+# sso_session = a",
        "-credential_process = /bin/other x",
        "+# aws_access_key_id = AKIDEXAMPLE",
        "-aws_secret_access_key = ...",
        "+# aws_secret_access_key = ...",
    ] {
        assert!(shown.lines().any(|shown| shown.trim_end() == line), "{line}: {shown}");
    }
    assert!(!shown.contains("hush"), "{shown}");
    assert_eq!((laptop.config(), credentials(&laptop)), (SSO.into(), KEYS.into()));
    assert_eq!(laptop.files(), ["config", "credentials"]);
}

#[test]
fn what_the_aws_command_line_cannot_read_is_mended() {
    let laptop = Laptop::new();
    laptop
        .write_config("\u{feff}[default]\nregion = a\nRegion = b\n[profile b]\n[default]\nx = y\n");
    laptop.setup(&["--role", ROLE]).fails(7);
    let said = laptop.setup(&["--role", ROLE, "--fix"]).succeeds().stderr;
    assert!(said.contains("is mended: line 1 begins with a byte order mark"), "{said}");
    let mended = "[default]\n# region = a\nRegion = b\nx = y\n[profile b]\n# [default]\n";
    assert!(laptop.config().starts_with(mended), "{}", laptop.config());

    let laptop = Laptop::new();
    laptop.write_config("[default]\nnonsense\n");
    let said = laptop.setup(&["--role", ROLE, "--fix"]).fails(7);
    assert!(said.contains("line 2 is neither a [section]"), "{said}");
}

#[test]
fn keys_of_every_profile_stay() {
    let laptop = Laptop::new();
    let text = "[DEFAULT]\nrole_arn = x\n";
    laptop.write_config(text);
    let said = laptop.setup(&["--role", ROLE, "--fix"]).fails(7);
    assert!(said.contains("line 2: `role_arn`") && said.contains("remove them"), "{said}");
    assert_eq!(laptop.config(), text);
}

/// The second file can't be replaced: the first one is put back.
#[test]
fn half_a_change_is_none() {
    let laptop = Laptop::of_an_ordinary_user();
    laptop.write_config(SSO);
    let store = laptop.path("store");
    fs::create_dir(&store).unwrap();
    fs::write(store.join("credentials"), KEYS).unwrap();
    fs::set_permissions(store.join("credentials"), Permissions::from_mode(0o666)).unwrap();
    symlink(store.join("credentials"), laptop.path("home/.aws/credentials")).unwrap();
    fs::set_permissions(&store, Permissions::from_mode(0o555)).unwrap();
    let said = laptop.setup(&["--role", ROLE, "--fix"]).fails(7);
    assert!(said.contains("could not write") && said.contains("store/credentials"), "{said}");
    assert_eq!((laptop.config(), credentials(&laptop)), (SSO.into(), KEYS.into()));
    laptop.setup(&["--undo"]).fails(7);
    fs::set_permissions(&store, Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn at_a_terminal_it_is_asked() {
    for (answer, is_fixed) in [("", false), ("n", false), ("y", true)] {
        let laptop = Laptop::new();
        laptop.write_config(SSO);
        let mut terminal = Terminal::start(laptop.at_a_terminal(&[
            "setup",
            "aws",
            "--role",
            ROLE,
            "--profile",
            "vouch",
            "--region",
            "eu-central-1",
        ]));
        terminal.expect("line 2: `sso_session`: ").expect("+# sso_session = a");
        terminal.expect("Mend this, with comments in place of lines? [y/N] ").answer(answer);
        let (told, _) = terminal.end();
        assert_eq!(told.exit, Some(if is_fixed { 0 } else { 7 }), "{told}");
        assert_eq!(laptop.config() != SSO, is_fixed);
    }
}

#[test]
fn variables_that_keep_tools_from_the_profile_are_told() {
    let laptop = Laptop::new();
    let mut command =
        laptop.command(&[], &["setup", "aws", "--role", ROLE, "--region", "eu-central-1"]);
    let output = command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_PROFILE", "x").output();
    let said = String::from_utf8(output.unwrap().stderr).unwrap();
    for words in ["note: AWS_ACCESS_KEY_ID is set", "note: AWS_PROFILE is set"] {
        assert!(said.contains(words), "{said}");
    }
    assert!(!said.contains("AKIDEXAMPLE"), "{said}");
}
