//! Two keyrings as one: the kernel's is asked first, since asking it costs nothing.

use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::domain::secret::Secret;

/// Which of the two an item is written to where both can be had.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Prefer {
    /// The one that outlives a restart of the machine.
    Lasting,
    /// The one that is read in microseconds.
    Quick,
}

/// Two keyrings, of which one may be missing.
pub(super) struct Layers {
    pub(super) quick: Box<dyn SecretStore>,
    /// The quick one again, in the way in which it takes what the lasting one doesn't.
    pub(super) quick_alone: Box<dyn SecretStore>,
    pub(super) lasting: Box<dyn SecretStore>,
    pub(super) prefer: Prefer,
}

impl Layers {
    fn in_order_of_writing(&self) -> [&dyn SecretStore; 2] {
        let (quick, lasting) = (self.quick.as_ref(), self.lasting.as_ref());
        match self.prefer {
            Prefer::Lasting => [lasting, quick],
            Prefer::Quick => [quick, lasting],
        }
    }

    /// A quick keyring that takes no more is not made to while the lasting one still does.
    fn write_lasting(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        self.lasting.write(item).or_else(|error| self.quick_alone.write(item).map_err(|_| error))
    }

    /// Does it to both, and fails when either does; a missing one counts only if both are.
    fn both(
        &self,
        act: impl Fn(&dyn SecretStore) -> Result<(), SecretStoreError>,
    ) -> Result<(), SecretStoreError> {
        let results = [act(self.quick.as_ref()), act(self.lasting.as_ref())];
        match results {
            [Err(SecretStoreError::Unavailable { .. }), other]
            | [other, Err(SecretStoreError::Unavailable { .. })] => other,
            [first, second] => first.and(second),
        }
    }
}

impl SecretStore for Layers {
    fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
        let quick = match self.quick.read(name) {
            Ok(Some(secret)) => return Ok(Some(secret)),
            Err(error) if !is_missing(&error) => return Err(error),
            other => other,
        };
        match self.lasting.read(name) {
            Err(error) if is_missing(&error) => quick,
            other => other,
        }
    }

    fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        let keyring = match self.prefer {
            Prefer::Lasting => match self.lasting.write(item) {
                Err(error) if is_missing(&error) => self.quick_alone.write(item)?,
                other => other?,
            },
            Prefer::Quick => match self.quick.write(item) {
                Err(error) if is_missing(&error) => self.write_lasting(item)?,
                other => other?,
            },
        };
        if keyring != KeyringName::Keyutils {
            // An older copy there would be found first.
            match self.quick.delete(item.name) {
                Err(error) if !is_missing(&error) => return Err(error),
                _ => {}
            }
        }
        Ok(keyring)
    }

    fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
        self.both(|store| store.delete(name))
    }

    fn delete_all(&self, prefix: &str) -> Result<(), SecretStoreError> {
        self.both(|store| store.delete_all(prefix))
    }

    fn unlock(&self) -> Result<(), SecretStoreError> {
        let [first, second] = self.in_order_of_writing();
        match first.unlock() {
            Err(error) if is_missing(&error) => second.unlock(),
            other => other,
        }
    }

    fn reach(&self, keyring: &str) -> Result<(), SecretStoreError> {
        self.quick.reach(keyring)?;
        self.lasting.reach(keyring)
    }

    fn describe(&self) -> String {
        let [first, second] = self.in_order_of_writing();
        format!("{}, else the {}", first.describe(), second.describe())
    }
}

