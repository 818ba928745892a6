//! The PIN at a real terminal: nothing is shown, nothing is lost, and the terminal is left as it was.

use virtual_yubikey::Options;

use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

fn plugged(pin: &str) -> (TestWorld, VirtualKey) {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options::default());
    key.set_pin(pin);
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    (world, key)
}

fn change(world: &TestWorld) -> Terminal {
    world.vouch_at_terminal(&["keys", "pin"])
}

#[test]
fn is_changed_and_never_shown() {
    let (world, key) = plugged("654321");
    let mut terminal = change(&world);
    terminal.expect("PIN of YubiKey 12345678 (3 tries left): ");
    assert!(!terminal.echoes());
    // Too short: no try is spent on it.
    terminal.answer("65432").expect("a PIN is 6 to 8 characters; nothing was sent to the key\r\n");
    terminal.expect("PIN of YubiKey 12345678 (3 tries left): ").answer("654321");
    terminal.expect("new PIN for YubiKey 12345678: ").answer("11223344");
    terminal.expect("the new PIN again: ").answer("11223345");
    terminal.expect("the two are not the same\r\n");
    terminal.expect("new PIN for YubiKey 12345678: ").answer("11223344");
    terminal.expect("the new PIN again: ").answer("11223344");
    assert_eq!(key.tries_left().pin, 3);
    let (told, screen) = terminal.end();
    insta::assert_snapshot!(told, @r"
    exit: 0
    ----- stdout -----
    ----- stderr -----
    the PIN is changed
    ");
    for typed in ["65432", "11223344", "11223345"] {
        assert!(!screen.contains(typed), "{screen}");
    }
}

#[test]
fn control_c_leaves_the_terminal_as_it_was() {
    let (world, _key) = plugged("654321");
    let mut terminal = change(&world);
    assert!(terminal.echoes());
    terminal.expect("PIN of YubiKey 12345678 (3 tries left): ");
    assert!(!terminal.echoes());
    terminal.press("65\u{3}");
    let line = terminal.line();
    let (told, _) = terminal.end();
    assert!(Terminal::shows(&line), "the terminal is mute");
    insta::assert_snapshot!(told, @r"
    exit: 1
    ----- stdout -----
    ----- stderr -----
    error: interrupted
    ");
}

#[test]
fn a_wrong_one_says_how_many_tries_are_left() {
    let (world, key) = plugged("654321");
    let mut terminal = change(&world);
    terminal.expect("(3 tries left): ").answer("999999");
    terminal.expect("new PIN for YubiKey 12345678: ").answer("11223344");
    terminal.expect("the new PIN again: ").answer("11223344");
    let (told, _) = terminal.end();
    assert_eq!(told.exit, Some(4));
    assert!(told.stderr.starts_with("error: wrong PIN (2 tries left)\n"), "{told}");
    assert_eq!(key.tries_left().pin, 2);
}

#[test]
fn the_last_try_is_not_spent_unasked() {
    let (world, key) = plugged("654321");
    key.set_pin_tries_left(1);
    let mut terminal = change(&world);
    terminal.expect("blocks its PIN after one more wrong try. Go on? [y/N] ").answer("");
    let (told, _) = terminal.end();
    assert_eq!(told.exit, Some(4));
    assert!(told.stderr.starts_with("error: the last try was not spent\n"), "{told}");
    assert_eq!(key.tries_left().pin, 1);
}

#[test]
fn a_blocked_one_is_not_asked_for() {
    let (world, key) = plugged("654321");
    key.set_pin_tries_left(0);
    let told = world.vouch(&["keys", "pin"]);
    assert_eq!(told.exit, Some(4));
    assert!(told.stderr.starts_with("error: the PIN is blocked\n"), "{told}");
}

#[test]
fn without_a_terminal_nothing_is_asked_on_stdin() {
    let (world, key) = plugged("654321");
    let told = world.vouch_with_stdin(&["keys", "pin"], "654321\n");
    insta::assert_snapshot!(told, @r"
    exit: 1
    ----- stdout -----
    ----- stderr -----
    error: there is no terminal to ask `PIN of YubiKey 12345678 (3 tries left)`

    hint: run the command in a terminal; questions are never asked on stdin
    ");
    assert_eq!(key.tries_left().pin, 3);
}

#[test]
fn the_factorys_is_replaced_by_another() {
    let (world, _key) = plugged("123456");
    let mut terminal = change(&world);
    terminal.expect("change the PIN now? [Y/n] ").answer("y");
    terminal.expect("new PIN for YubiKey 12345678: ").answer("123456");
    terminal.expect("that is the factory PIN; choose another\r\n");
    terminal.expect("new PIN for YubiKey 12345678: ").answer("654321");
    terminal.expect("the new PIN again: ").answer("654321");
    let (told, _) = terminal.end();
    assert_eq!(told.ok().stderr, "the PIN is changed\n");
}

#[test]
fn belongs_to_the_key_that_was_picked() {
    let mut world = TestWorld::new();
    let options = |serial| Options { serial, ..Options::default() };
    let keys = VirtualKey::start_several(&[options(11_111_111), options(22_222_222)]);
    keys.keys().iter().for_each(|key| key.set_pin("654321"));
    world.set("PCSCLITE_CSOCK_NAME", keys.socket());
    let mut terminal = change(&world);
    terminal.expect("1) YubiKey 11111111 (firmware 5.7.4)");
    terminal.expect("2) YubiKey 22222222 (firmware 5.7.4)");
    terminal.expect("which YubiKey? [1-2]: ").answer("3");
    terminal.expect("which YubiKey? [1-2]: ").answer("2");
    terminal.expect("PIN of YubiKey 22222222 (3 tries left): ").answer("999999");
    terminal.expect("new PIN for YubiKey 22222222: ").answer("11223344");
    terminal.expect("the new PIN again: ").answer("11223344");
    assert_eq!(terminal.end().0.exit, Some(4));
    let left: Vec<u8> = keys.keys().iter().map(|key| key.tries_left().pin).collect();
    assert_eq!(left, [3, 2]);
}
