//! Yubico's management application, as far as `ykman` asks before it speaks to PIV.

use crate::apdu::{Answer, Apdu, Status};
use crate::options::Firmware;
use crate::tlv::field;

/// The application identifier of Yubico's management.
pub(crate) const APPLICATION: &[u8] = &[0xa0, 0, 0, 5, 0x27, 0x47, 0x11, 0x17];

/// What SELECT answers: the version, in words.
pub(crate) fn greeting(firmware: Firmware) -> Vec<u8> {
    format!("Virtual mgr - FW version {firmware}").into_bytes()
}

/// READ CONFIG: PIV is the one application, supported and enabled over USB.
pub(crate) fn answer(firmware: Firmware, serial: u32, apdu: &Apdu) -> Answer {
    const READ_CONFIG: u8 = 0x1d;
    if apdu.instruction != READ_CONFIG || apdu.p1 != 0 {
        return Err(Status::INSTRUCTION_UNKNOWN);
    }
    let fields = [
        field(1, &[0, PIV]),
        field(2, &serial.to_be_bytes()),
        field(3, &[0, PIV]),
        field(4, &[USB_A_KEYCHAIN]),
        field(5, &firmware.bytes()),
        field(0x0a, &[0]),
    ]
    .concat();
    Ok([vec![fields.len() as u8], fields].concat())
}

const PIV: u8 = 0x10;
const USB_A_KEYCHAIN: u8 = 1;
