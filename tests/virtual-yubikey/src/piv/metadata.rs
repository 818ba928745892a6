//! GET METADATA (firmware 5.3): what a slot holds, without proving anything.

use super::Piv;
use super::keys::P256;
use super::pin::Reference;
use crate::apdu::{Answer, Status};
use crate::tlv::field;

impl Piv {
    pub(super) fn metadata(&self, slot: u8) -> Answer {
        match slot {
            0x80 => Ok(reference(&self.pins.pin)),
            0x81 => Ok(reference(&self.pins.puk)),
            0x9b => Ok(self.management_metadata()),
            slot => self.key_metadata(slot),
        }
    }

    fn management_metadata(&self) -> Vec<u8> {
        [
            field(1, &[self.management.algorithm as u8]),
            field(2, &[0, self.management.touch as u8]),
            field(5, &[u8::from(self.management.is_factory())]),
        ]
        .concat()
    }

    fn key_metadata(&self, slot: u8) -> Answer {
        let key = self.keys.at(slot).ok_or(Status::REFERENCE_NOT_FOUND)?;
        Ok([
            field(1, &[P256]),
            field(2, &[key.pin as u8, key.touch as u8]),
            field(3, &[key.origin as u8]),
            field(4, &field(0x86, &key.point())),
        ]
        .concat())
    }
}

fn reference(reference: &Reference) -> Vec<u8> {
    [
        field(1, &[0xff]),
        field(5, &[u8::from(reference.is_factory())]),
        field(6, &[reference.tries, reference.left]),
    ]
    .concat()
}
