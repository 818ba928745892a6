//! What a prompt costs: the state file, and nothing else.

use std::fs;

use super::ends_in;
use crate::laptop::logged_in;
use crate::world::binaries;

#[test]
fn it_is_answered_from_the_state_file_by_the_small_program_alone() {
    let (world, _dev) = logged_in();
    // No keyring answers, and the program that does everything else is not there.
    world.keyring().freeze();
    let alone = world.path("alone/vouch");
    fs::create_dir(world.path("alone")).unwrap();
    if fs::hard_link(binaries().join("vouch"), &alone).is_err() {
        fs::copy(binaries().join("vouch"), &alone).unwrap();
    }
    let alone = alone.to_str().unwrap();
    for format in ["json", "prompt", "shell", "text"] {
        let arguments = ["status", "--format", format];
        let told = world.run(alone, &arguments).ok();
        assert!(told.stdout.contains("alice") && told.stderr.is_empty(), "{told}");
        // The whole program says the same.
        let masked = |text: &str| text.replace(|letter: char| letter.is_ascii_digit(), "#");
        let whole = world.run("vouch-full", &arguments).ok();
        assert_eq!(masked(&told.stdout), masked(&whole.stdout));
    }
    // What it can't say alone it leaves to the other.
    ends_in(&world, 60);
    let told = world.run(alone, &["status"]);
    assert!(told.stderr.contains("`vouch-full`, a part of vouch, is not there"), "{told}");
}

#[test]
fn in_a_prompt_nobody_is_nothing() {
    let (world, dev) = logged_in();
    let prompt = ["status", "--format", "prompt"];
    let told = world.vouch(&prompt).ok();
    assert!(told.stdout.starts_with("vouch:alice 7h59m"), "{told}");
    let told = world.vouch(&[&prompt[..], &["--color", "always"]].concat()).ok();
    assert!(told.stdout.starts_with("\x1b[32mvouch:alice "), "{told}");
    ends_in(&world, -1);
    let silent = |told: crate::world::Told| {
        assert_eq!((told.exit, told.stdout.as_str(), told.stderr.as_str()), (Some(3), "", ""));
    };
    silent(world.vouch(&prompt));
    silent(world.vouch(&[&prompt[..], &["--issuer", "https://other.example.com"]].concat()));
    world.vouch(&["logout"]).ok();
    silent(world.vouch(&prompt));
    silent(world.vouch(&[&prompt[..], &["--issuer", &dev.told.issuer]].concat()));
    // A state that can't be read is not nobody.
    fs::write(world.path("state/vouch/sessions.json"), "{").unwrap();
    let told = world.vouch(&prompt);
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(told.stderr.contains("is corrupt"), "{told}");
}
