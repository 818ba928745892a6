//! The control socket: a finger and a plug for people and scripts, a line each way.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::time::Duration;

use virtual_yubikey::{Finger, VirtualYubikey};

/// The variable in which a command finds the control socket of its key.
pub(crate) const VARIABLE: &str = "VIRTUAL_YUBIKEY_CONTROL";

/// Obeys one connection after the other until one says `quit`.
pub(crate) fn serve(listener: &UnixListener, key: &VirtualYubikey) {
    for stream in listener.incoming().flatten() {
        // a client that hangs up in the middle of a line is its own problem
        if let Ok(Ended::Quit) = converse(stream, key) {
            return;
        }
    }
}

/// Sends one line and returns the answer.
pub(crate) fn ask(socket: &Path, line: &str) -> io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    writeln!(stream, "{line}")?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    Ok(answer.trim_end().into())
}

enum Ended {
    HungUp,
    Quit,
}

fn converse(stream: UnixStream, key: &VirtualYubikey) -> io::Result<Ended> {
    let mut answers = stream.try_clone()?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        if line.trim() == "quit" {
            writeln!(answers, "ok")?;
            return Ok(Ended::Quit);
        }
        writeln!(answers, "{}", obey(line.trim(), key))?;
    }
    Ok(Ended::HungUp)
}

fn obey(line: &str, key: &VirtualYubikey) -> String {
    match line.split_once(' ').unwrap_or((line, "")) {
        ("auto", "") => key.set_finger(Finger::Auto),
        ("eject", "") => key.eject(),
        ("insert", "") => return key.insert().map_or_else(|error| error.to_string(), |()| ok()),
        ("manual", "") => key.set_finger(Finger::Manual),
        ("status", "") => return status(key),
        ("touch", "") => return if key.touch() { ok() } else { "not blinking".into() },
        ("wait-blink", seconds) => {
            let limit = seconds.parse().ok().and_then(|it| Duration::try_from_secs_f64(it).ok());
            let blinks = key.wait_blink(limit.unwrap_or(Duration::from_secs(15)));
            return if blinks { "blinking" } else { "timeout" }.into();
        }
        _ => return format!("unknown: {line}"),
    }
    ok()
}

fn status(key: &VirtualYubikey) -> String {
    let (condition, left) = (key.condition(), key.tries_left());
    format!(
        "blinking={} connected={} asked={} granted={} timed_out={} pin_tries={} puk_tries={}",
        condition.blinking,
        condition.connected,
        condition.touches.asked,
        condition.touches.granted,
        condition.touches.timed_out,
        left.pin,
        left.puk,
    )
}

fn ok() -> String {
    "ok".into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use virtual_yubikey::{Options, Plugged};

    #[test]
    fn every_word_has_an_answer() {
        let socket = std::env::temp_dir().join(format!("control-test-{}", std::process::id()));
        let options = Options { plugged: Plugged::Out, ..Options::default() };
        let key = VirtualYubikey::start(&options, socket).unwrap();
        for word in ["auto", "manual", "insert", "eject"] {
            assert_eq!(obey(word, &key), "ok", "{word}");
        }
        assert_eq!(obey("touch", &key), "not blinking");
        assert_eq!(obey("wait-blink 0", &key), "timeout");
        assert_eq!(obey("dance", &key), "unknown: dance");
        assert!(obey("status", &key).starts_with("blinking=false connected=false asked=0"));
    }
}
