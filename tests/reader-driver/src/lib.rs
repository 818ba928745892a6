//! An IFD handler 3.0 for pcscd: one reader, one slot, whose card is a program on a unix socket.
//!
//! DEVICENAME in the reader's configuration is `/dev/null:/path/to/socket`, since pcscd checks
//! that the part before the colon exists. Frames are a length (two bytes, big-endian) and a body;
//! a body of one byte is a command (0 power off, 1 power on, 2 reset, 4 answer to reset), else an
//! APDU. The interface: <https://pcsclite.apdu.fr/api/group__IFDHandler.html>.
#![expect(unsafe_code, reason = "pcscd calls a C interface with pointers")]

mod link;

use std::ffi::{CStr, c_char, c_long, c_uchar, c_ulong};
use std::{ptr, slice};

use link::Link;

type Dword = c_ulong;
type ResponseCode = c_long;

/// The protocol of a command and its answer (SCARD_IO_HEADER).
#[repr(C)]
pub struct IoHeader {
    protocol: Dword,
    length: Dword,
}

/// Opens the reader `lun` on the socket after the colon of `device_name`.
///
/// # Safety
/// `device_name` is a C string.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHCreateChannelByName(
    lun: Dword,
    device_name: *const c_char,
) -> ResponseCode {
    // SAFETY: pcscd passes the DEVICENAME of its configuration, a C string.
    let name = unsafe { CStr::from_ptr(device_name) }.to_string_lossy();
    let path = name.split_once(':').map_or(&*name, |(_, path)| path);
    link::open(lun, path);
    SUCCESS
}

/// Refuses: this reader has a name, not a channel number.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHCreateChannel(_lun: Dword, _channel: Dword) -> ResponseCode {
    COMMUNICATION_ERROR
}

/// Closes the reader.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHCloseChannel(lun: Dword) -> ResponseCode {
    link::close(lun);
    SUCCESS
}

/// Tells what the reader can do, and its card's answer to reset.
///
/// # Safety
/// `value` has room for `*length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHGetCapabilities(
    lun: Dword,
    tag: Dword,
    length: *mut Dword,
    value: *mut c_uchar,
) -> ResponseCode {
    const ANSWER_TO_RESET: Dword = 0x0303;
    const SLOTS: Dword = 0x0fae;
    const READERS: Dword = 0x0faf;
    const READERS_IN_PARALLEL: Dword = 0x0fad;
    const SLOTS_IN_PARALLEL: Dword = 0x0fac;
    let answer = match tag {
        ANSWER_TO_RESET => match link::find(lun) {
            Some(link) => lock(&link).answer_to_reset().to_vec(),
            None => return NO_SUCH_DEVICE,
        },
        READERS => vec![16],
        READERS_IN_PARALLEL | SLOTS => vec![1],
        SLOTS_IN_PARALLEL => vec![0],
        _ => return ERROR_TAG,
    };
    // SAFETY: pcscd passes a buffer and its length.
    unsafe { hand_out(&answer, value, length) }
}

/// Refuses: nothing can be set.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHSetCapabilities(
    _lun: Dword,
    _tag: Dword,
    _length: Dword,
    _value: *const c_uchar,
) -> ResponseCode {
    NOT_SUPPORTED
}

/// Agrees to any protocol: there is no wire.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHSetProtocolParameters(
    _lun: Dword,
    _protocol: Dword,
    _flags: c_uchar,
    _pts1: c_uchar,
    _pts2: c_uchar,
    _pts3: c_uchar,
) -> ResponseCode {
    SUCCESS
}

/// Powers the card up or down, or resets it.
///
/// # Safety
/// `answer_to_reset` has room for 33 bytes (MAX_ATR_SIZE), and `length` is where to say how many.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHPowerICC(
    lun: Dword,
    action: Dword,
    answer_to_reset: *mut c_uchar,
    length: *mut Dword,
) -> ResponseCode {
    const POWER_UP: Dword = 500;
    const POWER_DOWN: Dword = 501;
    const RESET: Dword = 502;
    // SAFETY: pcscd passes a buffer of MAX_ATR_SIZE bytes and the place for its length.
    unsafe { *length = MAX_ATR_SIZE };
    let Some(link) = link::find(lun) else { return NO_SUCH_DEVICE };
    let mut link = lock(&link);
    let answer = match action {
        POWER_DOWN => link.power_down().map(|()| Vec::new()),
        POWER_UP => link.power_up(),
        RESET => link.reset(),
        _ => return ERROR_POWER_ACTION,
    };
    match answer {
        // SAFETY: as above.
        Ok(answer) => unsafe { hand_out(&answer, answer_to_reset, length) },
        Err(_) => NO_SUCH_DEVICE,
    }
}

