//! Reads requests and answers them, until the input closes.

use std::io::{self, Read, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde::Serialize;
use zeroize::Zeroizing;

use super::input::Lines;
use super::{contents, generate, pin, sign};
use crate::domain::key_protocol::{Answer, Hello, KeyRefusal, PROTOCOL, Request};

/// Says hello and answers requests, one at a time, until the input closes.
///
/// The input is read here while another thread works on the card: when the input closes this
/// returns at once, even while the card waits for a touch, so that no helper outlives the program
/// that started it. The input should be unbuffered, or its buffer keeps the PIN.
pub fn serve(
    input: impl Read,
    mut output: impl Write + Send + 'static,
    version: &str,
) -> io::Result<()> {
    // What a panic says may hold what it panicked over; the caller is told that there was one.
    panic::set_hook(Box::new(|_| {}));
    let hello =
        Hello { hello: "vouch-piv".into(), protocol: PROTOCOL, version: version.to_owned() };
    write_line(&mut output, &hello)?;
    let (sender, requests) = channel();
    thread::spawn(move || work(&requests, output));
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next()? {
        if sender.send(line).is_err() {
            break;
        }
    }
    Ok(())
}

/// Answers requests until nobody reads the answers.
fn work(requests: &Receiver<Zeroizing<Vec<u8>>>, mut output: impl Write) {
    for line in requests {
        // The card's library indexes what a card sends without looking.
        let answered = panic::catch_unwind(AssertUnwindSafe(|| answer(&line)));
        drop(line);
        let answer = answered.unwrap_or_else(|_| {
            let reason = "the card sent what its library can't read".into();
            Answer::Refused(KeyRefusal::Failed { reason })
        });
        if write_line(&mut output, &answer).is_err() {
            return;
        }
    }
}

/// Does what the line asks.
fn answer(line: &[u8]) -> Answer<serde_json::Value> {
    let Ok(request) = serde_json::from_slice(line) else {
        // The parser's own words would repeat parts of the line.
        let reason = format!("it is none of protocol {PROTOCOL}");
        return Answer::Refused(KeyRefusal::BadRequest { reason });
    };
    match request {
        Request::List {} => told(contents::list()),
        Request::Inspect { serial, slot } => told(contents::inspect(serial, slot)),
        Request::Generate { serial, slot, used_slot, management_key, pin } => {
            let place = generate::Place { serial, slot, used_slot };
            told(pin::decode(pin).and_then(|pin| generate::generate(place, management_key, &pin)))
        }
        Request::Sign { serial, slot, pin, message } => {
            told(pin::decode(pin).and_then(|pin| sign::sign(serial, slot, &pin, message)))
        }
        Request::ChangePin { serial, pin, new_pin } => told(pin::change(serial, pin, new_pin)),
    }
}

/// Turns what came of a request into an answer.
fn told<T: Serialize>(outcome: Result<T, KeyRefusal>) -> Answer<serde_json::Value> {
    match outcome {
        Ok(answer) => match serde_json::to_value(answer) {
            Ok(answer) => Answer::Done { answer },
            Err(error) => Answer::Refused(KeyRefusal::Failed { reason: error.to_string() }),
        },
        Err(refusal) => Answer::Refused(refusal),
    }
}

/// Writes one line and sends it off.
fn write_line(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    output.write_all(&line)?;
    output.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_no_request_is_refused_without_repeating_it() {
        for line in ["", "123456", "{}", r#"{"request":"sign","pin":123456}"#] {
            let json = serde_json::to_string(&answer(line.as_bytes())).unwrap();
            assert_eq!(
                json, r#"{"error":"bad_request","reason":"it is none of protocol 1"}"#,
                "{line}"
            );
        }
    }
}
