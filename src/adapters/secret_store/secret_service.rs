//! The desktop's keyring, through D-Bus
//! ([Secret Service API](https://specifications.freedesktop.org/secret-service-spec/latest/)).
//!
//! Secrets cross the session bus unencrypted: it is a local socket of the same user, who can read
//! the keyring anyway, and the encrypted form costs a 1024-bit key agreement each time
//! (docs/design/keyring.md).

use std::collections::HashMap;
use std::time::Duration;

use dbus_secret_service::{Collection, EncryptionType, Error, Item, SecretService as Connection};

use super::time_limit::{LIMIT, within};
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;

/// The attribute by which our items are found: nobody else's item carries it.
const NAME: &str = "vouch-item";
/// The attribute that all our items share.
const APPLICATION: (&str, &str) = ("application", "vouch");
const KEYRING: KeyringName = KeyringName::SecretService;

/// How long the person may take to unlock it.
const PROMPT: Duration = Duration::from_secs(60);

/// The Secret Service of the session bus. Make it only where there is a bus: libdbus would launch
/// one otherwise.
#[derive(Clone, Copy, Debug)]
pub struct SecretService;

impl SecretStore for SecretService {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let name = name.to_owned();
        within(KEYRING, LIMIT, move || read(&name))
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let (name, label, secret) =
            (item.name.to_owned(), item.label.to_owned(), item.secret.clone());
        within(KEYRING, LIMIT, move || write(&name, &label, &secret))
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        let name = name.to_owned();
        within(KEYRING, LIMIT, move || {
            delete_where(HashMap::from([(NAME, name.as_str())]), |found| found == name)
        })
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        let prefix = prefix.to_owned();
        within(KEYRING, LIMIT, move || {
            delete_where(HashMap::from([APPLICATION]), |found| found.starts_with(&prefix))
        })
    }

    fn unlock(&self) -> Result<(), SecretStoreError> {
        within(KEYRING, LIMIT + PROMPT, unlock)
    }

    fn describe(&self) -> String {
        KEYRING.title().into()
    }
}

fn read(name: &str) -> Result<Option<Secret>, SecretStoreError> {
    let connection = connect()?;
    let found = connection.search_items(HashMap::from([(NAME, name)])).map_err(explain)?;
    let Some(item) = newest(found.unlocked)? else {
        return if found.locked.is_empty() {
            nothing_unless_locked(&connection)
        } else {
            Err(SecretStoreError::Locked { keyring: KEYRING })
        };
    };
    let corrupt = || SecretStoreError::Corrupt { name: name.into() };
    let bytes = item.get_secret().map_err(explain)?;
    let text = String::from_utf8(bytes).map_err(|_| corrupt())?;
    if text.is_empty() { Err(corrupt()) } else { Ok(Some(Secret::new(text))) }
}

/// A search by attributes is a search by some of them: a copy of our item, with attributes added,
/// is found as well.
fn newest(items: Vec<Item<'_>>) -> Result<Option<Item<'_>>, SecretStoreError> {
    if items.len() < 2 {
        return Ok(items.into_iter().next());
    }
    let mut dated = Vec::new();
    for item in items {
        dated.push((item.get_modified().map_err(explain)?, item));
    }
    Ok(dated.into_iter().max_by_key(|(modified, _)| *modified).map(|(_, item)| item))
}

/// A locked keyring may hide the item, so nothing found there is not yet absent.
fn nothing_unless_locked(connection: &Connection) -> Result<Option<Secret>, SecretStoreError> {
    match connection.get_default_collection() {
        Ok(collection) if collection.is_locked().map_err(explain)? => {
            Err(SecretStoreError::Locked { keyring: KEYRING })
        }
        Ok(_) | Err(Error::NoResult) => Ok(None),
        Err(error) => Err(explain(error)),
    }
}

fn write(name: &str, label: &str, secret: &Secret) -> Result<KeyringName, SecretStoreError> {
    let connection = connect()?;
    let collection = default_collection(&connection)?;
    if collection.is_locked().map_err(explain)? {
        return Err(SecretStoreError::Locked { keyring: KEYRING });
    }
    let attributes = HashMap::from([(NAME, name), APPLICATION]);
    let secret = secret.expose().as_bytes();
    collection.create_item(label, attributes, secret, true, "text/plain").map_err(explain)?;
    Ok(KEYRING)
}

fn unlock() -> Result<(), SecretStoreError> {
    let connection =
        Connection::connect_with_max_prompt_timeout(EncryptionType::Plain, PROMPT.as_secs())
            .map_err(explain)?;
    default_collection(&connection)?.ensure_unlocked().map_err(explain)
}

fn default_collection(connection: &Connection) -> Result<Collection<'_>, SecretStoreError> {
    connection.get_default_collection().map_err(|error| match error {
        Error::NoResult => {
            unavailable("the Secret Service has no default keyring; one is made at a desktop login")
        }
        other => explain(other),
    })
}

fn delete_where(
    attributes: HashMap<&str, &str>,
    is_meant: impl Fn(&str) -> bool,
) -> Result<(), SecretStoreError> {
    let connection = connect()?;
    let found = connection.search_items(attributes).map_err(explain)?;
    for item in &found.unlocked {
        let attributes = item.get_attributes().map_err(explain)?;
        if attributes.get(NAME).is_some_and(|name| is_meant(name)) {
            item.delete().map_err(explain)?;
        }
    }
    // A locked item neither shows its attributes nor can be deleted.
    if found.locked.is_empty() {
        Ok(())
    } else {
        Err(SecretStoreError::Locked { keyring: KEYRING })
    }
}

/// Zero seconds for a prompt: a locked keyring is told as locked, without a window.
fn connect() -> Result<Connection, SecretStoreError> {
    Connection::connect_with_max_prompt_timeout(EncryptionType::Plain, 0).map_err(explain)
}

fn explain(error: Error) -> SecretStoreError {
    match &error {
        Error::Locked | Error::Prompt => SecretStoreError::Locked { keyring: KEYRING },
        Error::Unavailable => unavailable("nothing answers for the Secret Service"),
        Error::Dbus(bus) => match bus.name().unwrap_or_default() {
            "org.freedesktop.Secret.Error.IsLocked" => {
                SecretStoreError::Locked { keyring: KEYRING }
            }
            "org.freedesktop.DBus.Error.NoReply" | "org.freedesktop.DBus.Error.Timeout" => {
                SecretStoreError::TimedOut { keyring: KEYRING, seconds: 2 }
            }
            name if is_absence(name) => unavailable("nothing answers for the Secret Service"),
            _ => failed(&error),
        },
        _ => failed(&error),
    }
}

fn is_absence(name: &str) -> bool {
    name.strip_prefix("org.freedesktop.DBus.Error.").is_some_and(|rest| {
        rest.starts_with("Spawn.")
            || [
                "Disconnected",
                "FileNotFound",
                "NameHasNoOwner",
                "NoServer",
                "NotSupported",
                "ServiceUnknown",
            ]
            .contains(&rest)
    })
}

fn unavailable(reason: &str) -> SecretStoreError {
    SecretStoreError::Unavailable { reason: reason.into() }
}

fn failed(error: &Error) -> SecretStoreError {
    SecretStoreError::Failed { keyring: KEYRING, reason: error.to_string() }
}
