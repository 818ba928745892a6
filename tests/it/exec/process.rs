//! The process: it is the program's own, and as if vouch had never been there.

use std::os::unix::process::ExitStatusExt as _;
use std::process::Command;

use super::{arguments, exec, output};
use crate::credential_aws::laptop::{Laptop, ROLE};
use crate::laptop::logged_in;
use crate::world::Told;

#[test]
fn its_end_is_the_programs() {
    let laptop = Laptop::logged_in();
    for code in [0, 1, 3, 42, 126, 255] {
        let told = exec(&laptop, &[], &["sh", "-c", &format!("exit {code}")]);
        assert_eq!((told.exit, told.stderr.as_str()), (Some(code), ""));
    }
    for (name, number) in [("TERM", 15), ("KILL", 9), ("PIPE", 13)] {
        let status = output(&laptop, &[], &["sh", "-c", &format!("kill -{name} $$")]).status;
        assert_eq!(status.signal(), Some(number));
    }
}

#[test]
fn a_program_that_cannot_be_started_is_told_as_shells_do() {
    let laptop = Laptop::logged_in();
    let folder = laptop.daemon.folder().display().to_string();
    let told = |program: &str| exec(&laptop, &[], &[program]).masked(&[(&folder, "FOLDER")]);
    insta::assert_snapshot!(told("no-such-program"), @r"
    exit: 127
    ----- stdout -----
    ----- stderr -----
    error: no-such-program: there is no such program
    ");
    insta::assert_snapshot!(told(&folder), @r"
    exit: 126
    ----- stdout -----
    ----- stderr -----
    error: FOLDER can't be run: Permission denied (os error 13)
    ");
    let usage = Told::from(laptop.vouch(&["exec", "--role", ROLE]).output().unwrap());
    assert_eq!(usage.exit, Some(2), "{usage}");
    assert!(usage.stderr.contains("vouch exec"), "{usage}");
}

/// What a process is born with besides its environment: its files, its limits, what it does at
/// signals, whether it may be dumped and traced.
const LOOK: &str = "
import ctypes, os, re
print(sorted(os.listdir('/proc/self/fd'), key=int)[:-1])
print(open('/proc/self/limits').read())
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
status = open('/proc/self/status').read()
print(re.findall('(?m)^(?:Sig(?:Blk|Ign)|Umask|Cap.*|NoNewPrivs|Seccomp|Groups):.*$', status))
";

#[test]
fn nothing_of_vouch_is_left_in_it() {
    let laptop = Laptop::logged_in();
    let born = |program: &[&str]| {
        let mut command = Command::new("sh");
        // A limit that isn't everybody's: it must come through.
        command.args(["-c", "ulimit -S -c 0; ulimit -S -c 4096 2>/dev/null; exec \"$@\"", "sh"]);
        let vouch = laptop.vouch(&[]);
        command.args(program).env_clear();
        command.envs(vouch.get_envs().filter_map(|(name, value)| Some((name, value?))));
        Told::from(command.output().unwrap()).ok().stdout
    };
    let look = ["python3", "-c", LOOK];
    let through = arguments(&[], &look);
    let through = || born(&[&[env!("CARGO_BIN_EXE_vouch")], &through[..]].concat());
    let alone = born(&look);
    // New credentials open more than cached ones: the network.
    assert_eq!(through(), alone);
    assert_eq!(laptop.calls(), (1, 1));
    assert_eq!(through(), alone);
}

#[test]
fn it_is_the_process_that_was_started_and_its_terminal_is_its_own() {
    let (world, dev) = logged_in();
    let script = "trap 'echo caught >/dev/tty; exit 7' INT; echo process $$ >/dev/tty; \
                  read line; echo \"read $line\" >/dev/tty; read line";
    let start = |script| {
        world.vouch_at_terminal(&["exec", "--role", &dev.told.role_arn, "--", "sh", "-c", script])
    };
    let mut terminal = start(script);
    let process = terminal.process();
    terminal.expect(&format!("process {process}\r\n"));
    terminal.answer("a line").expect("read a line\r\n");
    terminal.press("\x03").expect("caught\r\n");
    let (told, _) = terminal.end();
    assert_eq!((told.exit, told.stderr.as_str()), (Some(7), ""), "{told}");
    for (signal, number) in [("TERM", 15), ("HUP", 1)] {
        let mut terminal = start("echo there >/dev/tty; exec sleep 600");
        terminal.expect("there\r\n");
        terminal.signal(signal);
        let (_, _, status) = terminal.end_with_status();
        assert_eq!(status.signal(), Some(number));
    }
}
