//! A request as it is written: one buffer that is wiped afterwards.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::domain::key_protocol::{LONGEST_LINE, Request};
use crate::domain::secret::Secret;

/// A request and its line end, wiped when dropped.
pub(super) struct Line(Zeroizing<Vec<u8>>);

impl Line {
    /// Writes the request into a buffer that never grows, since growing leaves a copy behind.
    ///
    /// # Panics
    /// Never: requests are plain structures.
    pub(super) fn of(request: &Request<'_>) -> Self {
        let mut buffer = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
        serde_json::to_writer(&mut *buffer, request).expect("plain structures serialise");
        buffer.push(b'\n');
        Self(buffer)
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

    #[test]
    fn a_line_is_the_request_and_its_end_and_the_buffer_never_grew() {
        let pin = base64_of(&Secret::new("123\"56"));
        let pin = Veiled::new(&pin);
        let line = Line::of(&Request::ChangePin { serial: 7, pin, new_pin: pin });
        assert_eq!(
            std::str::from_utf8(line.as_bytes()).unwrap(),
            "{\"request\":\"change_pin\",\"serial\":7,\"pin\":\"MTIzIjU2\",\"new_pin\":\"MTIzIjU2\"}\n"
        );
        assert_eq!(line.0.capacity(), LONGEST_LINE);
    }
}
