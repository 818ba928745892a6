//! The laptop's commands beside the journey: offline, strangers, further keys.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use virtual_yubikey::{Options, Plugged};

use crate::dev::Dev;
use crate::virtual_key::VirtualKey;
use crate::world::{TestWorld, Told};

/// A world in which alice is enrolled with a software key and logged in.
pub(crate) fn logged_in() -> (TestWorld, Dev) {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    enroll(&world, &dev, &[]).ok();
    world.vouch(&["login"]).ok();
    (world, dev)
}

fn enroll(world: &TestWorld, dev: &Dev, more: &[&str]) -> Told {
    let mut arguments = vec!["enroll", "--issuer", &dev.told.issuer, "--invite", "-"];
    arguments.extend(["--software-key", "--name", "first"]);
    arguments.extend(more);
    world.vouch_with_stdin(&arguments, &dev.told.invitation)
}

#[test]
fn logout_needs_no_issuer() {
    let (world, mut dev) = logged_in();
    dev.stop();
    let told = world.vouch(&["logout"]).ok();
    assert!(told.stderr.contains("on this machine; the issuer could not be told: "), "{told}");
    assert_eq!(world.vouch(&["status"]).exit, Some(3));
    assert_eq!(world.vouch(&["logout"]).ok().stderr, "not logged in\n");
}

#[test]
fn an_issuer_that_is_gone_is_no_missing_login() {
    let (world, mut dev) = logged_in();
    dev.stop();
    for arguments in [&["login"][..], &["token", "--audience", "a"], &["keys", "list"]] {
        let told = world.vouch(arguments);
        assert_eq!((told.exit, told.stdout.as_str()), (Some(5), ""), "{told}");
    }
    world.vouch(&["status"]).ok();
}

#[test]
fn a_new_login_ends_the_one_before() {
    let (world, _dev) = logged_in();
    world.vouch(&["login", "--duration", "30m"]).ok();
    let status = world.vouch(&["status", "--json"]).ok().stdout;
    let status: serde_json::Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["sessions"].as_array().unwrap().len(), 1);
    assert!(status["sessions"][0]["expires_in"].as_i64().unwrap() <= 1800, "{status}");
    let audit = std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
    let revoked = audit.matches(r#""event":"logout","outcome":"done""#).count();
    assert_eq!(revoked, 1, "{audit}");
}

#[test]
fn an_invitation_is_good_once() {
    let (world, dev) = logged_in();
    let again = enroll(&world, &dev, &[]);
    assert_eq!(again.exit, Some(6), "{again}");
    let mistyped = world.vouch_with_stdin(
        &["enroll", "--issuer", &dev.told.issuer, "--invite", "-", "--software-key"],
        "not a code",
    );
    assert_eq!(mistyped.exit, Some(2), "{mistyped}");
}

