//! Which keyring holds what on this machine.

use super::time_limit::Patience;
use super::{KeyringName, NewItem, SecretStore, SecretStoreError};
use crate::adapters::environment::Environment;
use crate::domain::secret::Secret;

/// Every keyring that `VOUCH_KEYRING` can name on some operating system.
const WORDS: [&str; 4] = ["keychain", "keyutils", "secret-service", "wincred"];

/// The keyrings of one process. One that hangs for the first is not waited for by the second.
pub struct Keyrings {
    /// For sessions and software keys.
    pub sessions: Box<dyn SecretStore>,
    /// For cached AWS credentials.
    pub cache: Box<dyn SecretStore>,
}

impl Keyrings {
    /// Returns those that the environment names. Opens none.
    pub fn of(environment: &Environment) -> Self {
        let patience = Patience::default();
        Self {
            sessions: choose(environment, Purpose::Sessions, &patience),
            cache: choose(environment, Purpose::Cache, &patience),
        }
    }
}

/// Returns the keyring that is asked first for cached AWS credentials, if it answers at once and asks
/// nobody. Opens nothing.
#[cfg(target_os = "linux")]
pub fn quick_cache(environment: &Environment) -> Option<Box<dyn SecretStore>> {
    use super::keyutils::{Keyutils, WhenFull};

    match environment.vouch_keyring.as_deref() {
        None | Some("auto" | "keyutils") => {
            Some(Box::new(Keyutils { when_full: WhenFull::Refuse }))
        }
        _ => None,
    }
}

/// Returns none: this system's keyring may ask the person, or hang.
#[cfg(not(target_os = "linux"))]
pub fn quick_cache(_: &Environment) -> Option<Box<dyn SecretStore>> {
    None
}

/// Returns every keyring of this operating system that can be asked, by its word of `VOUCH_KEYRING`,
/// whatever is set there. Opens none.
pub fn each(environment: &Environment) -> Vec<(&'static str, Box<dyn SecretStore>)> {
    let patience = Patience::default();
    let keyring = |word| named(environment, word, Purpose::Sessions, &patience);
    WORDS.into_iter().filter_map(|word| Some((word, keyring(word).ok()?))).collect()
}

/// Tells whether [`Keyrings::sessions`] asks the keyring of that name (a word of `VOUCH_KEYRING`).
pub fn reaches(environment: &Environment, keyring: &str) -> bool {
    match environment.vouch_keyring.as_deref() {
        None | Some("auto") => keyring != "secret-service" || environment.session_bus,
        Some(chosen) => chosen == keyring,
    }
}

#[derive(Clone, Copy)]
enum Purpose {
    Cache,
    Sessions,
}

fn choose(
    environment: &Environment,
    purpose: Purpose,
    patience: &Patience,
) -> Box<dyn SecretStore> {
    let word = environment.vouch_keyring.as_deref().unwrap_or("auto");
    let chosen = match word {
        "auto" => automatic(environment, purpose, patience),
        word => named(environment, word, purpose, patience),
    };
    chosen.unwrap_or_else(|reason| Box::new(Unusable(reason)))
}

#[cfg(target_os = "linux")]
fn automatic(
    environment: &Environment,
    purpose: Purpose,
    patience: &Patience,
) -> Result<Box<dyn SecretStore>, String> {
    use super::keyutils::{Keyutils, WhenFull};
    use super::layers::{Layers, Prefer};

    if !environment.session_bus {
        return Ok(Box::new(Keyutils { when_full: WhenFull::MakeRoom }));
    }
    let prefer = match purpose {
        Purpose::Cache => Prefer::Quick,
        Purpose::Sessions => Prefer::Lasting,
    };
    let lasting = secret_service(purpose, patience);
    let quick = |when_full| Box::new(Keyutils { when_full });
    Ok(Box::new(Layers {
        quick: quick(WhenFull::Refuse),
        quick_alone: quick(WhenFull::MakeRoom),
        lasting,
        prefer,
    }))
}

#[cfg(target_os = "linux")]
fn secret_service(purpose: Purpose, patience: &Patience) -> Box<dyn SecretStore> {
    use super::secret_service::SecretService;

    Box::new(match purpose {
        Purpose::Cache => SecretService::quick(patience),
        Purpose::Sessions => SecretService::patient(patience),
    })
}

#[cfg(target_os = "macos")]
fn automatic(
    _: &Environment,
    _: Purpose,
    patience: &Patience,
) -> Result<Box<dyn SecretStore>, String> {
    Ok(super::keychain::store(patience))
}