/// Sends a command to the card and waits for its answer, for as long as a touch takes.
///
/// # Safety
/// `command` has `command_length` bytes, `answer` room for `*answer_length`; `received` may be
/// null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHTransmitToICC(
    lun: Dword,
    sent: IoHeader,
    command: *const c_uchar,
    command_length: Dword,
    answer: *mut c_uchar,
    answer_length: *mut Dword,
    received: *mut IoHeader,
) -> ResponseCode {
    // SAFETY: pcscd passes the client's command and its length.
    let command = unsafe { slice::from_raw_parts(command, command_length as usize) };
    let result = link::find(lun).map(|link| lock(&link).ask(command));
    let Some(Ok(bytes)) = result else {
        // SAFETY: pcscd passes the place for the answer's length.
        unsafe { *answer_length = 0 };
        return NO_SUCH_DEVICE;
    };
    // SAFETY: pcscd passes a buffer and its length, and a header or null.
    unsafe {
        if !received.is_null() {
            (*received).protocol = sent.protocol;
        }
        hand_out(&bytes, answer, answer_length)
    }
}

/// Tells whether the key is plugged in. NO_SUCH_DEVICE makes clients see the reader go.
#[unsafe(no_mangle)]
pub extern "C" fn IFDHICCPresence(lun: Dword) -> ResponseCode {
    let Some(link) = link::find(lun) else { return NO_SUCH_DEVICE };
    let mut link = lock(&link);
    if link.is_alive() {
        PRESENT
    } else if link.reconnect() || !link.was_seen() {
        // plugged in again: say once that it was gone, so that pcscd powers the card anew;
        // never plugged in: an empty reader, since pcscd forgets a reader that begins as missing
        NOT_PRESENT
    } else {
        NO_SUCH_DEVICE
    }
}

/// Refuses: the reader has no commands of its own.
///
/// # Safety
/// `returned` is null or where to say how many bytes came back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn IFDHControl(
    _lun: Dword,
    _code: Dword,
    _command: *const c_uchar,
    _command_length: Dword,
    _answer: *mut c_uchar,
    _answer_length: Dword,
    returned: *mut Dword,
) -> ResponseCode {
    if !returned.is_null() {
        // SAFETY: checked; pcscd passes the place for a length.
        unsafe { *returned = 0 };
    }
    NOT_SUPPORTED
}

fn lock(link: &link::Shared) -> std::sync::MutexGuard<'_, Link> {
    link.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Copies `bytes` out and says their length.
///
/// # Safety
/// `target` has room for `*length` bytes.
unsafe fn hand_out(bytes: &[u8], target: *mut c_uchar, length: *mut Dword) -> ResponseCode {
    // SAFETY: the caller's promise; the copy is no longer than the room.
    unsafe {
        if bytes.len() > *length as usize {
            *length = 0;
            return INSUFFICIENT_BUFFER;
        }
        ptr::copy_nonoverlapping(bytes.as_ptr(), target, bytes.len());
        *length = bytes.len() as Dword;
    }
    SUCCESS
}

const MAX_ATR_SIZE: Dword = 33;

const SUCCESS: ResponseCode = 0;
const ERROR_TAG: ResponseCode = 600;
const ERROR_POWER_ACTION: ResponseCode = 608;
const COMMUNICATION_ERROR: ResponseCode = 612;
const NOT_SUPPORTED: ResponseCode = 614;
const PRESENT: ResponseCode = 615;
const NOT_PRESENT: ResponseCode = 616;
const NO_SUCH_DEVICE: ResponseCode = 617;
const INSUFFICIENT_BUFFER: ResponseCode = 618;
