//! The helper as a process: how it begins, fails and ends.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::Command;
use std::thread;

use virtual_yubikey::{Finger, Options};
use vouch::adapters::security_key::SecurityKeys as _;

use super::bench::{
    Bench, PIN, bare_helper, failure, helper_of_script, is_signed_by, sign, untouched,
};
use crate::virtual_key::VirtualKey;

const HELLO: &str = r#"echo '{"hello":"x","protocol":1,"version":"1"}'"#;

#[test]
fn what_is_no_helper_is_told_so() {
    for (script, expected) in [
        ("exit 3", "the key helper ended without an answer (exit status: 3)"),
        ("exit 127", "the key helper could not be loaded"),
        ("echo hi", "it did not say hello"),
        ("printf hi", "it ended in the middle of a line"),
        (r#"echo '{"hello":"x","version":"1"}'"#, "it did not say hello"),
        ("head -c 70000 /dev/zero", "its line is too long"),
        (&format!("{HELLO}; read line; echo hi"), "it spoke nonsense"),
        (&format!("{HELLO}; read line; echo '{{}}'"), "it spoke nonsense"),
        (&format!(r#"{HELLO}; read line; echo '{{"error":"bored"}}'"#), "it spoke nonsense"),
        (&format!(r#"{HELLO}; read line; echo '{{"answer":7}}'"#), "it spoke nonsense"),
        (&format!("{HELLO}; read line"), "the key helper ended without an answer (exit status: 0)"),
        (
            &format!("{HELLO}; read line; kill -9 $$"),
            "the key helper ended without an answer (signal: 9 (SIGKILL))",
        ),
        (&format!("{HELLO}; read line; head -c 70000 /dev/zero"), "its line is too long"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut helper = helper_of_script(folder.path(), script);
        assert_eq!(failure(helper.list()), expected, "{script}");
    }
}

#[test]
fn a_signature_of_another_length_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(r#"{HELLO}; read line; echo '{{"answer":{{"signature":"AAAA"}}}}'"#);
    let mut helper = helper_of_script(folder.path(), &script);
    let signed = sign(&mut helper, "82".parse().unwrap(), PIN);
    assert_eq!(failure(signed), "its signature is not 64 bytes");
}

#[test]
fn a_helper_that_is_killed_while_the_key_blinks_is_started_anew() {
    let mut bench = Bench::with(untouched());
    let made = bench.generate();
    let process = bench.helper_process();
    let (key, helper) = (&bench.key, &mut bench.helper);
    let killed = thread::scope(|scope| {
        scope.spawn(|| {
            key.wait_blink();
            let kill = Command::new("kill").args(["-9", process.trim()]).status();
            assert!(kill.unwrap().success());
        });
        sign(helper, made.slot, PIN)
    });
    assert_eq!(failure(killed), "the key helper ended without an answer (signal: 9 (SIGKILL))");

    // The card goes on blinking for whoever is gone; a touch ends that.
    bench.key.set_finger(Finger::Auto);
    bench.key.touch();
    assert!(is_signed_by(&made, &bench.sign(made.slot).unwrap()));
}

#[test]
fn a_helper_ends_with_its_parent_even_while_the_key_blinks() {
    let mut bench = Bench::with(untouched());
    let made = bench.generate();
    let mut helper = bare_helper(&bench.key);
    let mut stdin = helper.stdin.take().unwrap();
    writeln!(
        stdin,
        r#"{{"request":"sign","serial":12345678,"slot":"{}","pin":"MTIzNDU2","message":"aGk="}}"#,
        made.slot
    )
    .unwrap();
    bench.key.wait_blink();
    drop(stdin);
    assert!(helper.wait().unwrap().success());
    assert!(bench.key.condition().blinking, "it ended only when the card gave up");
}

#[test]
fn a_helper_answers_line_by_line_and_is_silent_otherwise() {
    let key = VirtualKey::start(Options::default());
    let mut helper = bare_helper(&key);
    let mut stdin = helper.stdin.take().unwrap();
    let mut stdout = BufReader::new(helper.stdout.take().unwrap());
    let mut line = || {
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    };
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(line(), format!(r#"{{"hello":"vouch-piv","protocol":1,"version":"{version}"}}"#));
    let bad = r#"{"error":"bad_request","reason":"it is none of protocol 1"}"#;
    for (request, answer) in [
        (r#"{"request":"reset","serial":12345678}"#, bad),
        (r#"{"request":"list","later":true}"#, bad),
        (
            r#"{"request":"inspect","serial":12345678,"slot":"82"}"#,
            r#"{"error":"slot_empty","slot":"82"}"#,
        ),
        (
            r#"{"request":"change_pin","serial":12345678,"pin":"MTIzNDU2","new_pin":"NjU0MzIx"}"#,
            r#"{"answer":null}"#,
        ),
    ] {
        writeln!(stdin, "{request}").unwrap();
        assert_eq!(line(), answer, "{request}");
    }
    drop(stdin);
    assert!(helper.wait().unwrap().success());
    let mut words = String::new();
    helper.stderr.take().unwrap().read_to_string(&mut words).unwrap();
    assert_eq!(words, "");
}

#[test]
fn a_line_that_is_too_long_ends_the_helper() {
    let key = VirtualKey::start(Options::default());
    let mut helper = bare_helper(&key);
    let mut stdin = helper.stdin.take().unwrap();
    // It may be gone before all of it is written.
    let _ = stdin.write_all(&[b'x'; 70_000]);
    assert!(!helper.wait().unwrap().success());
}
