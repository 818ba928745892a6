//! Logging in with a YubiKey: what is said under `--quiet`, and keys that this machine doesn't know.

use virtual_yubikey::{Finger, Options, Origin, PinPolicy, Slot, TouchPolicy};

use crate::dev::Dev;
use crate::journey::{attestation_root, enroll};
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

/// A world with an issuer, in which alice has enrolled the key that is plugged in, and that holds
/// keys for something else before hers.
fn enrolled() -> (TestWorld, VirtualKey, Dev) {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options { touch: Finger::Manual, ..Options::default() });
    put_key(&key, 0x82, TouchPolicy::Never);
    put_key(&key, 0x83, TouchPolicy::Always);
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let root = attestation_root(&world, &key);
    let dev = Dev::start(&mut world, &["--attestation-root", &root]);
    enroll(&world, &dev, &key);
    (world, key, dev)
}

fn put_key(key: &VirtualKey, slot: u8, touch: TouchPolicy) {
    key.put_key(Slot::retired(slot), PinPolicy::Always, touch, Origin::Generated);
}

/// Leaves of config.toml what an organisation's file says: the issuer's name.
fn forget_the_keys(world: &TestWorld, dev: &Dev) {
    let text = format!("# ours\n[[issuer]]\nurl = \"{}\"\n", dev.told.issuer);
    std::fs::write(world.path("config/vouch/config.toml"), text).unwrap();
}

#[test]
fn quiet_still_says_what_is_waited_for() {
    let (world, key, _dev) = enrolled();
    let mut login = world.vouch_at_terminal(&["--quiet", "login"]);
    login.expect("(3 tries left): ").answer("12345");
    login.expect("a PIN is 6 to 8 characters; nothing was sent to the key\r\n");
    login.expect("(3 tries left): ").answer("654321");
    login.expect("touch your YubiKey 12345678 to log in to 127.0.0.1:");
    login.expect("waiting for the touch: YubiKey 12345678 blinks\r\n");
    key.touch_when_it_blinks();
    assert_eq!(login.end().0.ok().stderr, "");
}

#[test]
fn a_key_of_another_laptop_is_found_and_remembered() {
    let (world, key, dev) = enrolled();
    forget_the_keys(&world, &dev);
    let mut login = world.vouch_at_terminal(&["login"]);
    login.expect("(3 tries left): ").answer("654321");
    key.touch_when_it_blinks();
    let told = login.end().0.ok();
    assert!(told.stderr.ends_with("YubiKey 12345678 is known here from now on\n"), "{told}");
    let config = std::fs::read_to_string(world.path("config/vouch/config.toml")).unwrap();
    assert!(config.starts_with("# ours\n[[issuer]]\n"), "{config}");
    for line in ["subject = \"alice@example.com\"", "serial = 12345678", "slot = \"84\""] {
        assert!(config.contains(line), "{line} is not in:\n{config}");
    }
    // Once is enough.
    let mut again = world.vouch_at_terminal(&["login"]);
    again.expect("(3 tries left): ").answer("654321");
    key.touch_when_it_blinks();
    assert_eq!(again.end().0.ok().stderr.lines().count(), 1);
}

