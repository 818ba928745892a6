//! A key in the hand of a test: its finger, its plug, and its state.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use p256::SecretKey;

use crate::card::Card;
use crate::gate::{Finger, Gate, Touches};
use crate::link::{Plug, Progress};
use crate::options::{Options, Plugged};
use crate::piv::{Flaw, ManagementAlgorithm, Origin, PinPolicy, Slot, TouchPolicy};

/// An emulated YubiKey that answers on a unix socket, on a thread of its own, until it is dropped.
///
/// What reads or changes the key's state waits while a command runs, so don't call it between
/// a blink and its touch.
pub struct VirtualYubikey {
    card: Arc<Mutex<Card>>,
    gate: Arc<Gate>,
    plug: Arc<Plug>,
    serving: Option<JoinHandle<()>>,
}

/// How a key is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Whether it waits for a touch.
    pub blinking: bool,
    /// Whether a reader driver holds it.
    pub connected: bool,
    /// How often it asked for a touch, and what came of it.
    pub touches: Touches,
}

/// How often PIN and PUK may still be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TriesLeft {
    /// Of the PIN.
    pub pin: u8,
    /// Of the PUK.
    pub puk: u8,
}

impl VirtualYubikey {
    /// Starts a key whose socket will be `socket` whenever it is plugged in.
    pub fn start(options: &Options, socket: PathBuf) -> io::Result<VirtualYubikey> {
        let gate = Arc::new(Gate::new(options.touch, options.touch_timeout));
        let card = Arc::new(Mutex::new(Card::new(options, gate.clone())));
        let plug = Arc::new(Plug::new(socket));
        if options.plugged == Plugged::In {
            plug.insert()?;
        }
        let (served, server) = (card.clone(), plug.clone());
        let serving = thread::Builder::new()
            .name("virtual-yubikey".into())
            .spawn(move || server.serve(&served))?;
        Ok(VirtualYubikey { card, gate, plug, serving: Some(serving) })
    }

    /// Touches the key; false when it wasn't blinking.
    pub fn touch(&self) -> bool {
        self.gate.touch()
    }

    /// Waits until the key blinks; false when it doesn't within `limit`.
    pub fn wait_blink(&self, limit: Duration) -> bool {
        self.gate.wait_blink(limit)
    }

    /// Says who touches the key from now on.
    pub fn set_finger(&self, finger: Finger) {
        self.gate.set_finger(finger);
    }

    /// Pulls the key out, whatever it is doing.
    pub fn eject(&self) {
        self.plug.eject();
        self.gate.cancel();
    }

    /// Plugs the key in again.
    pub fn insert(&self) -> io::Result<()> {
        self.plug.insert()
    }

    /// Waits until pcscd has powered the card; false when it hasn't within `limit`.
    pub fn wait_powered(&self, limit: Duration) -> bool {
        self.plug.wait(Progress::Powered, limit)
    }

    /// Waits until pcscd has powered the card and looked at it again, about 0.4 seconds later;
    /// false when it hasn't within `limit`. Then no client can come too early.
    pub fn wait_settled(&self, limit: Duration) -> bool {
        self.plug.wait(Progress::Settled, limit)
    }

    /// How the key is doing.
    pub fn condition(&self) -> Condition {
        Condition {
            blinking: self.gate.is_blinking(),
            connected: self.plug.is_connected(),
            touches: self.gate.touches(),
        }
    }

    /// The certificate, DER, of the root that vouches for this key's attestations.
    pub fn attestation_root_der(&self) -> Vec<u8> {
        self.card().piv.attestation.root_der()
    }

    /// Spoils the attestations from now on; `None` mends them.
    pub fn set_flaw(&self, flaw: Option<Flaw>) {
        self.card().piv.set_flaw(flaw);
    }

    /// Sets the PIN, with all tries left.
    pub fn set_pin(&self, pin: &str) {
        self.card().piv.pins.pin.set(pin.as_bytes());
    }

    /// Sets the PUK, with all tries left.
    pub fn set_puk(&self, puk: &str) {
        self.card().piv.pins.puk.set(puk.as_bytes());
    }

    /// Says how many tries the PIN has left; 0 blocks it.
    pub fn set_pin_tries_left(&self, left: u8) {
        self.card().piv.pins.pin.left = left;
    }

    /// How often PIN and PUK may still be wrong.
    pub fn tries_left(&self) -> TriesLeft {
        let card = self.card();
        TriesLeft { pin: card.piv.pins.pin.left, puk: card.piv.pins.puk.left }
    }

    /// Sets the management key, kept by whoever set it.
    ///
    /// # Panics
    /// When `key` doesn't have the length of the cipher's keys.
    pub fn set_management_key(&self, algorithm: ManagementAlgorithm, key: &[u8]) {
        self.card().piv.management.set(algorithm, key);
    }

    /// Sets the management key and leaves it in the key behind the PIN, as
    /// `ykman piv access change-management-key --protect` does.
    ///
    /// # Panics
    /// When `key` doesn't have the length of the cipher's keys.
    pub fn set_protected_management_key(&self, algorithm: ManagementAlgorithm, key: &[u8]) {
        self.card().piv.protect_management_key(algorithm, key);
    }

    /// Puts a fresh P-256 key into a slot and returns its private half.
    pub fn put_key(
        &self,
        slot: Slot,
        pin: PinPolicy,
        touch: TouchPolicy,
        origin: Origin,
    ) -> SecretKey {
        self.card().piv.put_key(slot, pin, touch, origin)
    }

    /// The public key in a slot, an uncompressed SEC1 point.
    pub fn public_point(&self, slot: Slot) -> Option<Vec<u8>> {
        self.card().piv.keys.at(slot.number()).map(|key| key.point())
    }

    /// The value of a data object, such as 0x5fc105 (the certificate of slot 9A).
    pub fn object(&self, id: u32) -> Option<Vec<u8>> {
        self.card().piv.objects.get(id).map(<[u8]>::to_vec)
    }

    /// Sets the value of a data object.
    pub fn set_object(&self, id: u32, value: Vec<u8>) {
        self.card().piv.objects.set(id, value);
    }

    fn card(&self) -> MutexGuard<'_, Card> {
        self.card.lock().expect("no thread panics while it holds the card")
    }
}

impl Drop for VirtualYubikey {
    fn drop(&mut self) {
        self.plug.end();
        self.gate.cancel();
        if let Some(serving) = self.serving.take() {
            // a panic over there was printed by its own thread
            let _ = serving.join();
        }
    }
}
