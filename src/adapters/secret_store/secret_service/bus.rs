//! The calls of the [Secret Service API](https://specifications.freedesktop.org/secret-service-spec/latest/)
//! that we make, each with the time that is left for it.
//!
//! Libraries for this give every call the same two seconds, which a keyring on a slow disk needs
//! for a write, and which say nothing of how long a whole read takes.

use std::collections::HashMap;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use dbus::arg::{AppendAll, Iter, PropMap, ReadAll, TypeMismatchError, Variant};
use dbus::blocking::stdintf::org_freedesktop_dbus::Properties as _;
use dbus::blocking::{Connection, Proxy};
use dbus::message::SignalArgs;
use dbus::{Message, Path};
use zeroize::Zeroizing;

use super::error::{explain, failed, is_gone};
use super::{KEYRING, SecretStoreError};
use crate::adapters::secret_store::time_limit::{LIMIT, Patience};

const DESTINATION: &str = "org.freedesktop.secrets";
const SERVICE: &str = "org.freedesktop.Secret.Service";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const COLLECTION: &str = "org.freedesktop.Secret.Collection";
const ITEM: &str = "org.freedesktop.Secret.Item";
const PROMPT: &str = "org.freedesktop.Secret.Prompt";
/// libdbus counts whole milliseconds, so it gives up a little before the limit.
const COARSE: Duration = Duration::from_millis(10);
/// What stands for "no object", as a path.
const NOTHING: &str = "/";

/// An object of the keyring: a collection or an item.
pub(super) type Object = Path<'static>;

/// A connection to the Secret Service, for one piece of work.
pub(super) struct Bus {
    connection: Connection,
    session: Object,
    patience: Patience,
    questions_end: Instant,
}

/// What a search has found.
pub(super) struct Found {
    pub(super) unlocked: Vec<Object>,
    pub(super) locked: Vec<Object>,
}

/// Whether a change is done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Change {
    Done,
    /// The keyring would ask the person first.
    WantsPerson,
}

impl Bus {
    /// Connects. All questions together have [`LIMIT`] from now on.
    pub(super) fn connect(patience: &Patience) -> Result<Self, SecretStoreError> {
        let questions_end = Instant::now() + LIMIT;
        // libdbus waits for the bus itself as long as it likes.
        let connection = patience.within(KEYRING, LIMIT, || {
            Connection::new_session().map_err(|error| explain(&error))
        })?;
        let session = Object::from(NOTHING);
        let mut bus = Self { connection, session, patience: patience.clone(), questions_end };
        // Without encryption: docs/design/keyring.md says why.
        let nothing = Variant(String::new());
        let (_, session): (Variant<Box<dyn dbus::arg::RefArg>>, Object) =
            bus.ask(SERVICE_PATH, SERVICE, "OpenSession", ("plain", nothing))?;
        bus.session = session;
        Ok(bus)
    }

    /// Returns the items with these attributes, and maybe more.
    pub(super) fn search(&self, attributes: &[(&str, &str)]) -> Result<Found, SecretStoreError> {
        let attributes: HashMap<&str, &str> = attributes.iter().copied().collect();
        let (unlocked, locked) = self.ask(SERVICE_PATH, SERVICE, "SearchItems", (attributes,))?;
        Ok(Found { unlocked, locked })
    }

    /// Returns the collection that new items go to.
    pub(super) fn default_collection(&self) -> Result<Option<Object>, SecretStoreError> {
        let (path,): (Object,) = self.ask(SERVICE_PATH, SERVICE, "ReadAlias", ("default",))?;
        Ok((&*path != NOTHING).then_some(path))
    }

    /// Tells whether the collection is locked.
    pub(super) fn is_locked(&self, collection: &Object) -> Result<bool, SecretStoreError> {
        self.timed(self.left(), collection, |proxy| proxy.get(COLLECTION, "Locked"))
    }

    /// Returns when the item was changed last, in seconds since 1970, or `None` if it is gone.
    pub(super) fn modified(&self, item: &Object) -> Result<Option<u64>, SecretStoreError> {
        self.of_item(self.left(), item, |proxy| proxy.get(ITEM, "Modified"))
    }

    /// Returns the item's attributes, or `None` if it is gone.
    pub(super) fn attributes(
        &self,
        item: &Object,
    ) -> Result<Option<HashMap<String, String>>, SecretStoreError> {
        self.of_item(self.left(), item, |proxy| proxy.get(ITEM, "Attributes"))
    }

