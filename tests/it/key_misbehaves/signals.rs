//! Ctrl-C, SIGTERM and SIGHUP while something is asked or waited for: the terminal shows again what
//! is typed, and the key is as good as before.

use super::desk::Desk;
use crate::terminal::Terminal;

/// Ways to end a program, and the exit code when that came while a PIN was asked.
const ENDS: [(&str, Option<i32>); 4] =
    [("Ctrl-C", Some(1)), ("INT", None), ("TERM", None), ("HUP", None)];

fn end(mut terminal: Terminal, how: &str) -> Option<i32> {
    let line = terminal.line();
    match how {
        "Ctrl-C" => drop(terminal.press("\u{3}")),
        signal => terminal.signal(signal),
    }
    let exit = terminal.end().0.exit;
    assert!(Terminal::shows(&line), "{how}: the terminal is mute");
    exit
}

#[test]
fn at_the_pin_the_terminal_is_restored() {
    let desk = Desk::new();
    for (how, exit) in ENDS {
        let mut login = desk.login(&[]);
        login.expect("(3 tries left): ").press("65");
        assert!(!login.echoes());
        assert_eq!(end(login, how), exit, "{how}");
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
        assert_eq!(end(login, how), None, "{how}");
    }
    desk.key.eject();
    for (how, _) in ENDS {
        let mut login = desk.login(&[]);
        login.expect("plug in YubiKey 12345678 to log in to ");
        assert_eq!(end(login, how), None, "{how}");
    }
    desk.key.set_pin("654321");
    desk.key.insert_again();
    for (how, _) in ENDS {
        let login = desk.login_with_pin(&[]);
        desk.key.wait_blink();
        assert_eq!(end(login, how), None, "{how}");
        // The card blinks on for nobody; a touch frees it.
        desk.key.touch();
    }
    desk.all_is_well();
}
