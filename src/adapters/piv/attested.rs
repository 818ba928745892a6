//! What an attestation says about a key, for cards whose firmware keeps no metadata.

use yubikey::{Certificate, YubiKey, piv};

use super::contents::{jwk, slot_id};
use super::mishap::Mishap;
use crate::domain::key_protocol::{KeyRefusal, Policy, Slot, SlotKey};

/// Yubico's extension with the PIN policy and the touch policy, a byte each
/// ([PIV attestation](https://developers.yubico.com/PIV/Introduction/PIV_attestation.html)).
const POLICIES: &str = "1.3.6.1.4.1.41482.3.8";

/// Reads the key in the slot from its attestation, which the card gives for keys that were made
/// in it.
pub(super) fn inspect(key: &mut YubiKey, slot: Slot) -> Result<SlotKey, Mishap> {
    let der = piv::attest(key, slot_id(slot)).map_err(|_| KeyRefusal::SlotEmpty { slot })?;
    let certificate = Certificate::from_bytes(der)?;
    let (pin_policy, touch_policy) = policies(&certificate)
        .ok_or_else(|| KeyRefusal::Failed { reason: "its attestation names no policies".into() })?;
    let public_key = jwk(certificate.subject_pki().subject_public_key.raw_bytes())?;
    Ok(SlotKey { slot, public_key, pin_policy, touch_policy })
}

/// Returns the PIN policy and the touch policy.
fn policies(certificate: &Certificate) -> Option<(Policy, Policy)> {
    let extensions = certificate.cert.tbs_certificate().extensions()?;
    let found = extensions.iter().find(|extension| extension.extn_id.to_string() == POLICIES)?;
    let [pin, touch] = found.extn_value.as_bytes() else { return None };
    let pin = match pin {
        1 => Policy::Never,
        2 => Policy::Once,
        3 => Policy::Always,
        _ => return None,
    };
    let touch = match touch {
        1 => Policy::Never,
        2 => Policy::Always,
        3 => Policy::Cached,
        _ => return None,
    };
    Some((pin, touch))
}
