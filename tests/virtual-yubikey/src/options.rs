//! What a key is when a test starts it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::gate::Finger;

/// A firmware version: major, minor, patch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Firmware(pub u8, pub u8, pub u8);

impl Firmware {
    /// No metadata yet; the management key is triple DES.
    pub const V5_2_7: Firmware = Firmware(5, 2, 7);
    /// Metadata; the management key from the factory is triple DES.
    pub const V5_4_3: Firmware = Firmware(5, 4, 3);
    /// The management key from the factory is AES-192.
    pub const V5_7_4: Firmware = Firmware(5, 7, 4);

    pub(crate) fn bytes(self) -> [u8; 3] {
        [self.0, self.1, self.2]
    }
}

impl fmt::Display for Firmware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

impl FromStr for Firmware {
    type Err = String;

    fn from_str(text: &str) -> Result<Firmware, String> {
        let parts: Option<Vec<u8>> = text.split('.').map(|part| part.parse().ok()).collect();
        match parts.as_deref() {
            Some(&[major, minor, patch]) => Ok(Firmware(major, minor, patch)),
            _ => Err(format!("`{text}` is no firmware version like 5.7.4")),
        }
    }
}

/// What choosing the PIV application a second time does to a verified PIN. Reports about real
/// keys disagree, so what holds must hold with both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reselect {
    /// The PIN must be verified again.
    ForgetsPin,
    /// The PIN stays verified.
    KeepsPin,
}

/// What a key is when a test starts it.
#[derive(Clone, Debug)]
pub struct Options {
    /// The firmware it says it runs, and whose behaviour it has.
    pub firmware: Firmware,
    /// Its serial number.
    pub serial: u32,
    /// Who touches it.
    pub touch: Finger,
    /// How long it blinks before it gives up; a real key: 15 seconds.
    pub touch_timeout: Duration,
    /// What a second SELECT does.
    pub reselect: Reselect,
    /// Whether it is plugged in from the start.
    pub plugged: Plugged,
}

/// Whether a key is in the computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plugged {
    /// In.
    In,
    /// Out: its reader is there and empty, until it is plugged in.
    Out,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            firmware: Firmware::V5_7_4,
            serial: 12_345_678,
            touch: Finger::Auto,
            touch_timeout: Duration::from_secs(15),
            reselect: Reselect::KeepsPin,
            plugged: Plugged::In,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_and_ordered() {
        assert_eq!("5.7.4".parse(), Ok(Firmware::V5_7_4));
        assert_eq!(Firmware::V5_7_4.to_string(), "5.7.4");
        assert!("5.7".parse::<Firmware>().is_err());
        assert!("5.7.x".parse::<Firmware>().is_err());
        assert!(Firmware(5, 10, 0) > Firmware(5, 7, 4));
    }
}
