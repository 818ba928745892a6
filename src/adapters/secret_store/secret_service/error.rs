//! What D-Bus and the keyring answer instead of an answer.

use super::{KEYRING, SecretStoreError};

/// Tells locked, absent and failed apart.
pub(super) fn explain(error: &dbus::Error) -> SecretStoreError {
    match error.name().unwrap_or_default() {
        "org.freedesktop.Secret.Error.IsLocked" => SecretStoreError::Locked { keyring: KEYRING },
        name if is_absence(name) => unavailable("nothing answers for the Secret Service"),
        _ => failed(error),
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

/// Tells whether the object that was called is not there any more: in the keyring's words, and in
/// those of the libraries that keyrings are made with, which answer for a path where nothing is.
pub(super) fn is_gone(error: &dbus::Error) -> bool {
    matches!(
        error.name(),
        Some(
            "org.freedesktop.DBus.Error.UnknownMethod"
                | "org.freedesktop.DBus.Error.UnknownObject"
                | "org.freedesktop.Secret.Error.NoSuchObject"
        )
    )
}

pub(super) fn unavailable(reason: &str) -> SecretStoreError {
    SecretStoreError::Unavailable { reason: reason.into() }
}

/// D-Bus's own words, or its name of the error where it has none.
pub(super) fn failed(error: &dbus::Error) -> SecretStoreError {
    let words = error.message().filter(|words| !words.is_empty()).or(error.name());
    SecretStoreError::Failed { keyring: KEYRING, reason: words.unwrap_or("no answer").into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_daemon_a_locked_keyring_and_anything_else_are_told_apart() {
        let told = |name: &str| explain(&dbus::Error::new_custom(name, "words")).to_string();
        let absent = "no keyring is available: nothing answers for the Secret Service";
        for name in ["ServiceUnknown", "NameHasNoOwner", "Spawn.ChildExited"] {
            assert_eq!(told(&format!("org.freedesktop.DBus.Error.{name}")), absent);
        }
        let locked = "the Secret Service keyring is locked";
        assert_eq!(told("org.freedesktop.Secret.Error.IsLocked"), locked);
        let failed = "the Secret Service keyring failed: words";
        assert_eq!(told("org.freedesktop.DBus.Error.NoReply"), failed);
        assert_eq!(told("org.freedesktop.Secret.Error.NoSession"), failed);
    }

    #[test]
    fn an_object_that_is_gone_is_not_a_failure() {
        for (name, expected) in [
            ("org.freedesktop.DBus.Error.NoReply", false),
            ("org.freedesktop.DBus.Error.UnknownMethod", true),
            ("org.freedesktop.DBus.Error.UnknownObject", true),
            ("org.freedesktop.Secret.Error.IsLocked", false),
            ("org.freedesktop.Secret.Error.NoSuchObject", true),
        ] {
            assert_eq!(is_gone(&dbus::Error::new_custom(name, "words")), expected, "{name}");
        }
    }
}
