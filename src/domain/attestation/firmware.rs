//! Versions of a YubiKey's firmware.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A firmware version, `5.7.4`. Later ones are greater.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Firmware(pub [u8; 3]);

/// A text that is no firmware version.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a firmware version like 5.7.4")]
pub struct FirmwareError(String);

impl FromStr for Firmware {
    type Err = FirmwareError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Option<Vec<u8>> =
            text.split('.').map(|part| part.parse().ok().filter(|_| digits(part))).collect();
        parts
            .and_then(|parts| parts.try_into().ok())
            .map(Self)
            .ok_or_else(|| FirmwareError(text.into()))
    }
}

impl TryFrom<String> for Firmware {
    type Error = FirmwareError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Firmware> for String {
    fn from(firmware: Firmware) -> Self {
        firmware.to_string()
    }
}

impl fmt::Display for Firmware {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(formatter, "{major}.{minor}.{patch}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_is_greater() {
        let version = |text: &str| text.parse::<Firmware>().unwrap();
        assert!(version("5.7.4") > version("5.4.30"));
        assert!(version("5.10.0") > version("5.7.4"));
        assert_eq!(version("5.7.4").to_string(), "5.7.4");
    }

    #[test]
    fn refuses_what_is_no_version() {
        for text in ["", "5", "5.7", "5.7.4.1", "5.7.x", "5.7.256", "5.7.-1", "+5.7.4"] {
            assert!(text.parse::<Firmware>().is_err(), "{text}");
        }
    }
}
