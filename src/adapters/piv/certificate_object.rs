//! How a certificate lies in the card: SP 800-73-4, part 1, appendix A, table 10 and its kin.

/// The certificate itself.
const CERTIFICATE: u8 = 0x70;
/// `CertInfo` 0 (not compressed), then an empty error detection code.
const TRAILER: [u8; 5] = [0x71, 1, 0, 0xfe, 0];

/// Wraps a DER certificate.
pub(super) fn wrap(der: &[u8]) -> Vec<u8> {
    let mut object = vec![CERTIFICATE];
    match u16::try_from(der.len()).unwrap_or(u16::MAX).to_be_bytes() {
        [0, short] if short < 0x80 => object.push(short),
        [0, long] => object.extend([0x81, long]),
        [high, low] => object.extend([0x82, high, low]),
    }
    object.extend(der);
    object.extend(TRAILER);
    object
}

/// Returns the certificate of an object; `None` if there is none in it.
pub(super) fn unwrap(object: &[u8]) -> Option<&[u8]> {
    let (length, rest) = match object {
        [CERTIFICATE, 0x81, length, rest @ ..] => (usize::from(*length), rest),
        [CERTIFICATE, 0x82, high, low, rest @ ..] => {
            (usize::from(u16::from_be_bytes([*high, *low])), rest)
        }
        [CERTIFICATE, length @ 0..=0x7f, rest @ ..] => (usize::from(*length), rest),
        _ => return None,
    };
    rest.get(..length).filter(|der| !der.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_of_any_length_comes_back() {
        for length in [1, 0x7f, 0x80, 0xff, 0x100, 900, 3000] {
            let der = vec![0x30; length];
            assert_eq!(unwrap(&wrap(&der)), Some(der.as_slice()), "{length}");
        }
        assert_eq!(wrap(&[1, 2]), [0x70, 2, 1, 2, 0x71, 1, 0, 0xfe, 0]);
    }

    #[test]
    fn an_object_without_a_certificate_has_none() {
        for object in [
            &[][..],
            &[0x70],
            &[0x70, 0],
            &[0x70, 3, 1, 2],
            &[0x70, 0x82, 1],
            &[0x70, 0x83, 0, 0, 1, 1],
            &[0x53, 1, 1],
        ] {
            assert_eq!(unwrap(object), None, "{object:?}");
        }
    }
}