#[cfg(windows)]
fn automatic(
    _: &Environment,
    _: Purpose,
    patience: &Patience,
) -> Result<Box<dyn SecretStore>, String> {
    Ok(super::credential_manager::store(patience))
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn automatic(_: &Environment, _: Purpose, _: &Patience) -> Result<Box<dyn SecretStore>, String> {
    Err("vouch knows no keyring of this operating system".into())
}

#[cfg_attr(
    not(target_os = "linux"),
    expect(unused_variables, reason = "one keyring for every purpose")
)]
fn named(
    environment: &Environment,
    word: &str,
    purpose: Purpose,
    patience: &Patience,
) -> Result<Box<dyn SecretStore>, String> {
    match word {
        #[cfg(target_os = "linux")]
        "keyutils" => {
            use super::keyutils::{Keyutils, WhenFull};
            Ok(Box::new(Keyutils { when_full: WhenFull::MakeRoom }))
        }
        #[cfg(target_os = "linux")]
        "secret-service" if environment.session_bus => Ok(secret_service(purpose, patience)),
        #[cfg(target_os = "linux")]
        "secret-service" => Err("VOUCH_KEYRING is `secret-service`, and there is no session bus \
                                 (DBUS_SESSION_BUS_ADDRESS, or $XDG_RUNTIME_DIR/bus)"
            .into()),
        #[cfg(target_os = "macos")]
        "keychain" => Ok(super::keychain::store(patience)),
        #[cfg(windows)]
        "wincred" => Ok(super::credential_manager::store(patience)),
        word if WORDS.contains(&word) => {
            Err(format!("VOUCH_KEYRING is `{word}`, which this operating system doesn't have"))
        }
        _ => Err(format!(
            "VOUCH_KEYRING is `{word}`, not one of auto, secret-service, keyutils, keychain, \
             wincred"
        )),
    }
}

/// A choice that can't be: told at the first use, since a command that needs no keyring needs not
/// fail.
struct Unusable(String);

impl Unusable {
    fn refuse<T>(&self) -> Result<T, SecretStoreError> {
        Err(SecretStoreError::Unavailable { reason: self.0.clone() })
    }
}

impl SecretStore for Unusable {
    fn read(&self, _: &str) -> Result<Option<Secret>, SecretStoreError> {
        self.refuse()
    }

    fn write(&self, _: &NewItem<'_>) -> Result<KeyringName, SecretStoreError> {
        self.refuse()
    }

    fn delete(&self, _: &str) -> Result<(), SecretStoreError> {
        self.refuse()
    }

    fn delete_all(&self, _: &str) -> Result<(), SecretStoreError> {
        self.refuse()
    }

    fn unlock(&self) -> Result<(), SecretStoreError> {
        self.refuse()
    }

    fn describe(&self) -> String {
        format!("none: {}", self.0)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    fn described(keyring: Option<&str>, session_bus: bool) -> (String, String) {
        let environment = Environment {
            vouch_keyring: keyring.map(str::to_owned),
            session_bus,
            ..Environment::default()
        };
        let keyrings = Keyrings::of(&environment);
        (keyrings.sessions.describe(), keyrings.cache.describe())
    }

    #[test]
    fn the_desktops_keyring_holds_sessions_and_the_kernel_holds_the_cache() {
        let (sessions, cache) = described(None, true);
        assert_eq!(sessions, "Secret Service keyring, else the kernel keyring");
        assert_eq!(cache, "kernel keyring, else the Secret Service keyring");
        assert_eq!(described(Some("auto"), true), (sessions, cache));
    }

    #[test]
    fn without_a_bus_there_is_the_kernel_alone() {
        let kernel = || "kernel keyring".to_owned();
        assert_eq!(described(None, false), (kernel(), kernel()));
        assert_eq!(described(Some("keyutils"), true), (kernel(), kernel()));
    }

    #[test]
    fn a_job_without_a_bus_does_not_reach_the_desktops_keyring() {
        for (word, bus, keyring, expected) in [
            (None, true, "secret-service", true),
            (None, false, "secret-service", false),
            (None, false, "keyutils", true),
            (Some("auto"), true, "keyutils", true),
            (Some("keyutils"), true, "secret-service", false),
            (Some("secret-service"), true, "keyutils", false),
        ] {
            let vouch_keyring = word.map(str::to_owned);
            let session_bus = bus;
            let environment = Environment { vouch_keyring, session_bus, ..Environment::default() };
            assert_eq!(reaches(&environment, keyring), expected, "{word:?} {bus} {keyring}");
        }
    }

    #[test]
    fn each_keyring_that_can_be_asked_is_one_whatever_is_chosen() {
        for (session_bus, expected) in
            [(true, &["keyutils", "secret-service"][..]), (false, &["keyutils"])]
        {
            let vouch_keyring = Some("wincred".into());
            let environment = Environment { vouch_keyring, session_bus, ..Environment::default() };
            let words: Vec<&str> = each(&environment).into_iter().map(|(word, _)| word).collect();
            assert_eq!(words, expected);
        }
    }

    #[test]
    fn a_choice_that_cannot_be_is_told_at_its_first_use() {
        for (word, bus, expected) in [
            ("keychain", true, "this operating system doesn't have"),
            ("secret-service", false, "there is no session bus"),
            ("file", true, "not one of auto, secret-service"),
        ] {
            let environment = Environment {
                vouch_keyring: Some(word.into()),
                session_bus: bus,
                ..Environment::default()
            };
            let error = Keyrings::of(&environment).sessions.read("vouch:session:a").unwrap_err();
            assert!(error.to_string().contains(expected), "{error}");
        }
    }
}
