//! As much of an OpenPGP card as `gpg --card-status` reads, so that a real scdaemon takes hold of
//! the key and keeps it.

use crate::apdu::{Answer, Apdu, Status};
use crate::tlv::{field, tlv};

/// The first bytes of the application identifier of OpenPGP.
pub(crate) const APPLICATION: &[u8] = &[0xd2, 0x76, 0, 1, 0x24, 1];

pub(crate) fn answer(serial: u32, apdu: &Apdu) -> Answer {
    const GET_DATA: u8 = 0xca;
    match (apdu.instruction, u16::from_be_bytes([apdu.p1, apdu.p2])) {
        (GET_DATA, 0x4f) => Ok(identifier(serial)),
        (GET_DATA, 0x5f52) => Ok(HISTORICAL.to_vec()),
        (GET_DATA, 0xc4) => Ok(PASSWORDS.to_vec()),
        (GET_DATA, 0x65) => Ok(cardholder()),
        (GET_DATA, 0x6e) => Ok(application(serial)),
        (GET_DATA, 0x7a) => Ok(field(0x7a, &field(0x93, &[0, 0, 0]))),
        (GET_DATA, 0x5e | 0x5f50) => Ok(Vec::new()),
        _ => Err(Status::REFERENCE_NOT_FOUND),
    }
}

/// Version 3.4, Yubico, and the serial number as people read it: a decimal digit each half byte.
fn identifier(serial: u32) -> Vec<u8> {
    let digit = |place| serial / 10_u32.pow(place) % 10;
    let decimal = (0..8).fold(0, |all, place| all | digit(place) << (4 * place));
    [APPLICATION, &[3, 4, 0, 6], &decimal.to_be_bytes(), &[0, 0]].concat()
}

fn cardholder() -> Vec<u8> {
    let (language, sex) = (tlv(&[0x5f, 0x2d], b"en"), tlv(&[0x5f, 0x35], b"9"));
    field(0x65, &[field(0x5b, b""), language, sex].concat())
}

fn application(serial: u32) -> Vec<u8> {
    let rsa_2048 = |tag| field(tag, &[1, 8, 0, 0, 0x11, 0]);
    let discretionary = [
        field(0xc0, &[0x7d, 0, 0xb, 0xfe, 8, 0, 0, 0xff, 0, 0]),
        rsa_2048(0xc1),
        rsa_2048(0xc2),
        rsa_2048(0xc3),
        field(0xc4, &PASSWORDS),
        field(0xc5, &[0; 60]),
        field(0xc6, &[0; 60]),
        field(0xcd, &[0; 12]),
    ]
    .concat();
    let parts = [
        field(0x4f, &identifier(serial)),
        tlv(&[0x5f, 0x52], &HISTORICAL),
        field(0x73, &discretionary),
    ];
    field(0x6e, &parts.concat())
}

const HISTORICAL: [u8; 8] = [0, 0x73, 0, 0, 0xe0, 5, 0x90, 0];
const PASSWORDS: [u8; 7] = [0, 127, 127, 127, 3, 0, 3];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gpg_shows_the_serial_number_that_is_printed_on_the_key() {
        assert_eq!(identifier(12_345_678)[10..14], [0x12, 0x34, 0x56, 0x78]);
        assert_eq!(identifier(42)[10..14], [0, 0, 0, 0x42]);
    }
}
