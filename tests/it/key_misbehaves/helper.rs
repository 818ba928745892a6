//! A helper that is killed, speaks nonsense, or is of another release.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::desk::Desk;
use crate::world::{TestWorld, Told, install};

/// A copy of `vouch` with a helper of our own beside it.
struct Installed {
    world: TestWorld,
    folder: PathBuf,
}

impl Installed {
    fn new() -> Self {
        let world = TestWorld::new();
        let folder = world.path("installed");
        fs::create_dir(&folder).unwrap();
        install(&folder);
        Self { world, folder: folder.canonicalize().unwrap() }
    }

    /// Asks for the keys through a helper that is this shell script. Another process writes it: a
    /// file that this one has open for writing while a test beside forks can't be run.
    fn told(&self, script: &str) -> Told {
        let helper = self.folder.join("vouch-piv");
        let text = format!("#!/bin/sh\n{script}\n");
        let write = r#"printf '%s' "$1" > "$2.new" && chmod 755 "$2.new" && mv "$2.new" "$2""#;
        let put = Command::new("sh").args(["-c", write, "sh", &text]).arg(helper).status();
        assert!(put.unwrap().success());
        self.world.run(self.folder.join("vouch").to_str().unwrap(), &["keys", "pin"])
    }
}

#[test]
fn what_is_no_helper_of_this_release_says_what_to_do() {
    let installed = Installed::new();
    let folder = installed.folder.display().to_string();
    let hello = |protocol: u32, version: &str| {
        format!(
            r#"echo '{{"hello":"vouch-piv","protocol":{protocol},"version":"{version}"}}'; read x"#
        )
    };
    for (name, script) in [
        ("older_protocol", hello(0, "0.0.9")),
        ("newer_protocol", hello(2, "9.0.0")),
        ("no_hello", "echo hi; read x".into()),
        ("nonsense", format!("{}; echo hi", hello(1, "0.1.0"))),
        ("killed", format!("{}; kill -9 $$", hello(1, "0.1.0"))),
        ("no_library", "exit 127".into()),
    ] {
        let told = installed.told(&script);
        assert_eq!(told.exit, Some(4), "{name}: {told}");
        insta::assert_snapshot!(name, told.masked(&[(&folder, "FOLDER")]));
    }
}

/// Control-C goes to both programs, and the helper may be gone before vouch has got its own.
#[test]
fn a_helper_that_the_terminal_ended_takes_the_program_with_it() {
    let installed = Installed::new();
    for signal in ["INT", "QUIT", "HUP"] {
        let told = installed.told(&format!("kill -{signal} $$; sleep 60"));
        assert_eq!((told.exit, told.stderr.as_str()), (None, ""), "{signal}");
    }
    assert_eq!(installed.told("kill -TERM $$; sleep 60").exit, Some(4));
}

#[test]
fn a_helper_that_is_killed_while_the_key_blinks_is_named_and_costs_no_try() {
    let desk = Desk::new();
    let login = desk.login_with_pin(&[]);
    desk.key.wait_blink();
    let parent = login.process();
    let kill = Command::new("pkill").args(["-9", "-x", "-P", &parent, "vouch-piv"]).status();
    assert!(kill.unwrap().success());
    insta::assert_snapshot!(desk.masked(&login.end().0));
    desk.key.touch();
    desk.all_is_well();
}
