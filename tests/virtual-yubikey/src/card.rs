//! The card: which application is chosen, command chaining, and long answers in pieces.

use std::sync::Arc;

use crate::apdu::{Answer, Apdu, Status};
use crate::gate::Gate;
use crate::options::{Options, Reselect};
use crate::piv::{self, PinState, Piv};
use crate::{management_applet, openpgp};

/// The answer to reset of a YubiKey 5 NFC, as pcsc-tools lists it. It offers T=1.
pub(crate) const ANSWER_TO_RESET: &[u8] = &[
    0x3b, 0xfd, 0x13, 0x00, 0x00, 0x81, 0x31, 0xfe, 0x15, 0x80, 0x73, 0xc0, 0x21, 0xc0, 0x57, 0x59,
    0x75, 0x62, 0x69, 0x4b, 0x65, 0x79, 0x40,
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Application {
    Management,
    OpenPgp,
    Piv,
}

pub(crate) struct Card {
    pub(crate) piv: Piv,
    reselect: Reselect,
    chosen: Option<Application>,
    /// The data of a chained command so far.
    chain: Vec<u8>,
    /// What GET RESPONSE has still to fetch.
    rest: Vec<u8>,
}

impl Card {
    pub(crate) fn new(options: &Options, gate: Arc<Gate>) -> Card {
        Card {
            piv: Piv::new(options, gate),
            reselect: options.reselect,
            chosen: None,
            chain: Vec::new(),
            rest: Vec::new(),
        }
    }

    /// Power on, power off or reset.
    pub(crate) fn reset(&mut self) {
        self.piv.deselect();
        self.chosen = None;
        self.chain.clear();
        self.rest.clear();
    }

    /// One command, one answer with its status word.
    pub(crate) fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        const GET_RESPONSE: u8 = 0xc0;
        let Some(mut apdu) = Apdu::parse(command) else {
            return Status::WRONG_LENGTH.to_bytes();
        };
        let room = if apdu.extended { 65_536 } else { 256 };
        if apdu.instruction == GET_RESPONSE {
            return self.piece(room);
        }
        self.rest.clear();
        if apdu.is_chained() {
            self.chain.append(&mut apdu.data);
            return Status::OK.to_bytes();
        }
        apdu.data.splice(..0, self.chain.drain(..));
        match self.answer(&apdu) {
            Ok(answer) => {
                self.rest = answer;
                self.piece(room)
            }
            Err(status) => status.to_bytes(),
        }
    }

    fn piece(&mut self, room: usize) -> Vec<u8> {
        let mut out: Vec<u8> = self.rest.drain(..self.rest.len().min(room)).collect();
        let status = match self.rest.len() {
            0 => Status::OK,
            left => Status(0x6100 | if left > 255 { 0 } else { left as u16 }),
        };
        out.extend(status.to_bytes());
        out
    }

    fn answer(&mut self, apdu: &Apdu) -> Answer {
        const SELECT: u8 = 0xa4;
        if apdu.instruction == SELECT && apdu.p1 == 4 {
            return self.select(&apdu.data);
        }
        let (firmware, serial) = (self.piv.firmware, self.piv.serial);
        match self.chosen {
            Some(Application::Management) => management_applet::answer(firmware, serial, apdu),
            Some(Application::OpenPgp) => openpgp::answer(serial, apdu),
            Some(Application::Piv) => self.piv.answer(apdu),
            None => Err(Status::INSTRUCTION_UNKNOWN),
        }
    }

    fn select(&mut self, identifier: &[u8]) -> Answer {
        if identifier.starts_with(piv::APPLICATION) {
            let again = self.chosen.replace(Application::Piv) == Some(Application::Piv);
            let keep = again && self.reselect == Reselect::KeepsPin;
            return self.piv.select(if keep { PinState::Keep } else { PinState::Forget });
        }
        let (application, greeting) = if identifier.starts_with(management_applet::APPLICATION) {
            (Application::Management, management_applet::greeting(self.piv.firmware))
        } else if identifier.starts_with(openpgp::APPLICATION) {
            (Application::OpenPgp, Vec::new())
        } else {
            return Err(Status::UNKNOWN_OBJECT);
        };
        self.piv.deselect();
        self.chosen = Some(application);
        Ok(greeting)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::gate::Finger;
    use crate::options::Firmware;
    use crate::piv::{Origin, PinPolicy, Slot, TouchPolicy};

    const SELECT_PIV: &[u8] = &[0, 0xa4, 4, 0, 5, 0xa0, 0, 0, 3, 8];
    const SELECT_MANAGEMENT: &[u8] = &[0, 0xa4, 4, 0, 8, 0xa0, 0, 0, 5, 0x27, 0x47, 0x11, 0x17];
    const VERIFY: &[u8] = &[0, 0x20, 0, 0x80, 8, b'1', b'2', b'3', b'4', b'5', b'6', 0xff, 0xff];
    const VERSION: &[u8] = &[0, 0xfd, 0, 0];
    /// Whether the PIN is verified.
    const VERIFIED: &[u8] = &[0, 0x20, 0, 0x80];
    /// Signs a digest of one byte with the key in 9A.
    const SIGN: &[u8] = &[0, 0x87, 0x11, 0x9a, 7, 0x7c, 5, 0x82, 0, 0x81, 1, 7];
    const READ_CERTIFICATE: &[u8] = &[0, 0xcb, 0x3f, 0xff, 5, 0x5c, 3, 0x5f, 0xc1, 5];

    #[test]
    fn a_command_may_come_in_pieces() {
        let mut card = card(Options::default());
        assert_eq!(status(&mut card, &[0x10, 0x20, 0, 0x80, 3, b'1', b'2', b'3']), 0x9000);
        let rest = [0, 0x20, 0, 0x80, 5, b'4', b'5', b'6', 0xff, 0xff];
        assert_eq!(status(&mut card, &rest), 0x9000);
        assert_eq!(status(&mut card, VERIFIED), 0x9000);
    }

    #[test]
    fn a_long_answer_comes_in_pieces() {
        let mut card = card(Options::default());
        card.piv.objects.set(0x5f_c105, vec![7; 600]);
        let mut fetched = Vec::new();
        let mut command = READ_CERTIFICATE;
        for (length, expected) in [(256, 0x6100), (256, 0x615c), (92, 0x9000)] {
            let (data, status) = transmit(&mut card, command);
            assert_eq!((data.len(), status), (length, expected));
            fetched.extend(data);
            command = &[0, 0xc0, 0, 0];
        }
        assert_eq!(fetched, [[0x53, 0x82, 2, 88].as_slice(), &[7; 600]].concat());
    }

    #[test]
    fn an_extended_command_gets_a_long_answer_at_once() {
        let mut card = card(Options::default());
        card.piv.objects.set(0x5f_c105, vec![7; 600]);
        let command = [&READ_CERTIFICATE[..4], &[0, 0], &READ_CERTIFICATE[4..], &[0, 0]].concat();
        let (data, status) = transmit(&mut card, &command);
        assert_eq!((data.len(), status), (604, 0x9000));
    }

    #[test]
    fn another_application_a_reset_and_some_firmware_forget_the_pin() {
        check(Reselect::KeepsPin, |card| drop(transmit(card, SELECT_PIV)), 0x9000);
        check(Reselect::ForgetsPin, |card| drop(transmit(card, SELECT_PIV)), 0x63c3);
        let other = |card: &mut Card| {
            transmit(card, SELECT_MANAGEMENT);
            transmit(card, SELECT_PIV);
        };
        check(Reselect::KeepsPin, other, 0x63c3);
        let reset = |card: &mut Card| {
            card.reset();
            transmit(card, SELECT_PIV);
        };
        check(Reselect::KeepsPin, reset, 0x63c3);

        fn check(reselect: Reselect, between: impl Fn(&mut Card), expected: u16) {
            let mut card = card(Options { reselect, ..Options::default() });
            assert_eq!(status(&mut card, VERIFY), 0x9000);
            between(&mut card);
            assert_eq!(status(&mut card, VERIFIED), expected);
        }
    }

    #[test]
    fn pin_policies_hold() {
        check(PinPolicy::Never, &[], 0x9000);
        check(PinPolicy::Once, &[], 0x6982);
        check(PinPolicy::Once, &[VERIFY, SIGN, VERSION], 0x9000);
        check(PinPolicy::Always, &[VERIFY], 0x9000);
        check(PinPolicy::Always, &[VERIFY, SIGN], 0x6982);
        check(PinPolicy::Always, &[VERIFY, VERSION], 0x6982);

        fn check(pin: PinPolicy, before: &[&[u8]], expected: u16) {
            let mut card = card(Options::default());
            let (slot, touch) = (Slot::AUTHENTICATION, TouchPolicy::Never);
            card.piv.put_key(slot, pin, touch, Origin::Generated);
            for command in before {
                assert_eq!(status(&mut card, command), 0x9000);
            }
            assert_eq!(status(&mut card, SIGN), expected, "{pin:?} after {before:02x?}");
        }
    }

    #[test]
    fn a_missed_touch_is_6982_and_leaves_the_pin_verified() {
        let (touch, touch_timeout) = (Finger::Manual, Duration::ZERO);
        let mut card = card(Options { touch, touch_timeout, ..Options::default() });
        let policies = (PinPolicy::Once, TouchPolicy::Always);
        card.piv.put_key(Slot::AUTHENTICATION, policies.0, policies.1, Origin::Generated);
        assert_eq!(status(&mut card, VERIFY), 0x9000);
        assert_eq!(status(&mut card, SIGN), 0x6982);
        assert_eq!(status(&mut card, VERIFIED), 0x9000);
    }

    #[test]
    fn an_imported_key_is_not_attested() {
        let attest = [0, 0xf9, 0x9a, 0];
        for (origin, expected) in [(Origin::Generated, 0x9000), (Origin::Imported, 0x6a80)] {
            let mut card = card(Options::default());
            let policies = (PinPolicy::Once, TouchPolicy::Always);
            card.piv.put_key(Slot::AUTHENTICATION, policies.0, policies.1, origin);
            let command = [&attest[..], &[0, 0, 0]].concat();
            assert_eq!(status(&mut card, &command), expected, "{origin:?}");
        }
    }

    #[test]
    fn instructions_come_with_the_firmware() {
        let metadata = [0, 0xf7, 0, 0x9b];
        let move_key = [0, 0xf6, 0x82, 0x9a];
        check(Firmware::V5_2_7, &metadata, 0x6d00);
        check(Firmware::V5_4_3, &metadata, 0x9000);
        check(Firmware::V5_4_3, &move_key, 0x6d00);
        check(Firmware::V5_7_4, &move_key, 0x6982);

        fn check(firmware: Firmware, command: &[u8], expected: u16) {
            let mut card = card(Options { firmware, ..Options::default() });
            assert_eq!(status(&mut card, command), expected, "{firmware}");
        }
    }

    #[test]
    fn administering_needs_the_management_key() {
        let mut card = card(Options::default());
        let put = [0, 0xdb, 0x3f, 0xff, 8, 0x5c, 3, 0x5f, 0xc1, 5, 0x53, 1, 7];
        let generate = [0, 0x47, 0, 0x9a, 5, 0xac, 3, 0x80, 1, 0x11];
        let import = [0, 0xfe, 0x11, 0x9a, 3, 6, 1, 1];
        let tries = [0, 0xfa, 5, 5];
        for command in [&put[..], &generate, &import, &tries, &[0, 0xff, 0xff, 0xff]] {
            assert_eq!(status(&mut card, command), 0x6982, "{command:02x?}");
        }
    }

    #[test]
    fn a_reset_needs_both_pins_blocked() {
        let mut card = card(Options::default());
        let policies = (PinPolicy::Once, TouchPolicy::Always);
        card.piv.put_key(Slot::AUTHENTICATION, policies.0, policies.1, Origin::Generated);
        let reset = [0, 0xfb, 0, 0];
        assert_eq!(status(&mut card, &reset), 0x6985);
        (card.piv.pins.pin.left, card.piv.pins.puk.left) = (0, 0);
        assert_eq!(status(&mut card, &reset), 0x9000);
        assert!(card.piv.keys.at(0x9a).is_none());
        assert_eq!(card.piv.pins.pin.left, 3);
    }

    fn card(options: Options) -> Card {
        let gate = Arc::new(Gate::new(options.touch, options.touch_timeout));
        let mut card = Card::new(&options, gate);
        assert_eq!(status(&mut card, SELECT_PIV), 0x9000);
        card
    }

    fn status(card: &mut Card, command: &[u8]) -> u16 {
        transmit(card, command).1
    }

    fn transmit(card: &mut Card, command: &[u8]) -> (Vec<u8>, u16) {
        let mut answer = card.transmit(command);
        let status = answer.split_off(answer.len() - 2);
        (answer, u16::from_be_bytes([status[0], status[1]]))
    }
}
