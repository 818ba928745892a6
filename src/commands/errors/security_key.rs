//! Errors of security_key, for people.

use crate::adapters::security_key::SecurityKeyError;
use crate::commands::error::{CommandError, Exit};
use crate::domain::key_protocol::KeyRefusal;

impl From<SecurityKeyError> for CommandError {
    fn from(error: SecurityKeyError) -> Self {
        let exit = match &error {
            SecurityKeyError::HelperUnsafe { .. } => Exit::Configuration,
            _ => Exit::SecurityKey,
        };
        let hint = match &error {
            SecurityKeyError::HelperEnded(_) => {
                "repeat; if it ends again, `vouch doctor` looks at the key, the smart card service \
                 and the helper"
            }
            SecurityKeyError::HelperFailed(_) => "install `vouch` and `vouch-piv` from one release",
            SecurityKeyError::HelperMissing { .. } => {
                "install `vouch-piv` beside `vouch`, or name its absolute path as `key_helper` in \
                 config.toml"
            }
            SecurityKeyError::HelperNotLoaded => {
                "install the smart card library (`libpcsclite1`, `pcsc-lite`)"
            }
            SecurityKeyError::HelperProtocol { theirs, ours, .. } if theirs < ours => {
                "update `vouch-piv`: it is older than `vouch`, and both come in one release"
            }
            SecurityKeyError::HelperProtocol { .. } => {
                "update `vouch`: it is older than `vouch-piv`, and both come in one release"
            }
            SecurityKeyError::HelperUnsafe { .. } => {
                "name an absolute path in `key_helper`, to a file that you or root own and nobody \
                 else may write to, nor to the folders above it; on WSL, in C:\\Program Files"
            }
            SecurityKeyError::Refused(refusal) => hint(refusal),
        };
        Self::new(exit, error.to_string()).hint(hint)
    }
}

impl From<KeyRefusal> for CommandError {
    fn from(refusal: KeyRefusal) -> Self {
        SecurityKeyError::from(refusal).into()
    }
}

/// Says what to do about what the key said.
fn hint(refusal: &KeyRefusal) -> &'static str {
    match refusal {
        KeyRefusal::Absent => {
            "plug it in; a YubiKey 4 or 5 whose PIV application is switched on is needed \
             (`ykman config usb --enable PIV`)"
        }
        KeyRefusal::BadRequest { .. } => "install `vouch` and `vouch-piv` from one release",
        KeyRefusal::Busy => {
            "if GnuPG holds it, `gpgconf --kill scdaemon` frees it, and `pcsc-shared` in \
             scdaemon.conf keeps it free; else close the program that uses it"
        }
        KeyRefusal::Denied => {
            "run this on the machine's own screen, or let polkit allow \
             `org.debian.pcsc-lite.access_pcsc` and `org.debian.pcsc-lite.access_card`"
        }
        KeyRefusal::Failed { .. } => "unplug the key, plug it in again, and repeat",
        KeyRefusal::NoFreeSlot => "name a slot that may be lost: `--slot 95 --overwrite-slot`",
        KeyRefusal::NoService => start_the_service(),
        KeyRefusal::OldFirmware { .. } => {
            "firmware cannot be updated; use a YubiKey 5, or 4 from firmware 4.3 on"
        }
        KeyRefusal::OtherKey { .. } => "plug that one in, or choose another with `--key SERIAL`",
        KeyRefusal::PinBlocked => "unblock it with the PUK: `ykman piv access unblock-pin`",
        KeyRefusal::PinLength => {
            "it was not sent to the key and cost no try; the PIN of PIV is asked for, not that of \
             FIDO2"
        }
        KeyRefusal::Removed => "plug it in again and repeat",
        KeyRefusal::ServiceEnded => {
            "repeat; where nothing starts the smart card service again by itself, `vouch doctor` says \
             what does"
        }
        KeyRefusal::SlotEmpty { .. } => {
            "the key was deleted, or the YubiKey was reset: `vouch enroll` makes a new one"
        }
        KeyRefusal::SlotUsed { .. } => {
            "leave `--slot` away for the first free one; `--overwrite-slot` destroys what is in it"
        }
        KeyRefusal::TouchMissed => {
            "repeat, and touch the key while it blinks; `vouch login --timeout 2m` waits longer"
        }
        KeyRefusal::WrongManagementKey => {
            "give the one that was set with `ykman piv access change-management-key`; nothing was \
             changed"
        }
        KeyRefusal::WrongPin { tries_left: 1 } => {
            "the next wrong one blocks the PIN, and then only the PUK helps"
        }
        KeyRefusal::WrongPin { .. } => "the PIN of PIV is asked for, not that of FIDO2",
    }
}