fn is_missing(error: &SecretStoreError) -> bool {
    matches!(error, SecretStoreError::Unavailable { .. })
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::HashMap;
    use std::rc::Rc;

    use super::*;

    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Full,
        Locked,
        Missing,
        Whole,
    }

    type Items = Rc<RefCell<HashMap<String, String>>>;

    struct Fake(KeyringName, State, Items);

    impl Fake {
        fn check(&self) -> Result<(), SecretStoreError> {
            match self.1 {
                State::Locked => Err(SecretStoreError::Locked { keyring: self.0 }),
                State::Missing => Err(SecretStoreError::Unavailable { reason: "missing".into() }),
                State::Full | State::Whole => Ok(()),
            }
        }
    }

    impl SecretStore for Fake {
        fn read(&self, name: &str) -> Result<Option<Secret>, SecretStoreError> {
            self.check()?;
            Ok(self.2.borrow().get(name).map(Secret::new))
        }
        fn write(&self, item: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
            self.check()?;
            if self.1 == State::Full {
                return Err(SecretStoreError::Unavailable { reason: "full".into() });
            }
            self.2.borrow_mut().insert(item.name.into(), item.secret.expose().into());
            Ok(self.0)
        }
        fn delete(&self, name: &str) -> Result<(), SecretStoreError> {
            self.check()?;
            self.2.borrow_mut().remove(name);
            Ok(())
        }
        fn delete_all(&self, _prefix: &str) -> Result<(), SecretStoreError> {
            self.check()
        }
        fn unlock(&self) -> Result<(), SecretStoreError> {
            self.check()
        }
        fn describe(&self) -> String {
            self.0.title().into()
        }
    }

    fn layers(quick: State, lasting: State, prefer: Prefer) -> Layers {
        let items = Items::default();
        let kernel = |state| Box::new(Fake(KeyringName::Keyutils, state, Rc::clone(&items)));
        let alone = if quick == State::Full { State::Whole } else { quick };
        Layers {
            quick: kernel(quick),
            quick_alone: kernel(alone),
            lasting: Box::new(Fake(KeyringName::SecretService, lasting, Items::default())),
            prefer,
        }
    }

    fn write(layers: &Layers) -> Result<KeyringName, SecretStoreError> {
        let secret = Secret::new("secret");
        layers.write(&NewItem { name: "a", label: "a", secret: &secret, expires_at: None })
    }

    #[test]
    fn an_item_goes_where_it_is_preferred_or_else_to_the_other() {
        use KeyringName::{Keyutils, SecretService};
        for (quick, lasting, prefer, expected) in [
            (State::Whole, State::Whole, Prefer::Quick, Keyutils),
            (State::Whole, State::Whole, Prefer::Lasting, SecretService),
            (State::Missing, State::Whole, Prefer::Quick, SecretService),
            (State::Whole, State::Missing, Prefer::Lasting, Keyutils),
            (State::Full, State::Whole, Prefer::Quick, SecretService),
            (State::Full, State::Missing, Prefer::Quick, Keyutils),
            (State::Full, State::Locked, Prefer::Quick, Keyutils),
            (State::Full, State::Missing, Prefer::Lasting, Keyutils),
        ] {
            let layers = layers(quick, lasting, prefer);
            assert_eq!(write(&layers).unwrap(), expected);
            assert!(layers.read("a").unwrap().is_some());
            if lasting == State::Locked {
                continue;
            }
            assert!(layers.read("b").unwrap().is_none());
            layers.delete("a").unwrap();
            assert!(layers.read("a").unwrap().is_none());
        }
    }

    #[test]
    fn a_locked_keyring_is_not_passed_over_for_a_session() {
        let layers = layers(State::Whole, State::Locked, Prefer::Lasting);
        assert!(matches!(write(&layers), Err(SecretStoreError::Locked { .. })));
        assert!(matches!(layers.read("a"), Err(SecretStoreError::Locked { .. })));
        assert!(matches!(layers.delete("a"), Err(SecretStoreError::Locked { .. })));
        assert!(matches!(layers.unlock(), Err(SecretStoreError::Locked { .. })));
    }

    #[test]
    fn only_the_keyring_that_will_be_written_is_unlocked() {
        assert!(layers(State::Whole, State::Locked, Prefer::Quick).unlock().is_ok());
        assert!(layers(State::Whole, State::Missing, Prefer::Lasting).unlock().is_ok());
        assert!(layers(State::Missing, State::Missing, Prefer::Lasting).unlock().is_err());
    }

    #[test]
    fn without_any_keyring_nothing_is_absent() {
        let layers = layers(State::Missing, State::Missing, Prefer::Quick);
        assert!(matches!(write(&layers), Err(SecretStoreError::Unavailable { .. })));
        assert!(matches!(layers.read("a"), Err(SecretStoreError::Unavailable { .. })));
        assert!(matches!(layers.delete("a"), Err(SecretStoreError::Unavailable { .. })));
    }

    #[test]
    fn an_older_copy_does_not_outlive_a_newer_one() {
        let layers = layers(State::Whole, State::Whole, Prefer::Lasting);
        let older = Secret::new("older");
        let item = NewItem { name: "a", label: "a", secret: &older, expires_at: None };
        layers.quick.write(&item).unwrap();
        write(&layers).unwrap();
        assert_eq!(layers.read("a").unwrap().unwrap().expose(), "secret");
    }
}
