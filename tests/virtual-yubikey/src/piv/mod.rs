//! The PIV application (NIST SP 800-73-4) with Yubico's extensions, P-256 only.

mod attestation;
mod block_cipher;
mod keys;
mod management;
mod metadata;
mod objects;
mod pin;
mod policy;
mod seed;
mod touch;

use std::sync::Arc;

use crate::apdu::{Answer, Apdu, Status};
use crate::gate::Gate;
use crate::options::{Firmware, Options};
use crate::tlv::{Fields, field};

pub(crate) use attestation::Attestation;
pub use attestation::Flaw;
pub(crate) use keys::Keys;
pub use keys::{Origin, Slot};
pub(crate) use management::Management;
pub use management::ManagementAlgorithm;
pub(crate) use objects::Objects;
pub(crate) use pin::Pins;
pub use policy::{PinPolicy, TouchPolicy};
pub(crate) use touch::Finger;

/// The application identifier of PIV.
pub(crate) const APPLICATION: &[u8] = &[0xa0, 0, 0, 3, 8];

pub(crate) struct Piv {
    pub(crate) firmware: Firmware,
    pub(crate) serial: u32,
    pub(crate) pins: Pins,
    pub(crate) management: Management,
    pub(crate) keys: Keys,
    pub(crate) objects: Objects,
    pub(crate) attestation: Attestation,
    finger: Finger,
}

impl Piv {
    pub(crate) fn new(options: &Options, gate: Arc<Gate>) -> Piv {
        let mut piv = Piv {
            firmware: options.firmware,
            serial: options.serial,
            pins: Pins::factory(),
            management: Management::factory(options.firmware),
            keys: Keys::default(),
            objects: Objects::default(),
            attestation: Attestation::new(options.firmware),
            finger: Finger::new(gate),
        };
        piv.install_attestation_certificate();
        piv
    }

    /// Answers SELECT. `again`: PIV was the selected application already; firmware 5.2 and 5.4
    /// then keep the PIN's state (age-plugin-yubikey issues 115 and 144).
    pub(crate) fn select(&mut self, keep: PinState) -> Answer {
        if keep == PinState::Forget {
            self.deselect();
        }
        let version = field(0x4f, &[0, 0, 0x10, 0, 1, 0]);
        Ok(field(0x61, &[version, field(0x79, &field(0x4f, APPLICATION))].concat()))
    }

    /// Forgets who was verified: power off, reset, or another application.
    pub(crate) fn deselect(&mut self) {
        self.pins.forget();
        self.management.forget();
    }

    pub(crate) fn answer(&mut self, apdu: &Apdu) -> Answer {
        let (p1, p2, data) = (apdu.p1, apdu.p2, apdu.data.as_slice());
        // PIN policy `always`: any command between VERIFY and the operation spends the PIN
        if apdu.instruction != 0x87 {
            self.pins.spend();
        }
        match apdu.instruction {
            0x20 => self.pins.verify(p1, p2, data),
            0x24 => self.pins.change(p2, data),
            0x2c => self.pins.unblock(data),
            0x47 => self.generate(p2, data),
            0x87 => self.general_authenticate(p1, p2, data),
            0xcb => self.objects.read(data, self.pins.verified()),
            0xdb => self.put_data(data),
            0xf6 if self.firmware >= Firmware(5, 7, 0) => self.move_key(p1, p2),
            0xf7 if self.firmware >= Firmware(5, 3, 0) => self.metadata(p2),
            0xf8 if self.firmware >= Firmware(5, 0, 0) => Ok(self.serial.to_be_bytes().to_vec()),
            0xf9 if self.firmware >= Firmware(4, 3, 0) => self.attest(p1),
            0xfa => self.set_tries(p1, p2),
            0xfb => self.reset(),
            0xfd => Ok(self.firmware.bytes().to_vec()),
            0xfe => self.import(p1, p2, data),
            0xff => self.set_management_key(p2, data),
            _ => Err(Status::INSTRUCTION_UNKNOWN),
        }
    }

    fn general_authenticate(&mut self, algorithm: u8, slot: u8, data: &[u8]) -> Answer {
        let fields = Fields::parse(data).and_then(|all| all.inside(0x7c));
        let fields = fields.ok_or(Status::WRONG_DATA)?;
        if slot == 0x9b {
            return self.management.authenticate(algorithm, &fields, &mut self.finger);
        }
        self.use_key(algorithm, slot, &fields)
    }

    fn put_data(&mut self, data: &[u8]) -> Answer {
        self.management.demand()?;
        self.objects.write(data)
    }

    fn set_management_key(&mut self, p2: u8, data: &[u8]) -> Answer {
        self.management.demand()?;
        self.management.replace(p2, data, self.firmware)
    }

    fn set_tries(&mut self, pin: u8, puk: u8) -> Answer {
        self.management.demand()?;
        self.pins.set_tries(pin, puk)
    }

    /// Back to the factory state; only when PIN and PUK are both blocked.
    fn reset(&mut self) -> Answer {
        if !self.pins.all_blocked() {
            return Err(Status::CONDITIONS_NOT_SATISFIED);
        }
        self.pins = Pins::factory();
        self.management = Management::factory(self.firmware);
        self.keys.reset();
        self.objects.reset();
        Ok(Vec::new())
    }
}

/// Whether choosing PIV again keeps what was verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PinState {
    Forget,
    Keep,
}
