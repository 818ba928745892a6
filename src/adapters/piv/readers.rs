//! Finds the keys that are plugged in.

use pcsc::Disposition;
use yubikey::reader::{Context, Reader};
use yubikey::{Error, YubiKey};

use super::mishap::Mishap;
use crate::domain::key_protocol::KeyRefusal;

/// How often something is done that other programs may disturb.
const TRIES: usize = 3;

/// Opens the key with this serial number.
pub(super) fn open(serial: u32) -> Result<YubiKey, KeyRefusal> {
    let mut found = None;
    let seen = each(|key| {
        if u32::from(key.serial()) == serial {
            found = Some(key);
            Search::Over
        } else {
            leave(key);
            Search::Goes
        }
    })?;
    found.ok_or_else(|| seen.explanation(serial))
}

/// Works with the key that has this serial number, and resets it afterwards so that the PIN is
/// forgotten. When something disturbs the work it is done again, once.
pub(super) fn with<T>(
    serial: u32,
    mut work: impl FnMut(&mut YubiKey) -> Result<T, Mishap>,
) -> Result<T, KeyRefusal> {
    let mut key = open(serial)?;
    match work(&mut key) {
        Err(Mishap::Disturbed(_)) => {
            drop(key);
            let mut key = open(serial).map_err(gone)?;
            work(&mut key).map_err(|mishap| gone(mishap.into()))
        }
        outcome => outcome.map_err(|mishap| gone(mishap.into())),
    }
}

/// Looks at the key with this serial number and leaves it as it was.
pub(super) fn look<T>(
    serial: u32,
    mut look: impl FnMut(&mut YubiKey) -> Result<T, Mishap>,
) -> Result<T, KeyRefusal> {
    let mut seen = None;
    for _ in 0..TRIES {
        let mut key = open(serial)?;
        let outcome = look(&mut key);
        leave(key);
        match outcome {
            Err(Mishap::Disturbed(refusal)) => seen = Some(refusal),
            outcome => return Ok(outcome?),
        }
    }
    Err(seen.unwrap_or(KeyRefusal::Absent))
}

/// Looks at every key in turn and leaves it as it was. Keys that can't be looked at are skipped,
/// unless there is no other.
pub(super) fn look_at_all<T>(
    mut look_at: impl FnMut(&mut YubiKey) -> Result<T, Mishap>,
) -> Result<Vec<T>, KeyRefusal> {
    let mut serials = Vec::new();
    let seen = each(|key| {
        serials.push(u32::from(key.serial()));
        leave(key);
        Search::Goes
    })?;
    let mut looks = Vec::new();
    let mut failure = seen.obstacle;
    for serial in serials {
        match look(serial, &mut look_at) {
            Ok(look) => looks.push(look),
            // It was pulled out meanwhile.
            Err(KeyRefusal::Absent | KeyRefusal::OtherKey { .. }) => {}
            Err(refusal) => failure = Some(refusal),
        }
    }
    match failure {
        Some(refusal) if looks.is_empty() => Err(refusal),
        _ => Ok(looks),
    }
}

/// A key that was there a moment ago was pulled out, and a service that served it has ended.
fn gone(refusal: KeyRefusal) -> KeyRefusal {
    match refusal {
        KeyRefusal::Absent | KeyRefusal::OtherKey { .. } => KeyRefusal::Removed,
        KeyRefusal::NoService => KeyRefusal::ServiceEnded,
        other => other,
    }
}

/// Whether more keys are looked for.
enum Search {
    Goes,
    Over,
}

/// What a search met.
#[derive(Default)]
struct Seen {
    /// How many keys could be opened.
    keys: usize,
    /// Why a YubiKey couldn't.
    obstacle: Option<KeyRefusal>,
}

impl Seen {
    /// Says why the key with this serial wasn't found.
    fn explanation(self, serial: u32) -> KeyRefusal {
        match (self.obstacle, self.keys) {
            (Some(held @ (KeyRefusal::Busy | KeyRefusal::Denied)), _) => held,
            (Some(obstacle), 0) => obstacle,
            (None, 0) => KeyRefusal::Absent,
            (_, _) => KeyRefusal::OtherKey { serial },
        }
    }
}

