//! The key slots: generating, importing, moving and using P-256 keys.

use std::collections::BTreeMap;

use p256::SecretKey;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{Signature, SigningKey};
use p256::elliptic_curve::sec1::ToSec1Point;

use super::Piv;
use super::policy::{PinPolicy, TouchPolicy, requested};
use crate::apdu::{Answer, Status};
use crate::random;
use crate::tlv::{Fields, field, tlv};

/// PIV's number for ECC P-256.
pub(crate) const P256: u8 = 0x11;
/// The slot of the key that signs attestations.
pub(crate) const ATTESTATION_SLOT: u8 = 0xf9;

/// A slot that a test may fill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(super) u8);

impl Slot {
    /// 9A, PIV Authentication.
    pub const AUTHENTICATION: Slot = Slot(0x9a);
    /// 9E, Card Authentication.
    pub const CARD_AUTHENTICATION: Slot = Slot(0x9e);
    /// 9D, Key Management.
    pub const KEY_MANAGEMENT: Slot = Slot(0x9d);
    /// 9C, Digital Signature.
    pub const SIGNATURE: Slot = Slot(0x9c);

    /// One of the twenty retired key management slots, 82 to 95.
    ///
    /// # Panics
    /// For any other number.
    pub fn retired(number: u8) -> Slot {
        assert!((0x82..=0x95).contains(&number), "{number:02x} is no retired slot");
        Slot(number)
    }

    /// The slot's number on the card.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// Where a private key was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// In the key itself.
    Generated = 1,
    /// Outside, and written into the key: it can't be attested.
    Imported = 2,
}

#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) secret: SecretKey,
    pub(crate) pin: PinPolicy,
    pub(crate) touch: TouchPolicy,
    pub(crate) origin: Origin,
}

impl Key {
    /// The public key, an uncompressed SEC1 point.
    pub(crate) fn point(&self) -> Vec<u8> {
        self.secret.public_key().to_sec1_point(false).as_bytes().to_vec()
    }
}

#[derive(Default)]
pub(crate) struct Keys(BTreeMap<u8, Key>);

impl Keys {
    pub(crate) fn at(&self, slot: u8) -> Option<&Key> {
        self.0.get(&slot)
    }

    pub(crate) fn put(&mut self, slot: u8, key: Key) {
        self.0.insert(slot, key);
    }

    /// Removes every key but the one that attests, as a reset does.
    pub(crate) fn reset(&mut self) {
        self.0.retain(|slot, _| *slot == ATTESTATION_SLOT);
    }
}

impl Piv {
    pub(super) fn generate(&mut self, slot: u8, data: &[u8]) -> Answer {
        self.management.demand()?;
        if !is_key_slot(slot) {
            return Err(Status::WRONG_PARAMETERS);
        }
        let fields = Fields::parse(data).and_then(|all| all.inside(0xac));
        let fields = fields.ok_or(Status::WRONG_DATA)?;
        if fields.find(0x80) != Some(&[P256]) {
            return Err(Status::WRONG_DATA);
        }
        let (pin, touch) = requested(&fields, slot)?;
        let key = Key { secret: random::secret_key(), pin, touch, origin: Origin::Generated };
        let answer = tlv(&[0x7f, 0x49], &field(0x86, &key.point()));
        self.keys.put(slot, key);
        Ok(answer)
    }

    pub(super) fn import(&mut self, algorithm: u8, slot: u8, data: &[u8]) -> Answer {
        self.management.demand()?;
        if !is_key_slot(slot) || algorithm != P256 {
            return Err(Status::WRONG_DATA);
        }
        let fields = Fields::parse(data).ok_or(Status::WRONG_DATA)?;
        let scalar = fields.find(6).ok_or(Status::WRONG_DATA)?;
        let secret = SecretKey::from_slice(scalar).map_err(|_| Status::WRONG_DATA)?;
        let (pin, touch) = requested(&fields, slot)?;
        self.keys.put(slot, Key { secret, pin, touch, origin: Origin::Imported });
        Ok(Vec::new())
    }

    /// MOVE KEY (firmware 5.7); to FF it deletes.
    pub(super) fn move_key(&mut self, to: u8, from: u8) -> Answer {
        self.management.demand()?;
        if to != 0xff && !is_key_slot(to) {
            return Err(Status::WRONG_PARAMETERS);
        }
        let key = self.keys.0.remove(&from).ok_or(Status::REFERENCE_NOT_FOUND)?;
        if to != 0xff {
            self.keys.put(to, key);
        }
        Ok(Vec::new())
    }

    /// GENERAL AUTHENTICATE with a key: signs a digest (81) or agrees on a secret (85).
    pub(super) fn use_key(&mut self, algorithm: u8, slot: u8, fields: &Fields) -> Answer {
        let key = self.keys.at(slot).cloned().ok_or(Status::WRONG_DATA)?;
        if algorithm != P256 || slot == ATTESTATION_SLOT {
            return Err(Status::WRONG_DATA);
        }
        let allowed = match key.pin {
            PinPolicy::Always => self.pins.fresh(),
            PinPolicy::Never => true,
            PinPolicy::Once => self.pins.verified(),
        };
        if !allowed {
            return Err(Status::SECURITY_NOT_SATISFIED);
        }
        self.pins.spend();
        self.finger.demand(key.touch)?;
        let result = match (fields.find(0x81), fields.find(0x85)) {
            (Some(digest), _) => sign(&key.secret, digest)?,
            (None, Some(peer)) => agree(&key.secret, peer)?,
            (None, None) => return Err(Status::WRONG_DATA),
        };
        Ok(field(0x7c, &field(0x82, &result)))
    }
}

fn sign(secret: &SecretKey, digest: &[u8]) -> Answer {
    if digest.len() > 32 {
        return Err(Status::WRONG_DATA);
    }
    let padded = [vec![0; 32 - digest.len()], digest.to_vec()].concat();
    let signature: Result<Signature, _> = SigningKey::from(secret).sign_prehash(&padded);
    Ok(signature.map_err(|_| Status::WRONG_DATA)?.to_der().as_bytes().to_vec())
}

fn agree(secret: &SecretKey, peer: &[u8]) -> Answer {
    let peer = p256::PublicKey::from_sec1_bytes(peer).map_err(|_| Status::WRONG_DATA)?;
    Ok(secret.diffie_hellman(&peer).raw_secret_bytes().to_vec())
}

fn is_key_slot(slot: u8) -> bool {
    matches!(slot, 0x9a | 0x9c | 0x9d | 0x9e | 0x82..=0x95 | ATTESTATION_SLOT)
}
