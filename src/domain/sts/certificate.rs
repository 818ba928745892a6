//! The certificate that a published key may bring along
//! ([RFC 7517, section 4.7](https://www.rfc-editor.org/rfc/rfc7517#section-4.7)).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use x509_cert::Certificate;
use x509_cert::der::Decode as _;

use super::documents::PublicKey;

/// Tells whether the first certificate of the chain is for the key. Who signed it, and whether it is
/// over, doesn't matter.
pub(super) fn is_for(chain: &Value, key: &PublicKey) -> bool {
    subject_key(chain).is_some_and(|bytes| bytes == encoded(key))
}

fn subject_key(chain: &Value) -> Option<Vec<u8>> {
    let first = STANDARD.decode(chain.as_array()?.first()?.as_str()?).ok()?;
    let certificate = Certificate::from_der(&first).ok()?;
    let key = &certificate.tbs_certificate().subject_public_key_info().subject_public_key;
    Some(key.raw_bytes().to_vec())
}

/// Returns the key as a certificate has it: a point, or a sequence of two numbers
/// ([RFC 8017, appendix A.1.1](https://www.rfc-editor.org/rfc/rfc8017#appendix-A.1.1)).
fn encoded(key: &PublicKey) -> Vec<u8> {
    match key {
        PublicKey::Ec(point) => point.clone(),
        PublicKey::Rsa { n, e } => tagged(0x30, &[number(n), number(e)].concat()),
    }
}

fn number(bytes: &[u8]) -> Vec<u8> {
    let first = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    let digits = &bytes[first..];
    // A leading bit would mean a negative number.
    let zero: &[u8] = if digits.first().is_none_or(|byte| *byte >= 0x80) { &[0] } else { &[] };
    tagged(0x02, &[zero, digits].concat())
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let bytes = length.to_be_bytes();
    let significant = &bytes[bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len() - 1)..];
    let mut encoded = vec![tag];
    if length >= 0x80 {
        let count = u8::try_from(significant.len()).expect("eight bytes at most");
        encoded.push(0x80 | count);
    }
    encoded.extend_from_slice(significant);
    encoded.extend_from_slice(content);
    encoded
}