/// Opens each key and hands it over. Readers with something else in them, or that fail, are
/// skipped.
fn each(mut visit: impl FnMut(YubiKey) -> Search) -> Result<Seen, KeyRefusal> {
    let mut seen = Seen::default();
    let mut context = match context() {
        Ok(context) => context,
        Err(Error::PcscError { inner: Some(pcsc::Error::NoReadersAvailable) }) => return Ok(seen),
        Err(error) => return Err(Mishap::from(error).into()),
    };
    for reader in context.iter().map_err(Mishap::from)? {
        match patiently(&reader) {
            Ok(key) => {
                seen.keys += 1;
                if matches!(visit(key), Search::Over) {
                    break;
                }
            }
            Err(mishap) => seen.obstacle = seen.obstacle.or_else(|| obstacle(&reader, mishap)),
        }
    }
    Ok(seen)
}

/// Opens a reader. A YubiKey that another program resets in that moment is opened again.
fn patiently(reader: &Reader<'_>) -> Result<YubiKey, Mishap> {
    let mut outcome = reader.open().map_err(Mishap::from);
    for _ in 1..TRIES {
        match outcome {
            Err(Mishap::Disturbed(KeyRefusal::Busy | KeyRefusal::Failed { .. }))
                if ours(reader) =>
            {
                outcome = reader.open().map_err(Mishap::from);
            }
            _ => break,
        }
    }
    outcome
}

/// Whether the reader is a YubiKey's own.
fn ours(reader: &Reader<'_>) -> bool {
    reader.name().to_ascii_lowercase().contains("yubi")
}

/// Lists the readers. The library makes room for their names first and then asks for them: a
/// reader that comes in between doesn't fit.
fn context() -> Result<Context, Error> {
    let full = Error::PcscError { inner: Some(pcsc::Error::InsufficientBuffer) };
    for _ in 1..TRIES {
        let mut context = Context::open()?;
        if !context.iter().is_err_and(|error| error == full) {
            return Ok(context);
        }
    }
    Context::open()
}

/// Says what stands between us and a reader's YubiKey. Other readers may be busy or closed, and a
/// YubiKey's may be empty.
fn obstacle(reader: &Reader<'_>, mishap: Mishap) -> Option<KeyRefusal> {
    match KeyRefusal::from(mishap) {
        KeyRefusal::Removed => None,
        obstacle if ours(reader) => Some(obstacle),
        _ => None,
    }
}

/// Releases the key without a reset, which would take the PIN from a program that verified it.
fn leave(key: YubiKey) {
    // On a failure the key comes back and is dropped, with a reset: there is nothing else to do.
    let _ = key.disconnect(Disposition::LeaveCard);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_gone_after_it_was_there_was_pulled_out() {
        assert_eq!(gone(KeyRefusal::Absent), KeyRefusal::Removed);
        assert_eq!(gone(KeyRefusal::OtherKey { serial: 7 }), KeyRefusal::Removed);
        assert_eq!(gone(KeyRefusal::NoService), KeyRefusal::ServiceEnded);
        assert_eq!(gone(KeyRefusal::Busy), KeyRefusal::Busy);
    }

    #[test]
    fn a_key_that_is_held_matters_more_than_another_that_is_free() {
        for (keys, obstacle, expected) in [
            (0, None, KeyRefusal::Absent),
            (1, None, KeyRefusal::OtherKey { serial: 7 }),
            (0, Some(KeyRefusal::Busy), KeyRefusal::Busy),
            (1, Some(KeyRefusal::Busy), KeyRefusal::Busy),
            (0, Some(KeyRefusal::NoService), KeyRefusal::NoService),
            (1, Some(KeyRefusal::NoService), KeyRefusal::OtherKey { serial: 7 }),
        ] {
            assert_eq!(Seen { keys, obstacle }.explanation(7), expected);
        }
    }
}
