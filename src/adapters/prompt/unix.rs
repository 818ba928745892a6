//! Reading a secret from `/dev/tty`.
//!
//! Not `rpassword` 7.5: it raises SIGINT while the echo is still off, which ends the process before
//! the terminal is restored, and the person's shell stays mute.

mod mute;

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};

use zeroize::Zeroizing;

use super::super::PromptError;
use crate::domain::secret::Secret;

use mute::Mute;

/// Where answers are read.
pub(super) const INPUT: &str = "/dev/tty";
/// Where questions are written.
pub(super) const OUTPUT: &str = "/dev/tty";

/// The longest secret that is read, in bytes.
const LONGEST: usize = 256;

/// Asks for a secret, without echo. Control-C and the end of input end the question; the terminal
/// is as it was before whichever way this returns.
pub(super) fn secret(output: &mut File, question: &str) -> Result<Secret, PromptError> {
    let input = OpenOptions::new().read(true).open(INPUT)?;
    let typed = {
        let mute = Mute::new(&input)?;
        write!(output, "{question}: ")?;
        output.flush()?;
        #[expect(clippy::unbuffered_bytes, reason = "a buffer would keep a copy of the secret")]
        read(&mut mute.terminal.bytes())
    };
    writeln!(output)?;
    typed
}

const END_OF_TEXT: u8 = 0x03;
const END_OF_TRANSMISSION: u8 = 0x04;
const KILL_LINE: u8 = 0x15;
const QUIT: u8 = 0x1c;

/// Reads until the line ends.
fn read(input: &mut dyn Iterator<Item = io::Result<u8>>) -> Result<Secret, PromptError> {
    let mut typed = Zeroizing::new(Vec::with_capacity(LONGEST));
    for byte in input {
        match byte? {
            b'\r' | b'\n' => return text(&typed),
            END_OF_TEXT | END_OF_TRANSMISSION | QUIT => return Err(PromptError::Interrupted),
            KILL_LINE => typed.clear(),
            0x08 | 0x7f => remove_last(&mut typed),
            byte if typed.len() < LONGEST => typed.push(byte),
            _ => {}
        }
    }
    Err(PromptError::Interrupted)
}

/// Removes the last character, which in UTF-8 may be several bytes.
fn remove_last(typed: &mut Vec<u8>) {
    while let Some(byte) = typed.pop() {
        if byte & 0xc0 != 0x80 {
            break;
        }
    }
}

fn text(typed: &[u8]) -> Result<Secret, PromptError> {
    match std::str::from_utf8(typed) {
        Ok(text) => Ok(Secret::new(text)),
        Err(_) => Err(PromptError::Failed(io::Error::from(io::ErrorKind::InvalidData))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(bytes: &[u8]) -> Result<String, PromptError> {
        read(&mut bytes.iter().map(|byte| Ok(*byte))).map(|secret| secret.expose().to_string())
    }

    #[test]
    fn mistakes_can_be_taken_back() {
        assert_eq!(typed(b"123456\n").unwrap(), "123456");
        assert_eq!(typed(b"1234567\x7f\x7f6\r").unwrap(), "123456");
        assert_eq!(typed("né\x7f\x7f\x7f\x7f123456\n".as_bytes()).unwrap(), "123456");
        assert_eq!(typed(b"wrong\x15123456\n").unwrap(), "123456");
        assert_eq!(typed("pässwörd\n".as_bytes()).unwrap(), "pässwörd");
    }

    #[test]
    fn leaving_is_not_an_empty_answer() {
        for bytes in [&b"12\x03"[..], b"\x04", b"12\x1c", b"12"] {
            assert!(matches!(typed(bytes), Err(PromptError::Interrupted)), "{bytes:?}");
        }
        assert_eq!(typed(b"\n").unwrap(), "");
    }

    #[test]
    fn no_answer_is_endless() {
        let mut long = vec![b'1'; 1000];
        long.push(b'\n');
        assert_eq!(typed(&long).unwrap().len(), LONGEST);
    }
}