/// Says how to start the smart card service here.
fn start_the_service() -> &'static str {
    if cfg!(target_os = "windows") {
        "start it in an administrator's PowerShell: `Start-Service SCardSvr`"
    } else if cfg!(target_os = "macos") {
        "macOS starts it when a key is plugged in: unplug yours and plug it in again"
    } else {
        "install `pcscd` (`pcsc-lite`) and start it: `sudo systemctl enable --now pcscd.socket`"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: impl Into<SecurityKeyError>, exit: Exit, what: &str, hint: &str) {
        let error = CommandError::from(error.into());
        assert_eq!(error.exit, exit, "{what}");
        assert_eq!(error.what, what);
        assert!(error.hint.as_deref().is_some_and(|said| said.contains(hint)), "{error:?}");
    }

    #[test]
    fn what_the_key_said_comes_with_what_to_do() {
        let slot = "82".parse().unwrap();
        let reason = String::from;
        for (refusal, what, hint) in [
            (KeyRefusal::Absent, "no YubiKey is plugged in", "plug it in"),
            (
                KeyRefusal::BadRequest { reason: reason("why") },
                "the request was not understood: why",
                "one release",
            ),
            (KeyRefusal::Busy, "another program is using the YubiKey", "gpgconf --kill scdaemon"),
            (KeyRefusal::Denied, "the smart card service refuses this session", "polkit"),
            (KeyRefusal::Failed { reason: reason("why") }, "the YubiKey failed: why", "unplug"),
            (KeyRefusal::NoFreeSlot, "all slots from 82 to 95 are in use", "--overwrite-slot"),
            (KeyRefusal::NoService, "the smart card service is not running", "start"),
            (
                KeyRefusal::OldFirmware { firmware: "4.2.1".into() },
                "firmware 4.2.1 can't do this",
                "4.3",
            ),
            (KeyRefusal::OtherKey { serial: 7 }, "the YubiKey 7 is not plugged in", "--key SERIAL"),
            (KeyRefusal::PinBlocked, "the PIN is blocked", "unblock-pin"),
            (KeyRefusal::PinLength, "a PIN is 6 to 8 characters", "no try"),
            (KeyRefusal::Removed, "the YubiKey was pulled out", "again"),
            (KeyRefusal::ServiceEnded, "the smart card service ended meanwhile", "repeat"),
            (KeyRefusal::SlotEmpty { slot }, "slot 82 holds no key", "vouch enroll"),
            (KeyRefusal::SlotUsed { slot }, "slot 82 is in use", "--slot"),
            (KeyRefusal::TouchMissed, "the YubiKey was not touched in time", "blinks"),
            (
                KeyRefusal::WrongManagementKey,
                "the management key is not the right one",
                "change-management-key",
            ),
            (KeyRefusal::WrongPin { tries_left: 1 }, "wrong PIN (1 try left)", "blocks"),
            (KeyRefusal::WrongPin { tries_left: 2 }, "wrong PIN (2 tries left)", "FIDO2"),
        ] {
            check(refusal, Exit::SecurityKey, what, hint);
        }
    }

    #[test]
    fn a_helper_that_fails_is_a_matter_of_installation_or_configuration() {
        check(
            SecurityKeyError::HelperMissing { looked: "/a, /b".into() },
            Exit::SecurityKey,
            "the key helper was not found (/a, /b)",
            "vouch-piv",
        );
        check(
            SecurityKeyError::HelperFailed("it spoke nonsense".into()),
            Exit::SecurityKey,
            "the key helper failed: it spoke nonsense",
            "one release",
        );
        check(
            SecurityKeyError::HelperNotLoaded,
            Exit::SecurityKey,
            "the key helper could not be loaded",
            "libpcsclite1",
        );
        check(
            SecurityKeyError::HelperUnsafe { path: "/a".into(), reason: "why".into() },
            Exit::Configuration,
            "the key helper /a is not run: why",
            "key_helper",
        );
    }
}
