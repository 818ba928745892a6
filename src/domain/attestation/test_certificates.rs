//! Certificates for tests, written by hand so that they can be wrong in every way.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};

use crate::domain::fixtures::TestKey;

pub(crate) const ROOT: &str = "Test Root";
pub(crate) const DEVICE: &str = "Yubico PIV Attestation";
pub(crate) const SLOT: &str = "YubiKey PIV Attestation 82";

/// A certificate before it is signed.
#[derive(Clone)]
pub(crate) struct Certificate {
    pub(crate) version: Option<u8>,
    pub(crate) issuer: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) not_before: &'static str,
    pub(crate) not_after: &'static str,
    pub(crate) key: Vec<u8>,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Certificate {
    fn new(issuer: &'static str, subject: &'static str, key: &TestKey) -> Self {
        Self {
            version: Some(2),
            issuer,
            subject,
            not_before: "20160314000000Z",
            not_after: "20520417000000Z",
            key: public_key(
                &[1, 2, 840, 10045, 3, 1, 7],
                key.0.verifying_key().to_sec1_point(false).as_bytes(),
            ),
            extensions: vec![],
        }
    }

    pub(crate) fn root(key: &TestKey) -> Self {
        Self { extensions: vec![authority()], ..Self::new(ROOT, ROOT, key) }
    }

    pub(crate) fn device(key: &TestKey) -> Self {
        Self { extensions: vec![authority()], ..Self::new(ROOT, DEVICE, key) }
    }

    /// As a YubiKey 5.7.4 with serial number 12345678 writes it for slot 82.
    pub(crate) fn attestation(key: &TestKey) -> Self {
        let extensions = vec![
            yubico(3, &[5, 7, 4]),
            yubico(7, &field(2, &12_345_678_u32.to_be_bytes())),
            yubico(8, &[3, 2]),
            yubico(9, &[1]),
        ];
        Self { extensions, ..Self::new(DEVICE, SLOT, key) }
    }

    pub(crate) fn sign(&self, issuer: &SigningKey) -> Vec<u8> {
        let algorithm = sequence(&[&identifier(&[1, 2, 840, 10045, 4, 3, 2])]);
        let version = self.version.map(|version| field(0xa0, &field(2, &[version])));
        let validity = sequence(&[
            &field(0x18, self.not_before.as_bytes()),
            &field(0x18, self.not_after.as_bytes()),
        ]);
        let extensions = match self.extensions.is_empty() {
            true => vec![],
            false => field(0xa3, &field(0x30, &self.extensions.concat())),
        };
        let body = sequence(&[
            &version.unwrap_or_default(),
            &field(2, &[1]),
            &algorithm,
            &name(self.issuer),
            &validity,
            &name(self.subject),
            &self.key,
            &extensions,
        ]);
        let signature: DerSignature = issuer.sign(&body);
        sequence(&[&body, &algorithm, &bits(signature.as_bytes())])
    }
}

/// Yubico's extension 1.3.6.1.4.1.41482.3.`number`.
pub(crate) fn yubico(number: u64, value: &[u8]) -> Vec<u8> {
    let id = identifier(&[1, 3, 6, 1, 4, 1, 41482, 3, number]);
    sequence(&[&id, &field(4, value)])
}

fn authority() -> Vec<u8> {
    let constraints = sequence(&[&field(1, &[0xff])]);
    sequence(&[&identifier(&[2, 5, 29, 19]), &field(1, &[0xff]), &field(4, &constraints)])
}

pub(crate) fn public_key(curve: &[u64], point: &[u8]) -> Vec<u8> {
    let algorithm = sequence(&[&identifier(&[1, 2, 840, 10045, 2, 1]), &identifier(curve)]);
    sequence(&[&algorithm, &bits(point)])
}

fn name(common_name: &str) -> Vec<u8> {
    let attribute = sequence(&[&identifier(&[2, 5, 4, 3]), &field(0x0c, common_name.as_bytes())]);
    sequence(&[&field(0x31, &attribute)])
}

fn identifier(arcs: &[u64]) -> Vec<u8> {
    let mut bytes = vec![(arcs[0] * 40 + arcs[1]) as u8];
    for &arc in &arcs[2..] {
        let groups = (1..10).take_while(|group| arc >> (7 * group) > 0).count();
        bytes.extend((1..=groups).rev().map(|group| (arc >> (7 * group)) as u8 | 0x80));
        bytes.push((arc & 0x7f) as u8);
    }
    field(6, &bytes)
}

fn bits(bytes: &[u8]) -> Vec<u8> {
    field(3, &[&[0], bytes].concat())
}

fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    field(0x30, &parts.concat())
}

pub(crate) fn field(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..=0x7f => vec![tag, length as u8],
        0x80..=0xff => vec![tag, 0x81, length as u8],
        _ => vec![tag, 0x82, (length >> 8) as u8, length as u8],
    };
    [head, content.to_vec()].concat()
}
