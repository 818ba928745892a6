//! Where a person runs `vouch`: streams that are closed or full, text that is none, folders and
//! files of others, several issuers.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::dev::Dev;
use crate::not_run::not_run;
use crate::world::{TestWorld, Told};

/// A world in which alice is logged in with a software key.
fn logged_in() -> (TestWorld, Dev) {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    enroll(&world, &dev.told.issuer, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    (world, dev)
}

fn enroll(world: &TestWorld, issuer: &str, invitation: &str) -> Told {
    let arguments = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&arguments, invitation)
}

fn vouch(world: &TestWorld, arguments: &[&str]) -> Command {
    let mut command = world.command("setsid");
    command.args(["--wait", "vouch"]).args(arguments);
    command
}

/// Everything that prints: with a session, and without one.
fn printing(dev: &Dev) -> Vec<Vec<&str>> {
    let role = dev.told.role_arn.as_str();
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    vec![
        vec!["status"],
        vec!["status", "--json"],
        vec!["status", "--format", "shell"],
        vec!["keys", "list"],
        vec!["token", "--audience", host, "--role", role],
        vec!["token", "--audience", host, "--role", role, "--decode"],
        vec!["credential", "aws", "--role", role],
        vec!["credential", "aws", "--role", role, "--format", "env"],
        vec!["setup", "aws", "--role", role, "--region", "eu-central-1", "--print"],
        vec!["completions", "bash"],
        vec!["man"],
        vec!["doctor"],
        vec!["--help"],
        vec!["login", "--help"],
        vec!["--version"],
    ]
}

#[test]
fn a_reader_that_goes_away_is_a_quiet_end() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let told = Told::from(vouch(&world, &arguments).stdout(writer).output().unwrap());
        assert_eq!((told.exit, told.stderr.as_str()), (Some(0), ""), "{arguments:?} {told}");
    }
}

#[test]
fn a_full_disk_is_a_failure() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let told = Told::from(vouch(&world, &arguments).stdout(full).output().unwrap());
        assert_eq!(told.exit, Some(1), "{arguments:?} {told}");
        assert!(told.stderr.contains("could not write to stdout"), "{told}");
        assert!(told.stderr.contains("No space left on device"), "{told}");
    }
}

#[test]
fn closed_streams_harm_nothing() {
    let (world, dev) = logged_in();
    for arguments in printing(&dev) {
        for closed in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
            let mut shell = world.command("sh");
            let line = format!("exec vouch \"$@\" {closed}");
            let told =
                Told::from(shell.args(["-c", &line, "sh"]).args(&arguments).output().unwrap());
            assert!(!told.stderr.contains("fault"), "{arguments:?} {closed} {told}");
            assert!(told.exit == Some(0), "{arguments:?} {closed} {told}");
        }
    }
    world.vouch(&["status"]).ok();
}

#[test]
fn text_that_is_none_is_named_and_not_passed_over() {
    let (world, _dev) = logged_in();
    let none = OsStr::from_bytes(b"\xff\xfe");
    for variable in ["VOUCH_KEYRING", "AWS_ENDPOINT_URL_STS", "AWS_REGION", "VOUCH_LOG"] {
        let told = Told::from(vouch(&world, &["status"]).env(variable, none).output().unwrap());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
        let expected = format!("error: the variable {variable} is not UTF-8 text\n");
        assert!(told.stderr.starts_with(&expected), "{told}");
    }
    for told in [
        vouch(&world, &["status"]).env("VOUCH_ISSUER", none).output().unwrap(),
        vouch(&world, &["status"]).arg(none).output().unwrap(),
        vouch(&world, &["token", "--audience"]).arg(none).output().unwrap(),
    ] {
        assert_eq!(told.status.code(), Some(2), "{told:?}");
    }
    let told = vouch(&world, &["status"]).env("UNRELATED", none).output().unwrap();
    Told::from(told).ok();
}

#[test]
fn a_home_whose_name_is_no_text_is_a_home() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let home = world.path("").join(OsStr::from_bytes(b"h\xffme"));
    fs::create_dir(&home).unwrap();
    world.set("HOME", home.clone().into_os_string());
    for (variable, folder) in [("XDG_CONFIG_HOME", "config"), ("XDG_STATE_HOME", "state")] {
        world.set(variable, home.join(folder).into_os_string());
    }
    enroll(&world, &dev.told.issuer, &dev.told.invitation).ok();
    world.vouch(&["login"]).ok();
    let role = ["setup", "aws", "--role", &dev.told.role_arn, "--region", "eu-central-1"];
    world.vouch(&role).ok();
    assert!(home.join("config/vouch/config.toml").exists() && home.join(".aws/config").exists());
}

#[test]
fn without_a_umask_what_vouch_makes_is_its_owners_alone() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let role = dev.told.role_arn.as_str();
    let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
    for arguments in [
        &enroll[..],
        &["login"],
        &["credential", "aws", "--role", role],
        &["setup", "aws", "--role", role, "--region", "eu-central-1"],
    ] {
        let mut shell = world.command("setsid");
        shell.args(["--wait", "sh", "-c", "umask 000; exec vouch \"$@\"", "sh"]).args(arguments);
        let code = world.path("code");
        fs::write(&code, &dev.told.invitation).unwrap();
        shell.stdin(fs::File::open(&code).unwrap());
        Told::from(shell.output().unwrap()).ok();
    }
    let mut made = Vec::new();
    for folder in ["config/vouch", "state/vouch", "home/.aws"] {
        made_below(&world.path(folder), &mut made);
    }
    assert!(made.len() > 8, "{made:?}");
    let open: Vec<_> = made.iter().filter(|(_, mode)| mode & 0o077 != 0).collect();
    assert!(open.is_empty(), "{open:?}");
}

