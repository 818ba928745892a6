//! What a test writes into a key before the story begins, without proving anything.

use p256::SecretKey;

use super::keys::Key;
use super::objects::{ADMIN_DATA, PRINTED};
use super::{ManagementAlgorithm, Origin, PinPolicy, Piv, Slot, TouchPolicy};
use crate::random;
use crate::tlv::field;

impl Piv {
    pub(crate) fn put_key(
        &mut self,
        slot: Slot,
        pin: PinPolicy,
        touch: TouchPolicy,
        origin: Origin,
    ) -> SecretKey {
        let secret = random::secret_key();
        self.keys.put(slot.number(), Key { secret: secret.clone(), pin, touch, origin });
        secret
    }

    /// The management key in PRINTED (88, 89), and ADMIN DATA (80, 81) saying so with flag 02.
    pub(crate) fn protect_management_key(&mut self, algorithm: ManagementAlgorithm, key: &[u8]) {
        self.management.set(algorithm, key);
        self.objects.set(PRINTED, field(0x88, &field(0x89, key)));
        self.objects.set(ADMIN_DATA, field(0x80, &field(0x81, &[0x02])));
    }
}
