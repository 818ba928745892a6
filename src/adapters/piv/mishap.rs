//! What the card library's errors mean.

use pcsc::Error as Pcsc;
use yubikey::Error;

use crate::domain::key_protocol::KeyRefusal;

/// Why a card didn't do what it was asked.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Mishap {
    /// Another program reset the card or used it meanwhile, or it was pulled out: the next time
    /// may go well. What to tell if it doesn't.
    Disturbed(KeyRefusal),
    /// It doesn't, and wouldn't the next time.
    Refused(KeyRefusal),
}

impl From<Error> for Mishap {
    fn from(error: Error) -> Self {
        match error {
            // The library loses the status word of a command that another program's choice of
            // applet made senseless.
            Error::GenericError => Self::Disturbed(refusal(error)),
            Error::PcscError { inner: Some(Pcsc::ResetCard) } => Self::Disturbed(refusal(error)),
            Error::PcscError { .. } => match refusal(error) {
                lasting @ (KeyRefusal::Busy | KeyRefusal::Denied | KeyRefusal::NoService) => {
                    Self::Refused(lasting)
                }
                passing => Self::Disturbed(passing),
            },
            _ => Self::Refused(refusal(error)),
        }
    }
}

impl From<KeyRefusal> for Mishap {
    fn from(refusal: KeyRefusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Mishap> for KeyRefusal {
    fn from(mishap: Mishap) -> Self {
        match mishap {
            Mishap::Disturbed(refusal) | Mishap::Refused(refusal) => refusal,
        }
    }
}

/// Returns what to tell about an error that came once the key was open.
fn refusal(error: Error) -> KeyRefusal {
    match error {
        Error::PcscError { inner: Some(inner) } => pcsc_refusal(inner),
        Error::WrongPin { tries: 0 } | Error::PinLocked => KeyRefusal::PinBlocked,
        Error::WrongPin { tries } => KeyRefusal::WrongPin { tries_left: tries },
        other => KeyRefusal::Failed { reason: other.to_string() },
    }
}

/// Returns what to tell about an error of the smart card service.
fn pcsc_refusal(error: Pcsc) -> KeyRefusal {
    match error {
        Pcsc::CommError | Pcsc::NoService | Pcsc::ServiceStopped => KeyRefusal::NoService,
        Pcsc::SecurityViolation => KeyRefusal::Denied,
        // Another program resets the card when it is done with it.
        Pcsc::ResetCard | Pcsc::SharingViolation => KeyRefusal::Busy,
        Pcsc::NoReadersAvailable
        | Pcsc::NoSmartcard
        | Pcsc::ReaderUnavailable
        | Pcsc::RemovedCard
        | Pcsc::UnknownReader
        | Pcsc::UnpoweredCard
        | Pcsc::UnresponsiveCard => KeyRefusal::Removed,
        other => KeyRefusal::Failed { reason: other.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(inner: Pcsc) -> Error {
        Error::PcscError { inner: Some(inner) }
    }

    #[test]
    fn only_a_disturbance_may_be_tried_again() {
        for (error, again) in [
            (service(Pcsc::ResetCard), true),
            (service(Pcsc::ReaderUnavailable), true),
            (service(Pcsc::SharingViolation), false),
            (service(Pcsc::NoService), false),
            (Error::GenericError, true),
            (Error::WrongPin { tries: 2 }, false),
            (Error::WrongPin { tries: 0 }, false),
            (Error::PinLocked, false),
            (Error::SizeError, false),
        ] {
            assert_eq!(matches!(Mishap::from(error), Mishap::Disturbed(_)), again, "{error:?}");
        }
    }

    #[test]
    fn every_error_of_the_library_has_its_word() {
        for (error, expected) in [
            (service(Pcsc::NoService), KeyRefusal::NoService),
            (service(Pcsc::ServiceStopped), KeyRefusal::NoService),
            (service(Pcsc::CommError), KeyRefusal::NoService),
            (service(Pcsc::SecurityViolation), KeyRefusal::Denied),
            (service(Pcsc::SharingViolation), KeyRefusal::Busy),
            (service(Pcsc::ReaderUnavailable), KeyRefusal::Removed),
            (service(Pcsc::RemovedCard), KeyRefusal::Removed),
            (service(Pcsc::NoSmartcard), KeyRefusal::Removed),
            (Error::WrongPin { tries: 2 }, KeyRefusal::WrongPin { tries_left: 2 }),
            (Error::WrongPin { tries: 0 }, KeyRefusal::PinBlocked),
            (Error::PinLocked, KeyRefusal::PinBlocked),
            (Error::GenericError, KeyRefusal::Failed { reason: "generic error".into() }),
            (service(Pcsc::ResetCard), KeyRefusal::Busy),
            (Error::PcscError { inner: None }, KeyRefusal::Failed { reason: "PC/SC error".into() }),
        ] {
            assert_eq!(refusal(error), expected, "{error:?}");
        }
    }
}
