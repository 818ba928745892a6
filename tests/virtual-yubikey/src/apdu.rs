//! Command APDUs (ISO 7816-4), short and extended, and the status words that answer them.

/// What a card says after an answer, or instead of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) u16);

impl Status {
    pub(crate) const CONDITIONS_NOT_SATISFIED: Status = Status(0x6985);
    pub(crate) const INSTRUCTION_UNKNOWN: Status = Status(0x6d00);
    pub(crate) const OK: Status = Status(0x9000);
    pub(crate) const PIN_BLOCKED: Status = Status(0x6983);
    pub(crate) const REFERENCE_NOT_FOUND: Status = Status(0x6a88);
    pub(crate) const SECURITY_NOT_SATISFIED: Status = Status(0x6982);
    pub(crate) const UNKNOWN_OBJECT: Status = Status(0x6a82);
    pub(crate) const WRONG_DATA: Status = Status(0x6a80);
    pub(crate) const WRONG_LENGTH: Status = Status(0x6700);
    pub(crate) const WRONG_PARAMETERS: Status = Status(0x6b00);

    /// A wrong PIN or PUK with `left` tries to go.
    pub(crate) fn wrong_pin(left: u8) -> Status {
        if left == 0 { Status::PIN_BLOCKED } else { Status(0x63c0 | u16::from(left.min(15))) }
    }

    pub(crate) fn to_bytes(self) -> Vec<u8> {
        self.0.to_be_bytes().to_vec()
    }
}

/// What an application answers: data (the card adds 9000), or a status word alone.
pub(crate) type Answer = Result<Vec<u8>, Status>;

/// One command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Apdu {
    pub(crate) class: u8,
    pub(crate) instruction: u8,
    pub(crate) p1: u8,
    pub(crate) p2: u8,
    pub(crate) data: Vec<u8>,
    /// Whether lengths were written in the extended form, so that a long answer fits in one.
    pub(crate) extended: bool,
}

impl Apdu {
    /// Reads a command; `None` when its lengths don't agree with its bytes.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Apdu> {
        let (&[class, instruction, p1, p2], body) = bytes.split_first_chunk::<4>()?;
        let (data, extended) = Apdu::body(body)?;
        Some(Apdu { class, instruction, p1, p2, data: data.to_vec(), extended })
    }

    fn body(body: &[u8]) -> Option<(&[u8], bool)> {
        match *body {
            [] | [_] => Some((&[], false)),
            [0, _, _] => Some((&[], true)),
            [0, high, low, ref rest @ ..] => {
                let length = usize::from(u16::from_be_bytes([high, low]));
                Some((rest.get(..length)?, true))
            }
            [length, ref rest @ ..] => Some((rest.get(..usize::from(length))?, false)),
        }
    }

    /// Whether more of the same command follows (command chaining).
    pub(crate) fn is_chained(&self) -> bool {
        self.class & 0x10 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_form_is_read() {
        check(&[0, 0xa4, 4, 0], Some((0, false)));
        check(&[0, 0xa4, 4, 0, 0], Some((0, false)));
        check(&[0, 0xa4, 4, 0, 2, 1, 1], Some((2, false)));
        check(&[0, 0xa4, 4, 0, 2, 1, 1, 0], Some((2, false)));
        check(&[0, 0xa4, 4, 0, 0, 0, 0], Some((0, true)));
        check(&[0, 0xa4, 4, 0, 0, 0, 1, 7], Some((1, true)));
        check(&[0, 0xa4, 4, 0, 0, 0, 1, 7, 0, 0], Some((1, true)));
    }

    #[test]
    fn a_command_cut_short_is_refused() {
        check(&[0, 0xa4, 4], None);
        check(&[0, 0xa4, 4, 0, 3, 1, 1], None);
        check(&[0, 0xa4, 4, 0, 0, 0, 9, 1], None);
    }

    fn check(bytes: &[u8], expected: Option<(usize, bool)>) {
        let found = Apdu::parse(bytes).map(|apdu| (apdu.data.len(), apdu.extended));
        assert_eq!(found, expected, "{bytes:02x?}");
    }
}
