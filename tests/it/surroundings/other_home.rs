//! `sudo vouch` where HOME stays the user's: it is refused, and nothing there changes hands.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, chown};
use std::path::{Path, PathBuf};

use super::{enroll, logged_in};
use crate::dev::Dev;
use crate::not_run::not_run;
use crate::world::TestWorld;

/// Somebody else.
const USER: u32 = 65534;
const FOLDERS: [&str; 3] = ["config", "state", "home"];

#[test]
fn root_with_anothers_home_changes_nothing_there() {
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can run vouch in another user's home");
    }
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let folders = FOLDERS.map(|name| world.path(name));
    folders.iter().for_each(|folder| give_away(folder));
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
fn root_with_anothers_session_leaves_every_file_as_it_is() {
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can run vouch in another user's home");
    }
    let (world, dev) = logged_in();
    let (issuer, role) = (dev.told.issuer.as_str(), dev.told.role_arn.as_str());
    let setup = ["setup", "aws", "--role", role, "--region", "eu-central-1"];
    world.vouch(&setup).ok();
    FOLDERS.iter().for_each(|folder| give_away(&world.path(folder)));
    let before = everything(&world);
    assert!(before.len() > 8 && before.values().all(|(user, ..)| *user == USER), "{before:?}");
    let other_role = ["setup", "aws", "--role", role, "--region", "eu-west-1"];
    let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
    for arguments in [&enroll[..], &["login"], &setup, &other_role, &["setup", "aws", "--remove"]] {
        let told = world.vouch_with_stdin(arguments, &dev.told.invitation);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{arguments:?} {told}");
        assert!(told.stderr.contains("sudo") || told.stderr.contains("trusted"), "{told}");
        assert_eq!(everything(&world), before, "{arguments:?}");
    }
    for arguments in [&["status"][..], &["keys", "list"], &["doctor"], &["logout"]] {
        let told = world.vouch(arguments);
        assert_ne!(told.exit, None, "{told}");
        assert_eq!(everything(&world), before, "{arguments:?} {told}");
    }
}

/// Makes the place and everything below the user's.
fn give_away(place: &Path) {
    chown(place, Some(USER), Some(USER)).unwrap();
    if place.is_dir() {
        fs::read_dir(place).unwrap().for_each(|entry| give_away(&entry.unwrap().path()));
    }
}

type Found = BTreeMap<PathBuf, (u32, u32, u32, Vec<u8>)>;

/// Returns owner, group, mode and content of every file and folder of the user.
fn everything(world: &TestWorld) -> Found {
    let mut found = Found::new();
    FOLDERS.iter().for_each(|folder| look(&world.path(folder), &mut found));
    found
}

fn look(place: &Path, found: &mut Found) {
    let of = place.symlink_metadata().unwrap();
    let content = if of.is_file() { fs::read(place).unwrap() } else { Vec::new() };
    found.insert(place.into(), (of.uid(), of.gid(), of.mode(), content));
    if of.is_dir() {
        fs::read_dir(place).unwrap().for_each(|entry| look(&entry.unwrap().path(), found));
    }
}
