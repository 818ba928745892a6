//! What an ordinary user may and may not replace.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use super::laptop::{Laptop, ROLE};
use crate::not_run::not_run;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn the_mode_of_the_file_is_kept() {
    for mode in [0o600, 0o640, 0o644] {
        let laptop = Laptop::of_an_ordinary_user();
        laptop.write_config("[default]\n");
        set_mode(&laptop.config_path(), mode);
        laptop.setup(&["--role", ROLE]).succeeds();
        assert_eq!(laptop.mode(), mode);
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_refused() {
    let laptop = Laptop::of_an_ordinary_user();
    laptop.write_config("[default]\n");
    set_mode(&laptop.path("home/.aws"), 0o555);
    let said = laptop.setup(&["--role", ROLE]).fails(7);
    assert!(said.contains("could not write") && said.contains(".aws/config"), "{said}");
    assert_eq!(laptop.config(), "[default]\n");
    assert_eq!(laptop.files(), ["config"]);
}

#[test]
fn a_file_that_cannot_be_read_or_written_is_never_replaced() {
    for (mode, expected) in [(0o000, "could not read"), (0o444, "could not write")] {
        let laptop = Laptop::of_an_ordinary_user();
        laptop.write_config("[default]\n");
        set_mode(&laptop.config_path(), mode);
        let said = laptop.setup(&["--role", ROLE]).fails(7);
        assert!(said.contains(expected) && said.contains(".aws/config"), "{said}");
        assert_eq!(laptop.mode(), mode);
        set_mode(&laptop.config_path(), 0o600);
        assert_eq!(laptop.config(), "[default]\n");
        assert_eq!(laptop.files(), ["config"]);
    }
}

#[test]
fn a_link_stays_a_link_to_the_file_that_is_replaced() {
    let laptop = Laptop::of_an_ordinary_user();
    fs::create_dir(laptop.path("state/dotfiles")).unwrap();
    let target = laptop.path("state/dotfiles/aws");
    laptop.write(&target, "[default]\n");
    symlink("../../state/dotfiles/aws", laptop.config_path()).unwrap();

    set_mode(&laptop.path("state/dotfiles"), 0o555);
    let said = laptop.setup(&["--role", ROLE]).fails(7);
    assert!(said.contains("state/dotfiles/aws"), "{said}");
    assert_eq!(laptop.config(), "[default]\n");

    set_mode(&laptop.path("state/dotfiles"), 0o777);
    laptop.setup(&["--role", ROLE]).succeeds();
    assert!(fs::read_to_string(&target).unwrap().contains("[profile vouch]"));
    assert!(fs::symlink_metadata(laptop.config_path()).unwrap().is_symlink());
    assert_eq!(laptop.files(), ["config"]);

    laptop.setup(&["--undo"]).succeeds();
    assert_eq!(fs::read_to_string(&target).unwrap(), "[default]\n");
}

#[test]
fn a_file_of_another_group_is_left_alone() {
    let laptop = Laptop::of_an_ordinary_user();
    if !rustix::process::geteuid().is_root() {
        return not_run("only root can make a file of a group that the user isn't in");
    }
    laptop.write_config("[default]\n");
    set_mode(&laptop.config_path(), 0o660);
    std::os::unix::fs::chown(laptop.config_path(), None, Some(0)).unwrap();
    let said = laptop.setup(&["--role", ROLE]).fails(7);
    assert!(said.contains("belongs to another user or group"), "{said}");
    assert_eq!(laptop.config(), "[default]\n");
}
