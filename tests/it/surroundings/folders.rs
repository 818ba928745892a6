//! Whose files are whose, and who may change them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use super::logged_in;
use crate::dev::Dev;
use crate::world::{TestWorld, Told, binaries};

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
    let made = ["config/vouch", "state/vouch", "home/.aws"].map(|name| world.path(name));
    assert!(private_below(&made) > 8);
}

#[test]
fn without_a_umask_what_vouch_server_makes_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "umask 000; mkdir issuer; cd issuer; exec vouch-server init --issuer http://127.0.0.1:1",
        "umask 000; cd issuer; exec vouch-server invite alice@example.com",
        "umask 000; cd issuer; exec vouch-server users list",
    ] {
        let mut shell = Command::new("sh");
        let path = std::env::join_paths([binaries(), "/usr/bin".as_ref(), "/bin".as_ref()]);
        shell.args(["-c", command]).current_dir(folder.path()).env("PATH", path.unwrap());
        Told::from(shell.output().unwrap()).ok();
    }
    let issuer = folder.path().join("issuer");
    fs::set_permissions(&issuer, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(private_below(&[issuer]) > 4);
}

/// Asserts that each file is 0600 and each folder 0700; returns how many there are.
fn private_below(places: &[PathBuf]) -> usize {
    let mut count = 0;
    for place in places {
        let metadata = place.metadata().unwrap();
        let mode = metadata.permissions().mode() & 0o777;
        let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(mode, expected, "{} is {mode:o}", place.display());
        count += 1;
        if metadata.is_dir() {
            let inside = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
            count += private_below(&inside.collect::<Vec<_>>());
        }
    }
    count
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
