//! The whole journey at trace level: no secret in a stream, a file, an argument, a URL or an
//! environment. And strangers that variables name are told nothing.

mod arguments;
mod cores;
pub(crate) mod organisation;
mod panics;
mod planted;
mod processes;
pub(crate) mod recorder;
pub(crate) mod search;
mod strangers;
mod watched;

use std::sync::{Arc, Mutex};

use virtual_yubikey::{Finger, ManagementAlgorithm, Options};

use crate::journey::attestation_root;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;
use processes::{Seen, running};
use watched::Watched;

const PIN: &str = "pX7!kq2Z";
const NEW_PIN: &str = "Wm4?z8Tb";
const WRONG_PIN: &str = "Qd9+uR3e";

#[test]
fn with_a_software_key_no_secret_is_said_or_left_behind() {
    let mut watched = Watched::start(TestWorld::new(), None);
    let invitation = watched.invitation();
    let issuer = watched.organisation.issuer().to_owned();
    let enroll = ["-vvv", "enroll", "--issuer", &issuer, "--invite", "-", "--software-key"];
    let told = watched.world.vouch_with_stdin(&enroll, &invitation).ok();
    watched.keep(&enroll, &told);
    // A code that was used is refused, and not repeated.
    let told = watched.world.vouch_with_stdin(&enroll, &invitation);
    assert_eq!(told.exit, Some(6), "{told}");
    watched.keep(&enroll, &told);
    for login in ["the first login", "the second login"] {
        watched.run(&["login"]).ok();
        watched.learn_keyring(login);
    }
    watched.use_session();
    watched.run(&["logout"]).ok();
    watched.assert_kept(&[&LEARNT[..], &["the software key"]].concat(), &["vouch-full"]);
}

/// What every journey learns, in order.
const LEARNT: [&str; 14] = [
    "SecretAccessKey",
    "SessionToken",
    "a sign-in token",
    "an ID token's claims",
    "an ID token's header",
    "an ID token's signature",
    "an endpoint's token",
    "the first login's session",
    "the first login's session key",
    "the invitation",
    "the invitation in one",
    "the issuer's signing key",
    "the second login's session",
    "the second login's session key",
];

#[test]
fn with_a_yubikey_no_secret_is_said_or_left_behind() {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..Options::default() });
    let management_key: [u8; 24] = std::array::from_fn(|index| index as u8 * 7 + 40);
    key.set_management_key(ManagementAlgorithm::Aes192, &management_key);
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let mut watched = Watched::start(world, Some(&root));
    for (name, secret) in [("PIN", PIN), ("new PIN", NEW_PIN), ("wrong PIN", WRONG_PIN)] {
        watched.secrets.learn(name, secret);
    }
    watched.secrets.learn("management key", management_key);
    enroll(&mut watched, &key);
    login(&mut watched, &key, "the first login", PIN);
    watched.at_terminal(&["keys", "pin"], |terminal| {
        terminal.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(PIN);
        terminal.expect("new PIN for YubiKey 12345678: ").answer(NEW_PIN);
        terminal.expect("the new PIN again: ").answer(NEW_PIN);
    });
    login(&mut watched, &key, "the second login", NEW_PIN);
    watched.use_session();
    watched.run(&["logout"]).ok();
    let pins = ["PIN", "management key", "new PIN", "wrong PIN"];
    let mut learnt = [&LEARNT[..], &pins].concat();
    learnt.sort_unstable();
    watched.assert_kept(&learnt, &["vouch-full", "vouch-piv"]);
}

fn enroll(watched: &mut Watched, key: &VirtualKey) {
    let (invitation, seen) = (watched.invitation(), Arc::clone(&watched.seen));
    let issuer = watched.organisation.issuer().to_owned();
    watched.at_terminal(&["enroll", "--issuer", &issuer], |terminal| {
        terminal.expect("is new here. Trust it").answer("y");
        terminal.expect("invitation code: ").answer(&invitation);
        terminal.expect("change the PIN now? [Y/n] ").answer("");
        terminal.expect("new PIN for YubiKey 12345678: ").answer(PIN);
        terminal.expect("the new PIN again: ").answer(PIN);
        let typed: String = (0..24).map(|index| format!("{:02x}", index * 7 + 40)).collect();
        terminal.expect("management key of YubiKey 12345678 (hexadecimal): ").answer(&typed);
        touched_while_watched(key, &seen);
        terminal.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("");
    });
}

fn login(watched: &mut Watched, key: &VirtualKey, name: &str, pin: &str) {
    let seen = Arc::clone(&watched.seen);
    watched.at_terminal(&["login"], |terminal| {
        terminal.expect("PIN of YubiKey 12345678 (3 tries left): ").answer(WRONG_PIN);
        terminal.expect("PIN of YubiKey 12345678 (2 tries left): ").answer(pin);
        touched_while_watched(key, &seen);
    });
    watched.learn_keyring(name);
}

/// While the key blinks, both `vouch` and its helper run, and the PIN has been given.
fn touched_while_watched(key: &VirtualKey, seen: &Mutex<Seen>) {
    key.wait_blink();
    seen.lock().unwrap().extend(running());
    assert!(key.touch(), "the key stopped blinking");
}
