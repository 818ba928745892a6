//! The programs of vouch: of one release, and found by a shell.

use std::fs;

use super::{asked, finding, script};
use crate::world::{TestWorld, binaries};

#[test]
fn parts_of_two_releases_are_found() {
    let world = TestWorld::new();
    let folder = world.path("mixed");
    fs::create_dir(&folder).unwrap();
    let full = folder.join("vouch-full");
    if fs::hard_link(binaries().join("vouch-full"), &full).is_err() {
        fs::copy(binaries().join("vouch-full"), &full).unwrap();
    }
    for (text, words) in [
        ("#!/bin/sh\necho 0.0.1\n", "`vouch` is 0.0.1, `vouch-full` is "),
        ("#!/bin/sh\necho unknown option; exit 2\n", "does not say of which release it is"),
    ] {
        script(&folder.join("vouch"), text);
        let told = asked(&mut world.command(&full));
        let found = finding(&told, "installation.parts");
        assert_eq!(found["state"], "warning", "{told}");
        assert!(found["words"].as_str().unwrap().contains(words), "{told}");
    }
}

#[test]
fn another_vouch_that_a_shell_finds_first_is_named() {
    let world = TestWorld::new();
    let folder = world.path("other");
    fs::create_dir(&folder).unwrap();
    script(&folder.join("vouch"), "#!/bin/sh\n");
    let vouch = binaries().join("vouch");
    for (path, words) in [
        (vec![folder.as_path(), binaries()], "is the first on PATH, and another than"),
        (vec![], "no folder of PATH has a `vouch`"),
    ] {
        let path = std::env::join_paths(path).unwrap();
        let told = asked(world.command(&vouch).env("PATH", path));
        let found = finding(&told, "installation.path");
        assert_eq!(found["state"], "warning", "{told}");
        assert!(found["words"].as_str().unwrap().contains(words), "{told}");
    }
}
