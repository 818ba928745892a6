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