    /// Returns the item's secret, or `None` if it is gone.
    pub(super) fn secret(
        &self,
        item: &Object,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, SecretStoreError> {
        type Secret = (Object, Vec<u8>, Vec<u8>, String);
        let session = self.session.clone();
        let told: Option<(Secret,)> = self
            .of_item(self.left(), item, |proxy| proxy.method_call(ITEM, "GetSecret", (session,)))?;
        Ok(told.map(|((_, _, value, _),)| Zeroizing::new(value)))
    }

    /// Writes an item over one with the same attributes, which may take until `limit`.
    pub(super) fn create(
        &self,
        collection: &Object,
        label: &str,
        attributes: &[(&str, &str)],
        secret: &[u8],
        limit: Duration,
    ) -> Result<Change, SecretStoreError> {
        let attributes: HashMap<String, String> =
            attributes.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let properties = PropMap::from([
            (format!("{ITEM}.Label"), Variant(Box::new(label.to_owned()) as _)),
            (format!("{ITEM}.Attributes"), Variant(Box::new(attributes) as _)),
        ]);
        let secret = (self.session.clone(), Vec::<u8>::new(), secret, "text/plain");
        let arguments = (properties, secret, true);
        let (item, _): (Object, Object) = self.timed(limit, collection, |proxy| {
            proxy.method_call(COLLECTION, "CreateItem", arguments)
        })?;
        Ok(if &*item == NOTHING { Change::WantsPerson } else { Change::Done })
    }

    /// Deletes an item, which may take until `limit`; one that is gone is deleted.
    pub(super) fn delete(
        &self,
        item: &Object,
        limit: Duration,
    ) -> Result<Change, SecretStoreError> {
        let told: Option<(Object,)> =
            self.of_item(limit, item, |proxy| proxy.method_call(ITEM, "Delete", ()))?;
        Ok(match told {
            Some((prompt,)) if &*prompt != NOTHING => Change::WantsPerson,
            _ => Change::Done,
        })
    }

    /// Unlocks the collection, for which the keyring may ask the person, who has until `limit`.
    pub(super) fn unlock(
        &self,
        collection: &Object,
        limit: Duration,
    ) -> Result<Change, SecretStoreError> {
        let objects = vec![collection.clone()];
        let (_, prompt): (Vec<Object>, Object) =
            self.ask(SERVICE_PATH, SERVICE, "Unlock", (objects,))?;
        if &*prompt == NOTHING { Ok(Change::Done) } else { self.prompt(&prompt, limit) }
    }

    /// Lets the keyring ask the person, and takes the question away when nobody answers it.
    fn prompt(&self, prompt: &Object, limit: Duration) -> Result<Change, SecretStoreError> {
        let end = Instant::now() + limit;
        let (sender, answer) = mpsc::channel();
        let hear =
            move |completed: Completed, _: &Connection, _: &Message| sender.send(completed).is_ok();
        self.timed(self.left(), prompt, |proxy| proxy.match_signal(hear).map(|_| ()))?;
        let () = self.ask(prompt, PROMPT, "Prompt", ("",))?;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            if let Ok(Completed { dismissed }) = answer.try_recv() {
                return Ok(if dismissed { Change::WantsPerson } else { Change::Done });
            }
            self.connection.process(left).map_err(|error| failed(&error))?;
        }
        let () = self.timed(LIMIT, prompt, |proxy| proxy.method_call(PROMPT, "Dismiss", ()))?;
        Ok(Change::WantsPerson)
    }

    fn ask<A: AppendAll, R: ReadAll + 'static>(
        &self,
        object: &str,
        interface: &str,
        method: &str,
        arguments: A,
    ) -> Result<R, SecretStoreError> {
        self.timed(self.left(), object, |proxy| proxy.method_call(interface, method, arguments))
    }

    /// Makes a call to an item, which another process may have deleted since it was found.
    fn of_item<R>(
        &self,
        limit: Duration,
        item: &Object,
        call: impl FnOnce(&Proxy<'_, &Connection>) -> Result<R, dbus::Error>,
    ) -> Result<Option<R>, SecretStoreError> {
        self.timed(limit, item, |proxy| match call(&proxy) {
            Err(error) if is_gone(&error) => Ok(None),
            other => other.map(Some),
        })
    }

    /// The time that is left for questions.
    fn left(&self) -> Duration {
        self.questions_end.saturating_duration_since(Instant::now())
    }

    /// Makes a call, and tells "no answer in time" from "gone without an answer": D-Bus has one
    /// name for both.
    fn timed<R>(
        &self,
        limit: Duration,
        object: &str,
        call: impl FnOnce(Proxy<'_, &Connection>) -> Result<R, dbus::Error>,
    ) -> Result<R, SecretStoreError> {
        self.patience.check(KEYRING)?;
        let begun = Instant::now();
        call(self.connection.with_proxy(DESTINATION, object, limit)).map_err(|error| {
            match error.name().unwrap_or_default() {
                "org.freedesktop.DBus.Error.NoReply" | "org.freedesktop.DBus.Error.Timeout"
                    if begun.elapsed() + COARSE >= limit =>
                {
                    self.patience.lose(KEYRING, limit.max(LIMIT))
                }
                _ => explain(&error),
            }
        })
    }
}

/// The end of a question to the person.
struct Completed {
    dismissed: bool,
}

impl ReadAll for Completed {
    fn read(arguments: &mut Iter<'_>) -> Result<Self, TypeMismatchError> {
        Ok(Self { dismissed: arguments.read()? })
    }
}

impl SignalArgs for Completed {
    const NAME: &'static str = "Completed";
    const INTERFACE: &'static str = PROMPT;
}