#[test]
fn a_locked_keyring_costs_no_invitation() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    world.lock_keyring();
    let told = enroll(&world, &dev, &[]);
    assert_eq!(told.exit, Some(8), "{told}");
    assert!(told.stderr.starts_with("error: the Secret Service keyring is locked\n"), "{told}");
    assert!(!world.path("config/vouch/config.toml").exists());
    let audit = std::fs::read_to_string(world.path("vouch-dev.log")).unwrap();
    assert!(!audit.contains(r#""event":"enroll""#), "{audit}");
}

#[test]
fn a_stranger_is_told_nothing() {
    let world = TestWorld::new();
    let stranger = TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", stranger.local_addr().unwrap());
    let asked = std::thread::spawn(move || {
        let (mut stream, _) = stranger.accept().unwrap();
        let mut request = vec![0; 4096];
        let length = stream.read(&mut request).unwrap();
        let body = r#"{"issuer":"https://accounts.example.com"}"#;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
        String::from_utf8(request[..length].to_vec()).unwrap()
    });
    let told = world.vouch_with_stdin(
        &["enroll", "--issuer", &issuer, "--invite", "-", "--software-key"],
        "3YHTZ-QM8WT-DXTRM-9EJ89-E0A3Z1",
    );
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(told.stderr.contains("it calls itself https://accounts.example.com"), "{told}");
    assert!(asked.join().unwrap().starts_with("GET /.well-known/openid-configuration "));
    assert!(!world.path("config/vouch/config.toml").exists());
}

#[test]
fn an_issuer_must_be_known_to_the_letter() {
    let (world, dev) = logged_in();
    let near = dev.told.issuer.replace("127.0.0.1", "localhost");
    let told = world.vouch(&["--issuer", &near, "login"]);
    assert_eq!(told.exit, Some(7), "{told}");
    assert!(told.stderr.starts_with(&format!("error: the issuer {near} is not known\n")), "{told}");
    let told = world.vouch(&["--issuer", &near, "token", "--audience", "a"]);
    assert_eq!(told.exit, Some(3), "{told}");
}

#[test]
fn the_last_key_is_removed_with_a_warning() {
    let (world, dev) = logged_in();
    let list = world.vouch(&["keys", "list"]).ok().stdout;
    assert!(list.contains("  first (software key), added "), "{list}");
    assert!(list.ends_with(", this session's\n"), "{list}");
    let id = list.split(' ').next().unwrap();
    let alone = world.vouch(&["keys", "remove", id]);
    assert!(alone.stderr.contains("there is no terminal to ask"), "{alone}");
    let question = "is your last key: without it only an invitation lets you in. Remove it? [y/N] ";
    let mut remove = world.vouch_at_terminal(&["keys", "remove", &id[..8]]);
    remove.expect(question).answer("");
    assert_eq!(remove.end().0.exit, Some(1));
    world.vouch(&["keys", "list"]).ok();
    let mut remove = world.vouch_at_terminal(&["keys", "remove", &id[..8]]);
    remove.expect(question).answer("y");
    assert_eq!(remove.end().0.ok().stderr, "removed: first (software key)\n");
    let told = world.vouch(&["status", "--issuer", &dev.told.issuer]);
    assert_eq!(told.exit, Some(3), "{told}");
}

#[test]
fn a_software_key_adds_no_other_and_none_is_made() {
    let (mut world, _dev) = logged_in();
    let key = VirtualKey::start(Options::default());
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let told = world.vouch(&["keys", "add"]);
    insta::assert_snapshot!(told, @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: adding a key takes a login with a YubiKey

    hint: a YubiKey beside a software key takes an invitation: `vouch enroll`
    ");
}

#[test]
fn a_key_that_is_not_plugged_in_is_named() {
    let (mut world, _dev) = logged_in();
    let key = VirtualKey::start(Options { plugged: Plugged::Out, ..Options::default() });
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let told = world.vouch(&["login", "--key", "7"]);
    assert_eq!(told.exit, Some(4), "{told}");
    assert!(told.stderr.starts_with("error: no YubiKey is plugged in\n"), "{told}");
    assert!(told.stderr.contains("hint: plug in YubiKey 7\n"), "{told}");
}

#[test]
fn a_lost_session_and_a_corrupt_state_are_told_apart() {
    let (world, _dev) = logged_in();
    let state = world.path("state/vouch/sessions.json");
    let text = std::fs::read_to_string(&state).unwrap();
    let other = text.replacen("\"session_id\":\"", "\"session_id\":\"AAAA", 1);
    let place = other.find("AAAA").unwrap() + 22;
    let other = format!("{}{}", &other[..place], &other[place + 4..]);
    std::fs::write(&state, other).unwrap();
    let lost = world.vouch(&["token", "--audience", "a"]);
    assert_eq!(lost.exit, Some(3), "{lost}");
    assert!(lost.stderr.starts_with("error: the keyring has lost the session\n"), "{lost}");
    std::fs::write(&state, "{").unwrap();
    assert_eq!(world.vouch(&["status"]).exit, Some(7));
}
