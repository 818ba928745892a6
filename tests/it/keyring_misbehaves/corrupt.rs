//! Items that somebody else has written over ours.

use std::io::Write as _;
use std::process::Stdio;

use super::desk::Desk;
use crate::credential_aws::laptop::Laptop;
use crate::keyring;

/// What stands in an item instead of what we wrote.
const CONTENTS: [(&str, &[u8]); 4] =
    [("nothing", b""), ("no_text", b"\xff\xfe"), ("no_json", b"hello"), ("other_json", b"{}")];

/// Writes over an item of the desktop's keyring.
fn overwrite(desk: &Desk, name: &str, content: &[u8]) {
    let mut tool = desk.world.command("secret-tool");
    tool.args(["store", "--label=x", "vouch-item", name, "application", "vouch"]);
    let mut tool = tool.stdin(Stdio::piped()).spawn().unwrap();
    tool.stdin.take().unwrap().write_all(content).unwrap();
    assert!(tool.wait().unwrap().success());
}

#[test]
fn a_corrupt_cache_item_is_a_miss_and_written_over() {
    let desk = Desk::logged_in();
    for (what, content) in CONTENTS {
        let before = desk.credential().ok().stdout;
        let name = desk.item("1");
        overwrite(&desk, &name, content);
        let fresh = desk.credential().ok();
        assert_ne!(fresh.stdout, before, "{what}");
        assert_eq!(fresh.stderr, "");
        assert_eq!(desk.credential().ok().stdout, fresh.stdout, "{what}");
        assert_eq!(desk.item("1"), name);
    }
}

/// The names of the cache items in the kernel's keyring.
fn cached() -> Vec<String> {
    let keys = std::fs::read_to_string("/proc/keys").unwrap();
    let words = keys.split_whitespace().filter(|word| word.starts_with("vouch:1:"));
    words.map(|word| word.trim_end_matches(':').to_owned()).collect()
}

#[test]
fn a_corrupt_cache_item_of_the_kernels_keyring_is_one_too() {
    let laptop = Laptop::logged_in_alone();
    let before = cached();
    laptop.credentials(&[]);
    let name = cached().into_iter().find(|name| !before.contains(name)).unwrap();
    for content in ["hello", "0\n{}"] {
        assert!(keyring::keyctl(&["add", "user", &name, content, "@u"]));
        laptop.credentials(&[]);
        laptop.credentials(&[]);
    }
    assert_eq!(laptop.calls(), (3, 3));
}

#[test]
fn a_corrupt_session_is_an_error_that_a_login_mends() {
    for (what, content) in CONTENTS {
        let desk = Desk::logged_in();
        overwrite(&desk, &desk.item("session"), content);
        let credential = desk.told(&["credential", "aws", "--role", "ROLE"]);
        let token = desk.told(&["token", "--audience", "a"]);
        let name = format!("session_{what}");
        insta::assert_snapshot!(name, format!("{credential}{token}"));
        desk.world.vouch(&["status"]).ok();
        desk.world.vouch(&["login"]).ok();
        desk.credential().ok();
        desk.all_is_well();
    }
}

#[test]
fn a_corrupt_session_can_be_logged_out_of() {
    let desk = Desk::logged_in();
    overwrite(&desk, &desk.item("session"), b"\xff");
    insta::assert_snapshot!("logout", desk.told(&["logout"]));
    assert_eq!(desk.world.vouch(&["status"]).exit, Some(3));
}

#[test]
fn a_corrupt_software_key_is_an_error_with_a_remedy() {
    for (what, content) in CONTENTS {
        let desk = Desk::logged_in();
        overwrite(&desk, &desk.item("key"), content);
        let name = format!("key_{what}");
        insta::assert_snapshot!(name, desk.told(&["login"]));
        desk.credential().ok();
    }
}
