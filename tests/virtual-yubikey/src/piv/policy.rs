//! When a key in a slot asks for the PIN and for a touch.

use crate::apdu::Status;
use crate::tlv::Fields;

/// When a key's use needs the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinPolicy {
    /// Never.
    Never = 1,
    /// Once in a session.
    Once = 2,
    /// Right before each use.
    Always = 3,
}

/// When a key's use needs a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TouchPolicy {
    /// Never.
    Never = 1,
    /// Each time.
    Always = 2,
    /// When the last touch is older than 15 seconds.
    Cached = 3,
}

/// The policies a GENERATE or IMPORT command asks for, with the slot's defaults.
pub(crate) fn requested(fields: &Fields, slot: u8) -> Result<(PinPolicy, TouchPolicy), Status> {
    let byte = |tag| fields.find(tag).and_then(|value| value.first().copied()).unwrap_or(0);
    let pin = match (byte(0xaa), slot) {
        (0, 0x9c) | (3, _) => PinPolicy::Always,
        (0, 0x9e) | (1, _) => PinPolicy::Never,
        (0 | 2, _) => PinPolicy::Once,
        _ => return Err(Status::WRONG_DATA),
    };
    let touch = match byte(0xab) {
        0 | 1 => TouchPolicy::Never,
        2 => TouchPolicy::Always,
        3 => TouchPolicy::Cached,
        _ => return Err(Status::WRONG_DATA),
    };
    Ok((pin, touch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tlv::field;

    #[test]
    fn a_slot_has_its_own_default() {
        check(&[], 0x9a, Ok((PinPolicy::Once, TouchPolicy::Never)));
        check(&[], 0x9c, Ok((PinPolicy::Always, TouchPolicy::Never)));
        check(&[], 0x9e, Ok((PinPolicy::Never, TouchPolicy::Never)));
    }

    #[test]
    fn what_was_asked_for_wins() {
        let always = [field(0xaa, &[3]), field(0xab, &[2])].concat();
        check(&always, 0x9e, Ok((PinPolicy::Always, TouchPolicy::Always)));
        let cached = [field(0xaa, &[1]), field(0xab, &[3])].concat();
        check(&cached, 0x9c, Ok((PinPolicy::Never, TouchPolicy::Cached)));
        check(&field(0xaa, &[9]), 0x9a, Err(Status::WRONG_DATA));
        check(&field(0xab, &[9]), 0x9a, Err(Status::WRONG_DATA));
    }

    fn check(fields: &[u8], slot: u8, expected: Result<(PinPolicy, TouchPolicy), Status>) {
        assert_eq!(requested(&Fields::parse(fields).unwrap(), slot), expected);
    }
}
