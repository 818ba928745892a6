//! A laptop with virtual keys in it, and a helper for them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use tempfile::TempDir;
use virtual_yubikey::{Finger, Firmware, Options, Reselect};
use vouch::adapters::security_key::{
    Generate, KeyHelper, SecurityKeyError, SecurityKeys as _, Sign, UsedSlot,
};
use vouch::domain::key_protocol::{Generated, KeyRefusal, ManagementKey, Slot};
use vouch::domain::secret::Secret;

use crate::virtual_key::VirtualKey;

/// The serial number of the first key.
pub(super) const SERIAL: u32 = 12_345_678;
/// The PIN that a key has from the factory.
pub(super) const PIN: &str = "123456";
/// What is signed.
pub(super) const MESSAGE: &[u8] = b"header.claims";

/// Keys that were never touched by a test yet, of every generation that differs.
pub(super) fn generations() -> Vec<Options> {
    [Firmware::V5_2_7, Firmware::V5_4_3, Firmware::V5_7_4]
        .into_iter()
        .flat_map(|firmware| {
            [Reselect::KeepsPin, Reselect::ForgetsPin].map(|reselect| Options {
                firmware,
                reselect,
                ..Options::default()
            })
        })
        .collect()
}

/// Keys in their readers, and a helper that sees them.
pub(super) struct Bench {
    pub(super) key: VirtualKey,
    pub(super) helper: KeyHelper,
    folder: TempDir,
}

impl Bench {
    /// Plugs one key in.
    pub(super) fn with(options: Options) -> Self {
        Self::with_several(&[options])
    }

    /// Plugs several keys in.
    pub(super) fn with_several(options: &[Options]) -> Self {
        let key = VirtualKey::start_several(options);
        let folder = tempfile::tempdir().unwrap();
        let helper = helper_for(key.socket(), folder.path());
        Self { key, helper, folder }
    }

    /// Another helper for the same keys, as another `vouch` would start one.
    pub(super) fn another_helper(&self) -> KeyHelper {
        helper_for(self.key.socket(), self.folder.path())
    }

    /// Returns the process number of the helper that was started last.
    pub(super) fn helper_process(&self) -> String {
        fs::read_to_string(self.folder.path().join("process")).unwrap()
    }

    /// Makes a key in the first free slot.
    pub(super) fn generate(&mut self) -> Generated {
        generate(&mut self.helper, None, UsedSlot::Keep, &ManagementKey::Factory).unwrap()
    }

    /// Plugs the first key in again and waits until it is listed: pcscd looks a few times a second.
    pub(super) fn plug_in_again(&mut self) {
        self.key.insert().unwrap();
        let start = Instant::now();
        while self.helper.list().unwrap().is_empty() {
            assert!(start.elapsed() < Duration::from_secs(20), "pcscd doesn't see the key again");
        }
    }

    /// Signs with the PIN of the factory.
    pub(super) fn sign(&mut self, slot: Slot) -> Result<[u8; 64], SecurityKeyError> {
        sign(&mut self.helper, slot, PIN)
    }
}

/// Asks for a key with the PIN of the factory.
pub(super) fn generate(
    helper: &mut KeyHelper,
    slot: Option<Slot>,
    used_slot: UsedSlot,
    management_key: &ManagementKey,
) -> Result<Generated, SecurityKeyError> {
    let pin = &Secret::new(PIN);
    helper.generate(&Generate { serial: SERIAL, slot, used_slot, management_key, pin })
}

/// Asks for a signature with a patience that is never used up.
pub(super) fn sign(
    helper: &mut KeyHelper,
    slot: Slot,
    pin: &str,
) -> Result<[u8; 64], SecurityKeyError> {
    let (pin, timeout) = (&Secret::new(pin), Duration::from_secs(60));
    helper.sign(&Sign { serial: SERIAL, slot, pin, message: MESSAGE, timeout }, &mut || {})
}

/// Whether the signature over the message is the key's.
pub(super) fn is_signed_by(made: &Generated, signature: &[u8; 64]) -> bool {
    let key: VerifyingKey = made.public_key.verifying_key().unwrap();
    key.verify(MESSAGE, &Signature::from_slice(signature).unwrap()).is_ok()
}

/// Returns what the key said.
pub(super) fn refusal<T: std::fmt::Debug>(outcome: Result<T, SecurityKeyError>) -> KeyRefusal {
    match outcome {
        Err(SecurityKeyError::Refused(refusal)) => refusal,
        other => panic!("no refusal: {other:?}"),
    }
}

/// Returns how the helper failed.
pub(super) fn failure<T: std::fmt::Debug>(outcome: Result<T, SecurityKeyError>) -> String {
    match outcome {
        Err(SecurityKeyError::HelperFailed(reason)) => reason,
        Err(SecurityKeyError::Refused(refusal)) => panic!("no failure: {refusal}"),
        Err(error) => error.to_string(),
        Ok(done) => panic!("no failure: {done:?}"),
    }
}

/// Returns the adapter for a helper that is this shell script.
pub(super) fn helper_of_script(folder: &Path, script: &str) -> KeyHelper {
    KeyHelper::new(PathBuf::from("/nowhere/bin/vouch"), Some(put_script(folder, script)))
}

/// Starts the helper itself, without the adapter.
pub(super) fn bare_helper(key: &VirtualKey) -> Child {
    Command::new(env!("CARGO_BIN_EXE_vouch-piv"))
        .env("PCSCLITE_CSOCK_NAME", key.socket())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A key that waits for its touch.
pub(super) fn untouched() -> Options {
    Options { touch: Finger::Manual, ..Options::default() }
}

/// The helper of another process would see all keys through the variable that its parent has; the
/// tests of one process each have their own pcscd, so a script sets it.
fn helper_for(socket: &Path, folder: &Path) -> KeyHelper {
    let script = format!(
        "echo $$ > '{}'\nPCSCLITE_CSOCK_NAME='{}' exec '{}'\n",
        folder.join("process").display(),
        socket.display(),
        env!("CARGO_BIN_EXE_vouch-piv"),
    );
    helper_of_script(folder, &script)
}

/// Writes a script through another process: a file that this one has open for writing while a
/// test beside forks can't be run.
fn put_script(folder: &Path, script: &str) -> PathBuf {
    let path = folder.canonicalize().unwrap().join("helper");
    let written = Command::new("sh")
        .args([
            "-c",
            r#"umask 022; printf '%s' "$1" > "$2.new" && chmod 755 "$2.new" && mv "$2.new" "$2""#,
            "sh",
        ])
        .arg(format!("#!/bin/sh\n{script}"))
        .arg(&path)
        .status()
        .unwrap();
    assert!(written.success());
    path
}