/// Collects files and folders with their modes.
fn made_below(place: &Path, made: &mut Vec<(OsString, u32)>) {
    let metadata = place.metadata().unwrap();
    made.push((place.into(), metadata.permissions().mode() & 0o777));
    if metadata.is_dir() {
        for entry in fs::read_dir(place).unwrap() {
            made_below(&entry.unwrap().path(), made);
        }
    }
}

#[test]
fn a_configuration_that_others_may_change_is_not_believed() {
    let (world, dev) = logged_in();
    let config = world.path("config/vouch/config.toml");
    let set = |mode| fs::set_permissions(&config, fs::Permissions::from_mode(mode)).unwrap();
    set(0o646);
    let setup = ["setup", "aws", "--role", &dev.told.role_arn, "--region", "eu-central-1"];
    for arguments in [&["login"][..], &setup] {
        let told = world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{arguments:?} {told}");
        let place = config.display();
        let expected = format!("{place} is not trusted: others may change {place}");
        assert!(told.stderr.contains(&expected) && told.stderr.contains("chmod go-w"), "{told}");
    }
    world.vouch(&["status"]).ok();
    set(0o644);
    world.vouch(&["login"]).ok();
}

#[test]
fn root_with_anothers_home_changes_nothing_there() {
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can run vouch in another user's home");
    }
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let folders = ["config", "state", "home"].map(|name| world.path(name));
    folders.iter().for_each(|folder| chown(folder, Some(65534), Some(65534)).unwrap());
    let told = enroll(&world, &dev.told.issuer, &dev.told.invitation);
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(told.stderr.contains("in another user's folder"), "{told}");
    assert!(told.stderr.contains("run vouch without sudo"), "{told}");
    for arguments in [&["logout"][..], &["setup", "aws", "--role", &dev.told.role_arn]] {
        let told = world.vouch(arguments);
        assert!(told.exit == Some(0) || told.exit == Some(7), "{arguments:?} {told}");
    }
    for folder in folders {
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "{}", folder.display());
    }
}

#[test]
fn what_a_killed_vouch_left_beside_a_file_goes_with_the_next_run() {
    let (world, dev) = logged_in();
    let setup = ["setup", "aws", "--role", &dev.told.role_arn, "--region", "eu-central-1"];
    fs::create_dir(world.path("home/.aws")).unwrap();
    let places = ["config/vouch", "state/vouch", "home/.aws"].map(|name| world.path(name));
    for place in &places {
        fs::write(place.join(".vouch-draft-Ab12Cd"), "half of a fi").unwrap();
        fs::write(place.join(".vouch-draft-mine"), "no draft of vouch's").unwrap();
    }
    world.vouch(&["keys", "list"]).ok();
    world.vouch(&["logout"]).ok();
    world.vouch(&["login"]).ok();
    world.vouch(&setup).ok();
    for place in &places[1..] {
        assert!(!place.join(".vouch-draft-Ab12Cd").exists(), "{}", place.display());
        assert!(place.join(".vouch-draft-mine").exists(), "{}", place.display());
    }
}

#[test]
fn a_shells_prompt_tells_the_session_that_commands_use() {
    let (mut world, first) = logged_in();
    let second = Dev::start(&mut world, &[]);
    enroll(&world, &second.told.issuer, &second.told.invitation).ok();
    let (one, two) = (first.told.issuer.as_str(), second.told.issuer.as_str());
    world.vouch(&["--issuer", two, "login"]).ok();
    let shell = |arguments: &[&str]| {
        let told = world.vouch(&[&["status", "--format", "shell"], arguments].concat()).ok();
        told.stdout.lines().next().unwrap().to_owned()
    };
    let of = |issuer: &str| format!("VOUCH_STATUS_ISSUER='{issuer}'");
    // The latest login, then the default, then the one that is named.
    assert_eq!(shell(&[]), of(two));
    let config = world.path("config/vouch/config.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, format!("default_issuer = \"{one}\"\n{text}")).unwrap();
    assert_eq!(shell(&[]), of(one));
    assert_eq!(shell(&["--issuer", two]), of(two));
    let report = world.vouch(&["status", "--json"]).ok().stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["sessions"].as_array().unwrap().len(), 2);
    // The only one that is left, whatever the default is.
    world.vouch(&["logout"]).ok();
    assert_eq!(shell(&[]), of(two));
    let told = world.vouch(&["status", "--format", "shell", "--issuer", one]);
    assert_eq!((told.exit, told.stdout.as_str()), (Some(3), ""), "{told}");
}

#[test]
fn a_token_for_aws_without_a_role_is_told_what_is_missing() {
    let (world, dev) = logged_in();
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    let told = world.vouch(&["token", "--audience", host]);
    insta::assert_snapshot!(told.masked(&[(host, "HOST")]), @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: http://HOST refused: a token for AWS is for one role, and none was named

    hint: name it with `--role ARN`
    ");
}
