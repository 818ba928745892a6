//! What a laptop can do to its person: no home, no bus, folders that can't be written.

use std::os::unix::fs::symlink;
use std::process::Command;

use crate::dev::Dev;
use crate::kernel_keyring;
use crate::world::{TestWorld, Told};

/// A world in which alice is enrolled with a software key.
pub(crate) fn enrolled() -> (TestWorld, Dev) {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    enroll(&world, &dev).ok();
    (world, dev)
}

fn enroll(world: &TestWorld, dev: &Dev) -> Told {
    let arguments = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"];
    world.vouch_with_stdin(&arguments, &dev.told.invitation)
}

fn vouch(world: &TestWorld, arguments: &[&str]) -> Command {
    let mut command = world.command("setsid");
    command.args(["--wait", "vouch"]).args(arguments);
    command
}

/// Returns the names of vouch's items in the keyring.
pub(crate) fn items(world: &TestWorld) -> Vec<String> {
    let told = world.run("secret-tool", &["search", "--all", "application", "vouch"]);
    let lines = format!("{}{}", told.stdout, told.stderr);
    let names = lines.lines().filter_map(|line| line.strip_prefix("attribute.vouch-item = "));
    names.map(str::to_owned).collect()
}

#[test]
fn without_a_home_folder_no_file_of_the_current_folder_counts() {
    let (world, _dev) = enrolled();
    let place = world.path("home");
    for arguments in [&["status"][..], &["login"], &["setup", "aws"], &["doctor"]] {
        let mut command = vouch(&world, arguments);
        for variable in ["XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"] {
            command.env_remove(variable);
        }
        let told = Told::from(command.env("HOME", ".").output().unwrap());
        assert_eq!((told.exit, told.stdout.as_str()), (Some(7), ""), "{told}");
        assert_eq!(
            told.stderr,
            "error: the home folder is not known\n\nhint: let HOME name it, as an absolute path\n"
        );
    }
    assert_eq!(std::fs::read_dir(place).unwrap().count(), 0);
    let told =
        Told::from(vouch(&world, &["completions", "bash"]).env("HOME", ".").output().unwrap());
    told.ok();
}

#[test]
fn an_issuer_variable_that_is_set_to_nothing_names_none() {
    let (mut world, _dev) = enrolled();
    world.set("VOUCH_ISSUER", "");
    world.vouch(&["login"]).ok();
    world.vouch(&["status"]).ok();
    world.vouch(&["logout"]).ok();
    assert!(world.vouch(&["status"]).stderr.starts_with("error: not logged in\n"));
}

#[test]
fn a_session_that_could_not_be_kept_is_not_asked_for() {
    let (world, _dev) = enrolled();
    let state = world.path("state/vouch/sessions.json");
    let before = items(&world);
    std::fs::write(&state, "{").unwrap();
    assert_eq!(world.vouch(&["login"]).exit, Some(7));
    std::fs::remove_file(&state).unwrap();
    symlink("/nowhere/sessions.json", &state).unwrap();
    let told = world.vouch(&["login"]);
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(told.stderr.contains("/nowhere/sessions.json"), "{told}");
    assert_eq!(items(&world), before);
    let log = std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
    assert!(!log.contains("login"), "{log}");
}

#[test]
fn an_invitation_is_not_spent_on_a_key_that_could_not_be_remembered() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let config = world.path("config/vouch/config.toml");
    std::fs::create_dir(world.path("config/vouch")).unwrap();
    symlink("/nowhere/config.toml", &config).unwrap();
    let told = enroll(&world, &dev);
    assert_eq!(told.exit, Some(7), "{told}");
    assert_eq!(items(&world), [""; 0]);
    std::fs::remove_file(&config).unwrap();
    enroll(&world, &dev).ok();
}

#[test]
fn a_session_out_of_reach_is_not_said_to_be_ended() {
    let _turn = kernel_keyring::alone();
    let (world, _dev) = enrolled();
    world.vouch(&["login"]).ok();
    let mut command = vouch(&world, &["logout"]);
    for variable in ["DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "VOUCH_KEYRING"] {
        command.env_remove(variable);
    }
    let told = Told::from(command.output().unwrap());
    assert_eq!(told.exit, Some(8), "{told}");
    assert!(told.stderr.contains("`secret-service`, out of reach here"), "{told}");
    world.vouch(&["status"]).ok();
    assert_eq!(world.vouch(&["logout"]).ok().stderr.matches("logged out").count(), 1);
    assert!(items(&world).iter().all(|name| name.starts_with("vouch:key:")));
}
