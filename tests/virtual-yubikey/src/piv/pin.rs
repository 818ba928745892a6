//! PIN and PUK: checking, counting, changing.

use crate::apdu::{Answer, Status};

/// The PIN and PUK of a key from the factory.
pub(crate) const FACTORY_PIN: &[u8] = b"123456";
pub(crate) const FACTORY_PUK: &[u8] = b"12345678";

pub(crate) struct Pins {
    pub(crate) pin: Reference,
    pub(crate) puk: Reference,
    verified: bool,
    /// Verified by the command before this one.
    fresh: bool,
}

/// A PIN or a PUK.
pub(crate) struct Reference {
    value: [u8; 8],
    factory: [u8; 8],
    pub(crate) tries: u8,
    pub(crate) left: u8,
}

impl Pins {
    pub(crate) fn factory() -> Pins {
        let (pin, puk) = (Reference::factory(FACTORY_PIN), Reference::factory(FACTORY_PUK));
        Pins { pin, puk, verified: false, fresh: false }
    }

    pub(crate) fn verified(&self) -> bool {
        self.verified
    }

    /// Whether the PIN was verified by the command right before this one.
    pub(crate) fn fresh(&self) -> bool {
        self.verified && self.fresh
    }

    pub(crate) fn spend(&mut self) {
        self.fresh = false;
    }

    pub(crate) fn forget(&mut self) {
        self.verified = false;
        self.fresh = false;
    }

    pub(crate) fn all_blocked(&self) -> bool {
        self.pin.left == 0 && self.puk.left == 0
    }

    /// VERIFY: without data it asks how things stand, with P1 = FF it forgets.
    pub(crate) fn verify(&mut self, p1: u8, p2: u8, data: &[u8]) -> Answer {
        if p2 != 0x80 {
            return Err(Status::REFERENCE_NOT_FOUND);
        }
        if p1 == 0xff {
            self.forget();
            return Ok(Vec::new());
        }
        if data.is_empty() && self.verified {
            return Ok(Vec::new());
        }
        if data.is_empty() {
            return Err(Status::wrong_pin(self.pin.left));
        }
        self.forget();
        if data.len() != 8 {
            return Err(Status::WRONG_DATA);
        }
        self.pin.check(data)?;
        self.verified = true;
        self.fresh = true;
        Ok(Vec::new())
    }

    /// CHANGE REFERENCE DATA: the old and the new value, eight bytes each.
    pub(crate) fn change(&mut self, p2: u8, data: &[u8]) -> Answer {
        let reference = match p2 {
            0x80 => &mut self.pin,
            0x81 => &mut self.puk,
            _ => return Err(Status::REFERENCE_NOT_FOUND),
        };
        let (old, new) = two(data)?;
        reference.check(old)?;
        reference.value = acceptable(new)?;
        Ok(Vec::new())
    }

    /// RESET RETRY COUNTER: the PUK gives a blocked PIN a new value.
    pub(crate) fn unblock(&mut self, data: &[u8]) -> Answer {
        let (puk, new) = two(data)?;
        self.puk.check(puk)?;
        self.pin.value = acceptable(new)?;
        self.pin.left = self.pin.tries;
        Ok(Vec::new())
    }

    /// SET PIN RETRIES: new counters, and PIN and PUK of the factory again.
    pub(crate) fn set_tries(&mut self, pin: u8, puk: u8) -> Answer {
        if !self.verified {
            return Err(Status::SECURITY_NOT_SATISFIED);
        }
        if pin == 0 || puk == 0 {
            return Err(Status::WRONG_DATA);
        }
        *self = Pins::factory();
        (self.pin.tries, self.pin.left) = (pin, pin);
        (self.puk.tries, self.puk.left) = (puk, puk);
        Ok(Vec::new())
    }
}

impl Reference {
    fn factory(value: &[u8]) -> Reference {
        Reference { value: padded(value), factory: padded(value), tries: 3, left: 3 }
    }

    pub(crate) fn is_factory(&self) -> bool {
        self.value == self.factory
    }

