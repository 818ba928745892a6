//! Just enough DER to issue X.509 certificates for P-256 keys.

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};

use crate::tlv::field;

/// What a certificate says, before it is signed.
pub(crate) struct Certificate<'a> {
    /// Big-endian; written as a positive number.
    pub(crate) serial: &'a [u8],
    pub(crate) issuer: &'a str,
    pub(crate) subject: &'a str,
    /// The subject's public key, an uncompressed SEC1 point.
    pub(crate) point: &'a [u8],
    /// Whole extensions, from [`extension`].
    pub(crate) extensions: &'a [Vec<u8>],
}

impl Certificate<'_> {
    /// The certificate, DER, signed with ECDSA over SHA-256.
    pub(crate) fn sign(&self, issuer: &SigningKey) -> Vec<u8> {
        let algorithm = sequence(&[&object_identifier(&[1, 2, 840, 10045, 4, 3, 2])]);
        let to_be_signed = sequence(&[
            &field(0xa0, &integer(&[2])),
            &integer(self.serial),
            &algorithm,
            &name(self.issuer),
            &sequence(&[&field(0x17, NOT_BEFORE), &field(0x18, NOT_AFTER)]),
            &name(self.subject),
            &public_key(self.point),
            &field(0xa3, &field(0x30, &self.extensions.concat())),
        ]);
        let signature: Signature = issuer.sign(&to_be_signed);
        sequence(&[&to_be_signed, &algorithm, &bits(signature.to_der().as_bytes())])
    }
}

/// One extension; `value` is the DER (or the raw bytes) that the octet string holds.
pub(crate) fn extension(id: &[u64], criticality: Criticality, value: &[u8]) -> Vec<u8> {
    let critical = match criticality {
        Criticality::Critical => field(1, &[0xff]),
        Criticality::Optional => Vec::new(),
    };
    sequence(&[&object_identifier(id), &critical, &field(4, value)])
}

/// Whether a reader that doesn't know an extension must refuse the certificate.
pub(crate) enum Criticality {
    Critical,
    Optional,
}

/// The basic constraints of an authority under which `path` more authorities may stand.
pub(crate) fn authority(path: u8) -> Vec<u8> {
    let value = sequence(&[&field(1, &[0xff]), &field(2, &[path])]);
    extension(&[2, 5, 29, 19], Criticality::Critical, &value)
}

/// A positive INTEGER from big-endian bytes.
pub(crate) fn integer(bytes: &[u8]) -> Vec<u8> {
    let mut value: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if value.first().is_none_or(|first| first & 0x80 != 0) {
        value.insert(0, 0);
    }
    field(2, &value)
}

fn object_identifier(arcs: &[u64]) -> Vec<u8> {
    let mut bytes = vec![(arcs[0] * 40 + arcs[1]) as u8];
    for &arc in &arcs[2..] {
        let groups = (1..10).take_while(|group| arc >> (7 * group) > 0).count();
        bytes.extend((1..=groups).rev().map(|group| (arc >> (7 * group)) as u8 | 0x80));
        bytes.push((arc & 0x7f) as u8);
    }
    field(6, &bytes)
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    field(0x30, &parts.concat())
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    field(3, &[&[0], bytes].concat())
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute =
        sequence(&[&object_identifier(&[2, 5, 4, 3]), &field(0x0c, common_name.as_bytes())]);
    sequence(&[&field(0x31, &attribute)])
}

fn public_key(point: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[
        &object_identifier(&[1, 2, 840, 10045, 2, 1]),
        &object_identifier(&[1, 2, 840, 10045, 3, 1, 7]),
    ]);
    sequence(&[&algorithm, &bits(point)])
}

/// The dates of Yubico's own PIV attestation authority.
const NOT_BEFORE: &[u8] = b"160314000000Z";
const NOT_AFTER: &[u8] = b"20520417000000Z";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_written_in_base_128() {
        assert_eq!(object_identifier(&[2, 5, 29, 19]), [6, 3, 0x55, 29, 19]);
        assert_eq!(
            object_identifier(&[1, 3, 6, 1, 4, 1, 41482, 3, 8]),
            [6, 10, 0x2b, 6, 1, 4, 1, 0x82, 0xc4, 0x0a, 3, 8]
        );
    }

    #[test]
    fn integers_are_positive_and_short() {
        assert_eq!(integer(&[0, 0, 1]), [2, 1, 1]);
        assert_eq!(integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[0, 0]), [2, 1, 0]);
    }
}