#[test]
fn a_key_that_the_issuer_does_not_know_is_not_used() {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options::default());
    put_key(&key, 0x82, TouchPolicy::Always);
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let dev = Dev::start(&mut world, &[]);
    let host = dev.told.issuer.strip_prefix("http://").unwrap().to_string();
    std::fs::create_dir_all(world.path("config/vouch")).unwrap();
    forget_the_keys(&world, &dev);
    let told = world.vouch(&["login"]);
    insta::assert_snapshot!(told.masked(&[(&host, "HOST")]), @r"
    exit: 6
    ----- stdout -----
    ----- stderr -----
    error: YubiKey 12345678 holds no key to log in with at http://HOST
      caused by: http://HOST refused: this key is not enrolled here

    hint: plug in one that is enrolled there, or run `vouch enroll --issuer http://HOST` with an invitation
    ");
    key.eject();
    let told = world.vouch(&["login"]);
    insta::assert_snapshot!(told.masked(&[(&host, "HOST")]), @r"
    exit: 4
    ----- stdout -----
    ----- stderr -----
    error: no YubiKey is plugged in

    hint: plug in the one that is enrolled at http://HOST, or run `vouch enroll --issuer http://HOST`
    ");
}

#[test]
fn an_argument_alone_makes_no_issuer_known() {
    let mut world = TestWorld::new();
    let dev = Dev::start(&mut world, &[]);
    let told = world.vouch(&["login", "--issuer", &dev.told.issuer]);
    let host = dev.told.issuer.strip_prefix("http://").unwrap();
    insta::assert_snapshot!(told.masked(&[(host, "HOST")]), @r"
    exit: 7
    ----- stdout -----
    ----- stderr -----
    error: the issuer http://HOST is not known

    hint: an issuer becomes known by `vouch enroll --issuer http://HOST`, or by your organisation's /etc/vouch/config.toml
    ");
}

#[test]
fn a_second_key_is_added_at_once() {
    let mut world = TestWorld::new();
    let options = |serial| Options { serial, ..Options::default() };
    let keys = VirtualKey::start_several(&[options(11_111_111), options(22_222_222)]);
    let [first, second] = keys.keys() else { panic!("two were plugged in") };
    [first, second].into_iter().for_each(|key| key.set_pin("654321"));
    world.set("PCSCLITE_CSOCK_NAME", keys.socket());
    let roots = [attestation_root(&world, first), attestation_root(&world, second)];
    let roots = roots.each_ref().map(|root| ["--attestation-root", root]).concat();
    let dev = Dev::start(&mut world, &roots);
    second.eject();
    let mut enroll = world.vouch_at_terminal(&["enroll", "--issuer", &dev.told.issuer]);
    enroll.expect("is new here. Trust it").answer("y");
    enroll.expect("invitation code: ").answer(&dev.told.invitation);
    enroll.expect("PIN of YubiKey 11111111 (3 tries left): ").answer("654321");
    enroll.expect("add a second YubiKey now, in case you lose this one? [y/N] ").answer("y");
    enroll.expect("PIN of YubiKey 11111111 (3 tries left): ").answer("654321");
    enroll.expect("plug the second YubiKey in, then press Enter: ").answer("");
    enroll.expect("no second YubiKey is plugged in\r\n");
    second.insert().unwrap();
    assert!(second.wait_settled(std::time::Duration::from_secs(20)));
    enroll.expect("plug the second YubiKey in, then press Enter: ").answer("");
    enroll.expect("PIN of YubiKey 22222222 (3 tries left): ").answer("654321");
    let told = enroll.end().0.ok();
    assert!(told.stderr.ends_with("added: YubiKey 22222222\n"), "{told}");
    assert_eq!(world.vouch(&["keys", "list"]).ok().stdout.lines().count(), 2);

    // The first is lost: the second takes it away, and its slot is named. A wrong PIN is asked for
    // again.
    first.eject();
    let mut login = world.vouch_at_terminal(&["login"]);
    login.expect("PIN of YubiKey 22222222 (3 tries left): ").answer("999999");
    login.expect("wrong PIN (2 tries left)\r\n");
    login.expect("PIN of YubiKey 22222222 (2 tries left): ").answer("654321");
    login.end().0.ok();
    let list = world.vouch(&["keys", "list"]).ok().stdout;
    let lost = list.lines().find(|line| line.contains("YubiKey 11111111")).unwrap();
    let id = lost.split(' ').next().unwrap();
    let mut remove = world.vouch_at_terminal(&["keys", "remove", id]);
    remove.expect("remove YubiKey 11111111? Its sessions end at once [y/N] ").answer("y");
    insta::assert_snapshot!(remove.end().0, @r"
    exit: 0
    ----- stdout -----
    ----- stderr -----
    removed: YubiKey 11111111
    slot 82 of YubiKey 11111111 still holds it, for nothing; `--slot 82 --overwrite-slot` uses the slot again
    ");
    assert_eq!(world.vouch(&["keys", "list"]).ok().stdout.lines().count(), 1);
}