    /// Sets another value with all tries left, as a test's starting point.
    pub(crate) fn set(&mut self, value: &[u8]) {
        self.value = padded(value);
        self.left = self.tries;
    }

    fn check(&mut self, value: &[u8]) -> Result<(), Status> {
        if self.left == 0 {
            return Err(Status::PIN_BLOCKED);
        }
        if value != self.value {
            self.left -= 1;
            return Err(Status::wrong_pin(self.left));
        }
        self.left = self.tries;
        Ok(())
    }
}

fn two(data: &[u8]) -> Result<(&[u8], &[u8]), Status> {
    if data.len() == 16 { Ok(data.split_at(8)) } else { Err(Status::WRONG_LENGTH) }
}

/// A new PIN has six characters at least.
fn acceptable(value: &[u8]) -> Result<[u8; 8], Status> {
    if value[..6].contains(&0xff) { Err(Status::WRONG_DATA) } else { Ok(padded(value)) }
}

fn padded(value: &[u8]) -> [u8; 8] {
    let mut out = [0xff; 8];
    let length = value.len().min(8);
    out[..length].copy_from_slice(&value[..length]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRONG: [u8; 8] = *b"00000000";

    #[test]
    fn three_wrong_pins_block_even_the_right_one() {
        let mut pins = Pins::factory();
        assert_eq!(pins.verify(0, 0x80, &WRONG), Err(Status(0x63c2)));
        assert_eq!(pins.verify(0, 0x80, &WRONG), Err(Status(0x63c1)));
        assert_eq!(pins.verify(0, 0x80, &WRONG), Err(Status::PIN_BLOCKED));
        assert_eq!(pins.verify(0, 0x80, &padded(FACTORY_PIN)), Err(Status::PIN_BLOCKED));
        assert_eq!(pins.verify(0, 0x80, &[]), Err(Status::PIN_BLOCKED));
    }

    #[test]
    fn a_right_pin_gives_all_tries_back() {
        let mut pins = Pins::factory();
        pins.verify(0, 0x80, &WRONG).unwrap_err();
        pins.verify(0, 0x80, &padded(FACTORY_PIN)).unwrap();
        assert_eq!(pins.pin.left, 3);
        assert!(pins.verified() && pins.fresh());
    }

    #[test]
    fn a_wrong_pin_takes_back_what_was_verified() {
        let mut pins = Pins::factory();
        pins.verify(0, 0x80, &padded(FACTORY_PIN)).unwrap();
        pins.verify(0, 0x80, &WRONG).unwrap_err();
        assert!(!pins.verified());
    }

    #[test]
    fn asking_costs_no_try() {
        let mut pins = Pins::factory();
        assert_eq!(pins.verify(0, 0x80, &[]), Err(Status(0x63c3)));
        assert_eq!(pins.verify(0, 0x80, b"12345"), Err(Status::WRONG_DATA));
        assert_eq!(pins.pin.left, 3);
    }

    #[test]
    fn the_puk_unblocks_the_pin() {
        let mut pins = Pins::factory();
        for _ in 0..3 {
            pins.verify(0, 0x80, &WRONG).unwrap_err();
        }
        let new = [*b"12345678", padded(b"654321")].concat();
        pins.unblock(&new).unwrap();
        pins.verify(0, 0x80, &padded(b"654321")).unwrap();
        assert!(!pins.pin.is_factory());
    }

    #[test]
    fn a_short_new_pin_is_refused() {
        let mut pins = Pins::factory();
        let new = [padded(FACTORY_PIN), padded(b"12345")].concat();
        assert_eq!(pins.change(0x80, &new), Err(Status::WRONG_DATA));
        assert!(pins.pin.is_factory());
    }

    #[test]
    fn new_counters_need_the_pin() {
        let mut pins = Pins::factory();
        assert_eq!(pins.set_tries(5, 5), Err(Status::SECURITY_NOT_SATISFIED));
        pins.verify(0, 0x80, &padded(FACTORY_PIN)).unwrap();
        pins.set_tries(5, 4).unwrap();
        assert_eq!((pins.pin.left, pins.puk.left), (5, 4));
    }
}
