//! Ctrl-C, SIGTERM and SIGHUP while something is asked or waited for: the terminal shows again what
//! is typed, and the key is as good as before.

use virtual_yubikey::{ManagementAlgorithm, Options};

use super::desk::{Desk, PIN};
use crate::dev::Dev;
use crate::terminal::Terminal;
use crate::virtual_key::VirtualKey;
use crate::world::TestWorld;

/// Ways to end a program, and the exit code when that came while a PIN was asked.
const ENDS: [(&str, Option<i32>); 4] =
    [("Ctrl-C", Some(1)), ("INT", None), ("TERM", None), ("HUP", None)];

#[track_caller]
fn ends(mut terminal: Terminal, how: &str, exit: Option<i32>) {
    let line = terminal.line();
    match how {
        "Ctrl-C" => drop(terminal.press("\u{3}")),
        signal => terminal.signal(signal),
    }
    let (told, screen) = terminal.end();
    assert!(Terminal::shows(&line), "{how}: the terminal is mute");
    assert_eq!(told.exit, exit, "{how}: {}\n{screen}", told.stderr);
}

#[test]
fn at_the_pin_the_terminal_is_restored() {
    let desk = Desk::new();
    for (how, exit) in ENDS {
        let mut login = desk.login(&[]);
        login.expect("(3 tries left): ").press("65");
        assert!(!login.echoes());
        ends(login, how, exit);
    }
    desk.all_is_well();
}

#[test]
fn at_other_questions_and_waits_the_program_ends_by_the_signal() {
    let desk = Desk::new();
    desk.key.set_pin_tries_left(1);
    for (how, _) in ENDS {
        let mut login = desk.login(&[]);
        login.expect("Go on? [y/N] ");
        ends(login, how, None);
    }
    desk.key.eject();
    for (how, _) in ENDS {
        let mut login = desk.login(&[]);
        login.expect("plug in YubiKey 12345678 to log in to ");
        ends(login, how, None);
    }
    desk.key.set_pin("654321");
    desk.key.insert_again();
    for (how, _) in ENDS {
        let login = desk.login_with_pin(&[]);
        desk.key.wait_blink();
        ends(login, how, None);
        // The card blinks on for nobody; a touch frees it.
        desk.key.touch();
    }
    desk.all_is_well();
}

#[test]
fn at_each_question_of_an_enrolment_the_terminal_is_restored() {
    let mut world = TestWorld::new();
    let key = VirtualKey::start(Options::default());
    key.set_pin(PIN);
    key.set_management_key(ManagementAlgorithm::Aes192, &[11; 24]);
    world.set("PCSCLITE_CSOCK_NAME", key.socket());
    let dev = Dev::start(&mut world, &[]);
    let questions = [
        ("is new here. Trust it", "y"),
        ("invitation code: ", dev.told.invitation.as_str()),
        ("(3 tries left): ", PIN),
        ("management key of YubiKey 12345678 (hexadecimal): ", ""),
    ];
    for (number, (question, _)) in questions.iter().enumerate() {
        for (how, exit) in ENDS {
            let mut enroll = world.vouch_at_terminal(&["enroll", "--issuer", &dev.told.issuer]);
            for (before, answer) in &questions[..number] {
                enroll.expect(before).answer(answer);
            }
            enroll.expect(question);
            // Only the first is no secret.
            assert_eq!(enroll.echoes(), number == 0, "{question}");
            let exit = if number == 0 { None } else { exit };
            ends(enroll, how, exit);
        }
    }
    assert_eq!(key.tries_left().pin, 3);
}

#[test]
fn at_the_choice_between_keys_the_program_ends_by_the_signal() {
    let mut world = TestWorld::new();
    let options = |serial| Options { serial, ..Options::default() };
    let keys = VirtualKey::start_several(&[options(11_111_111), options(22_222_222)]);
    world.set("PCSCLITE_CSOCK_NAME", keys.socket());
    for (how, _) in ENDS {
        let mut pin = world.vouch_at_terminal(&["keys", "pin"]);
        pin.expect("which YubiKey? [1-2]: ");
        ends(pin, how, None);
    }
}
