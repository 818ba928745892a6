//! The data objects: what GET DATA reads and PUT DATA writes.

use std::collections::BTreeMap;

use crate::apdu::{Answer, Status};
use crate::tlv::{Fields, field, tlv};

/// The attestation certificate's object.
pub(crate) const ATTESTATION: u32 = 0x5f_ff01;
/// Yubico's ADMIN DATA: says, readable by all, how the management key is kept.
pub(crate) const ADMIN_DATA: u32 = 0x5f_ff00;
/// PRINTED INFORMATION: behind the PIN; Yubico's tools keep the management key there.
pub(crate) const PRINTED: u32 = 0x5f_c109;
/// Fingerprints, facial image, printed information, iris: read with the PIN only.
const BEHIND_THE_PIN: [u32; 4] = [0x5f_c103, 0x5f_c108, PRINTED, 0x5f_c121];
const DISCOVERY: u32 = 0x7e;

#[derive(Default)]
pub(crate) struct Objects(BTreeMap<u32, Vec<u8>>);

impl Objects {
    /// GET DATA.
    pub(crate) fn read(&self, data: &[u8], pin_verified: bool) -> Answer {
        let (id, _) = identifier(data)?;
        if id == DISCOVERY {
            return Ok(discovery());
        }
        if BEHIND_THE_PIN.contains(&id) && !pin_verified {
            return Err(Status::SECURITY_NOT_SATISFIED);
        }
        self.0.get(&id).map(|value| field(0x53, value)).ok_or(Status::UNKNOWN_OBJECT)
    }

    /// PUT DATA; an empty value removes the object.
    pub(crate) fn write(&mut self, data: &[u8]) -> Answer {
        let (id, rest) = identifier(data)?;
        let fields = Fields::parse(rest).ok_or(Status::WRONG_DATA)?;
        let value = fields.find(0x53).ok_or(Status::WRONG_DATA)?;
        if value.is_empty() {
            self.0.remove(&id);
        } else {
            self.set(id, value.to_vec());
        }
        Ok(Vec::new())
    }

    pub(crate) fn get(&self, id: u32) -> Option<&[u8]> {
        self.0.get(&id).map(Vec::as_slice)
    }

    pub(crate) fn set(&mut self, id: u32, value: Vec<u8>) {
        self.0.insert(id, value);
    }

    /// Removes everything but the attestation certificate, as a reset does.
    pub(crate) fn reset(&mut self) {
        self.0.retain(|id, _| *id == ATTESTATION);
    }
}

/// A certificate as PIV stores it: the DER, not compressed, an empty error code.
pub(crate) fn certificate(der: &[u8]) -> Vec<u8> {
    [field(0x70, der), field(0x71, &[0]), field(0xfe, &[])].concat()
}

fn identifier(data: &[u8]) -> Result<(u32, &[u8]), Status> {
    let &[0x5c, length, ref rest @ ..] = data else { return Err(Status::WRONG_DATA) };
    let (id, rest) = rest.split_at_checked(usize::from(length)).ok_or(Status::WRONG_DATA)?;
    if id.len() > 4 {
        return Err(Status::WRONG_DATA);
    }
    Ok((id.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)), rest))
}

fn discovery() -> Vec<u8> {
    let application = field(0x4f, &[0xa0, 0, 0, 3, 8, 0, 0, 0x10, 0, 1, 0]);
    let pin_usage = tlv(&[0x5f, 0x2f], &[0x40, 0]);
    field(0x7e, &[application, pin_usage].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_object_needs_the_pin() {
        let mut objects = Objects::default();
        objects.set(PRINTED, vec![7]);
        objects.set(ADMIN_DATA, vec![8]);
        let read = [0x5c, 3, 0x5f, 0xc1, 0x09];
        assert_eq!(objects.read(&read, false), Err(Status::SECURITY_NOT_SATISFIED));
        assert_eq!(objects.read(&read, true), Ok(vec![0x53, 1, 7]));
        assert_eq!(objects.read(&[0x5c, 3, 0x5f, 0xff, 0], false), Ok(vec![0x53, 1, 8]));
    }

    #[test]
    fn an_empty_value_removes_an_object() {
        let mut objects = Objects::default();
        objects.write(&[0x5c, 3, 0x5f, 0xc1, 0x05, 0x53, 1, 9]).unwrap();
        assert!(objects.read(&[0x5c, 3, 0x5f, 0xc1, 0x05], false).is_ok());
        objects.write(&[0x5c, 3, 0x5f, 0xc1, 0x05, 0x53, 0]).unwrap();
        let gone = objects.read(&[0x5c, 3, 0x5f, 0xc1, 0x05], false);
        assert_eq!(gone, Err(Status::UNKNOWN_OBJECT));
    }

    #[test]
    fn a_reset_keeps_the_attestation_certificate() {
        let mut objects = Objects::default();
        objects.set(ATTESTATION, vec![1]);
        objects.set(PRINTED, vec![2]);
        objects.reset();
        assert!(objects.read(&[0x5c, 3, 0x5f, 0xff, 1], true).is_ok());
        assert!(objects.read(&[0x5c, 3, 0x5f, 0xc1, 9], true).is_err());
    }
}
