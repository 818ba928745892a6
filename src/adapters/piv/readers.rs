//! Finds the keys that are plugged in.

use pcsc::Disposition;
use yubikey::reader::{Context, Reader};
use yubikey::{Error, YubiKey};

use super::refusal::refusal;
use crate::domain::key_protocol::KeyRefusal;

/// How often the readers are listed anew when one is plugged in meanwhile.
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

/// Looks at the key with this serial number and leaves it as it was.
pub(super) fn look<T>(
    serial: u32,
    look: impl FnOnce(&mut YubiKey) -> Result<T, KeyRefusal>,
) -> Result<T, KeyRefusal> {
    let mut key = open(serial)?;
    let seen = look(&mut key);
    leave(key);
    seen
}

/// Looks at every key in turn and leaves it as it was. Keys that can't be looked at are skipped,
/// unless there is no other.
pub(super) fn look_at_all<T>(
    mut look: impl FnMut(&mut YubiKey) -> Result<T, KeyRefusal>,
) -> Result<Vec<T>, KeyRefusal> {
    let mut looks = Vec::new();
    let mut failure = None;
    let seen = each(|mut key| {
        match look(&mut key) {
            Ok(look) => looks.push(look),
            Err(refusal) => failure = Some(refusal),
        }
        leave(key);
        Search::Goes
    })?;
    match seen.obstacle.or(failure) {
        Some(refusal) if looks.is_empty() => Err(refusal),
        _ => Ok(looks),
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
            (Some(obstacle), _) => obstacle,
            (None, 0) => KeyRefusal::Absent,
            (None, _) => KeyRefusal::OtherKey { serial },
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
        Err(error) => return Err(refusal(error)),
    };
    for reader in context.iter().map_err(refusal)? {
        match reader.open() {
            Ok(key) => {
                seen.keys += 1;
                if matches!(visit(key), Search::Over) {
                    break;
                }
            }
            Err(error) => seen.obstacle = seen.obstacle.or_else(|| obstacle(&reader, error)),
        }
    }
    Ok(seen)
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

/// Says what stands between us and a reader's YubiKey. Other readers may be busy or closed.
fn obstacle(reader: &Reader<'_>, error: Error) -> Option<KeyRefusal> {
    let ours = reader.name().to_ascii_lowercase().contains("yubi");
    match refusal(error) {
        obstacle @ (KeyRefusal::Busy | KeyRefusal::Denied) if ours => Some(obstacle),
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
    fn a_key_that_is_held_matters_more_than_another_that_is_free() {
        for (keys, obstacle, expected) in [
            (0, None, KeyRefusal::Absent),
            (1, None, KeyRefusal::OtherKey { serial: 7 }),
            (0, Some(KeyRefusal::Busy), KeyRefusal::Busy),
            (1, Some(KeyRefusal::Busy), KeyRefusal::Busy),
        ] {
            assert_eq!(Seen { keys, obstacle }.explanation(7), expected);
        }
    }
}
