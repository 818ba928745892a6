//! A request as it is written: one buffer that is wiped afterwards.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::domain::key_protocol::{LONGEST_LINE, Request};
use crate::domain::secret::Secret;

/// A request and its line end, wiped when dropped.
pub(super) struct Line(Zeroizing<Vec<u8>>);

impl Line {
    /// Writes the request into a buffer that can't grow, since growing leaves a copy behind.
    /// `None` if it is too long for a line.
    pub(super) fn of(request: &Request<'_>) -> Option<Self> {
        let mut buffer = Zeroizing::new(vec![0; LONGEST_LINE]);
        let mut free = buffer.as_mut_slice();
        serde_json::to_writer(&mut free, request).ok()?;
        free.write_all(b"\n").ok()?;
        let left = free.len();
        buffer.truncate(LONGEST_LINE - left);
        Some(Self(buffer))
    }

    /// Returns the bytes.
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Encodes the secret; the text is wiped when dropped.
pub(super) fn base64_of(secret: &Secret) -> Zeroizing<String> {
    Zeroizing::new(STANDARD.encode(secret.expose()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::key_protocol::Veiled;

    fn line(pin: &str) -> Option<Line> {
        let pin = base64_of(&Secret::new(pin));
        let pin = Veiled::new(&pin);
        Line::of(&Request::ChangePin { serial: 7, pin, new_pin: pin })
    }

    #[test]
    fn a_line_is_the_request_and_its_end() {
        assert_eq!(
            std::str::from_utf8(line("123\"56").unwrap().as_bytes()).unwrap(),
            "{\"request\":\"change_pin\",\"serial\":7,\"pin\":\"MTIzIjU2\",\"new_pin\":\"MTIzIjU2\"}\n"
        );
    }

    #[test]
    fn a_line_that_would_be_too_long_is_none() {
        // 54 bytes and line end around two PINs of base64.
        let longest = (LONGEST_LINE - 59) / 2 / 4 * 3;
        assert!(line(&"1".repeat(longest)).is_some());
        assert!(line(&"1".repeat(longest + 3)).is_none());
    }
}
