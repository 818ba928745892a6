//! Where the file is: on a full disk, in a read-only store, mounted by itself; and what it has
//! besides its text.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::process::Output;

use rustix::fs::{XattrFlags, getxattr, setxattr};

use super::steps::SETUP;
use crate::not_run::not_run;
use crate::setup_aws::laptop::{Laptop, ROLE};
use crate::tools;

const OLD: &str = "[default]\nregion = us-east-1\n";

/// `$0` is `~/.aws`, `$@` is vouch.
const FULL: &str = "mount -t tmpfs -o size=16k tmpfs $0
    printf '[default]\\nregion = us-east-1\\n' > $0/config
    cat /dev/zero > $0/filler 2> /dev/null";
const READ_ONLY_STORE: &str = "mount --bind $0/../../store $0/../../store
    mount -o remount,bind,ro $0/../../store";
const MOUNTED: &str = "mount --bind $0/../../store/config $0/config";
const MOUNTED_READ_ONLY: &str = "mount --bind $0/../../store/config $0/config
    mount -o remount,bind,ro $0/config";

#[test]
fn on_a_full_disk_nothing_changes() {
    let laptop = Laptop::new();
    let Some(output) = set_up(&laptop, FULL) else { return };
    refused(&output, "config\nfiller\n", &["No space left on device", "the space on the disk"]);
}

#[test]
fn a_link_into_a_read_only_store_is_named_and_what_to_do_instead() {
    let laptop = stored();
    symlink("../../store/config", laptop.config_path()).unwrap();
    let Some(output) = set_up(&laptop, READ_ONLY_STORE) else { return };
    let words = ["Read-only file system", ".aws/config is a link to it", "home-manager", "--print"];
    refused(&output, "config\n", &words);
    assert!(fs::symlink_metadata(laptop.config_path()).unwrap().is_symlink());
    let printed = laptop.setup(&["--print", "--role", ROLE]).succeeds().stdout;
    assert!(printed.starts_with("[profile vouch]\n"), "{printed}");
}

#[test]
fn a_file_that_is_mounted_by_itself_stays_as_it_is() {
    for (mounts, word) in
        [(MOUNTED, "is mounted by itself"), (MOUNTED_READ_ONLY, "Read-only file system")]
    {
        let laptop = stored();
        laptop.write_config("");
        let Some(output) = set_up(&laptop, mounts) else { return };
        refused(&output, "config\n", &[word, "--print"]);
    }
}

fn stored() -> Laptop {
    let laptop = Laptop::new();
    fs::create_dir(laptop.path("store")).unwrap();
    fs::write(laptop.path("store/config"), OLD).unwrap();
    laptop
}

/// Sets the profile up among mounts that nobody else sees, and prints the file and the names beside
/// it; `None`, with a note, where this user can't mount.
fn set_up(laptop: &Laptop, mounts: &str) -> Option<Output> {
    let unshare = tools::require("unshare");
    let script =
        format!("set -e; {mounts} || :\n\"$@\" || code=$?; cat $0/config; ls $0; exit $code");
    let aws = laptop.path("home/.aws");
    let wrapping = [unshare.to_str().unwrap(), "--mount", "--map-root-user"];
    let run = |words: &[&str], arguments: &[&str]| {
        laptop.command(&[&wrapping[..], words].concat(), arguments).output().unwrap()
    };
    if !run(&["sh", "-c", "mount -t tmpfs tmpfs $0", aws.to_str().unwrap()], &[]).status.success() {
        not_run("this user can't mount in a namespace of its own");
        return None;
    }
    Some(run(&["sh", "-c", &script, aws.to_str().unwrap()], &SETUP))
}

#[track_caller]
fn refused(output: &Output, names: &str, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(7), "{said}");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("{OLD}{names}"));
    for word in words.iter().chain(&["nothing was changed"]) {
        assert!(said.contains(word), "no {word:?} in {said}");
    }
}

/// User 1 may read and write, user 2 may read: `acl(5)`, as Linux keeps it.
const ACCESS_LIST: [(u16, u16, u32); 6] = [
    (0x01, 6, u32::MAX),
    (0x02, 6, 1),
    (0x02, 4, 2),
    (0x04, 4, u32::MAX),
    (0x10, 6, u32::MAX),
    (0x20, 0, u32::MAX),
];

#[test]
fn owner_mode_access_list_and_attributes_stay() {
    let laptop = Laptop::new();
    laptop.write_config(OLD);
    let path = laptop.config_path();
    let mut list = 2_u32.to_le_bytes().to_vec();
    for (tag, permissions, id) in ACCESS_LIST {
        list.extend(tag.to_le_bytes().iter().chain(&permissions.to_le_bytes()));
        list.extend(id.to_le_bytes());
    }
    let given = [("system.posix_acl_access", &list[..]), ("user.note", b"mine")];
    if rustix::process::geteuid().is_root() {
        chown(&path, Some(65534), Some(65534)).unwrap();
    }
    for (name, value) in given {
        if setxattr(&path, name, value, XattrFlags::empty()).is_err() {
            return not_run("the file system of the tests knows no access lists or attributes");
        }
    }
    let state = || {
        let metadata = fs::metadata(&path).unwrap();
        let values = given.map(|(name, _)| {
            let mut value = vec![0; 4096];
            let length = getxattr(&path, name, &mut value[..]).unwrap();
            value[..length].to_vec()
        });
        (metadata.uid(), metadata.gid(), metadata.permissions().mode(), values)
    };
    let before = state();
    laptop.setup(&["--role", ROLE]).succeeds();
    assert_eq!(state(), before);
    laptop.setup(&["--undo"]).succeeds();
    assert_eq!(state(), before);
    assert_eq!(laptop.config(), OLD);
}
