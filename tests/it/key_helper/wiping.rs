//! What is left of a PIN in the memory of the helper.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::FileExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use virtual_yubikey::Options;

use super::bench::bare_helper;
use crate::not_run::not_run;
use crate::virtual_key::VirtualKey;

/// A PIN that nothing else in a process looks like.
const PIN: &str = "7x4q9zkw";
const NEW_PIN: &str = "w5m3p8vd";

#[test]
fn no_pin_stays_in_the_helper() {
    let key = VirtualKey::start(Options::default());
    key.set_pin(PIN);
    let mut helper = bare_helper(&key);
    let mut stdin = helper.stdin.take().unwrap();
    let mut stdout = BufReader::new(helper.stdout.take().unwrap());
    let mut line = String::new();
    stdout.read_line(&mut line).unwrap();

    let (pin, new_pin) = (STANDARD.encode(PIN), STANDARD.encode(NEW_PIN));
    for request in [
        format!(
            r#"{{"request":"generate","serial":12345678,"slot":null,"used_slot":"keep","management_key":{{"kind":"factory"}},"pin":"{pin}"}}"#
        ),
        format!(
            r#"{{"request":"sign","serial":12345678,"slot":"82","pin":"{pin}","message":"aGk="}}"#
        ),
        format!(
            r#"{{"request":"change_pin","serial":12345678,"pin":"{pin}","new_pin":"{new_pin}"}}"#
        ),
    ] {
        writeln!(stdin, "{request}").unwrap();
        line.clear();
        stdout.read_line(&mut line).unwrap();
        assert!(line.starts_with(r#"{"answer""#), "{line}");
        let Some(memory) = memory_of(helper.id()) else {
            not_run("the helper lets nobody but root (with CAP_SYS_PTRACE) look into it");
            break;
        };
        assert!(contains(&memory, "PCSCLITE_CSOCK_NAME="), "nothing was read");
        for secret in [PIN, NEW_PIN, &pin, &new_pin] {
            assert!(!contains(&memory, secret), "{secret} is left after {request}");
        }
    }
    drop(stdin);
    assert!(helper.wait().unwrap().success());
}

/// Reads all that the process may write to; `None` if this user may not.
fn memory_of(process: u32) -> Option<Vec<String>> {
    let memory = File::open(format!("/proc/{process}/mem")).ok()?;
    let areas = fs::read_to_string(format!("/proc/{process}/maps")).ok()?;
    Some(areas.lines().filter_map(|area| read_area(&memory, area)).collect())
}

/// Reads one area; `None` for one that isn't written to.
fn read_area(memory: &File, area: &str) -> Option<String> {
    let (range, rest) = area.split_once(' ')?;
    let (start, end) = range.split_once('-').filter(|_| rest.starts_with("rw"))?;
    let start = u64::from_str_radix(start, 16).ok()?;
    let end = u64::from_str_radix(end, 16).ok()?;
    let mut content = vec![0; usize::try_from(end - start).ok()?];
    memory.read_exact_at(&mut content, start).ok()?;
    // As text, since the standard library searches in that fast; ASCII stays what it is.
    Some(String::from_utf8_lossy(&content).into_owned())
}

fn contains(memory: &[String], text: &str) -> bool {
    memory.iter().any(|area| area.contains(text))
}
