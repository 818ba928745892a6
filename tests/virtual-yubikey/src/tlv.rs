//! Tag, length, value: enough of BER to read and answer PIV commands.

/// Writes one field; `tag` may have several bytes.
pub(crate) fn tlv(tag: &[u8], value: &[u8]) -> Vec<u8> {
    let mut out = tag.to_vec();
    match value.len() {
        length @ 0..0x80 => out.push(length as u8),
        length @ 0x80..0x100 => out.extend([0x81, length as u8]),
        length => out.extend([0x82, (length >> 8) as u8, length as u8]),
    }
    out.extend_from_slice(value);
    out
}

/// Writes one field with a tag of one byte.
pub(crate) fn field(tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(&[tag], value)
}

/// A flat list of fields with tags of one byte.
pub(crate) struct Fields(Vec<(u8, Vec<u8>)>);

impl Fields {
    /// Reads all of `bytes`; `None` when a length points past the end.
    pub(crate) fn parse(mut bytes: &[u8]) -> Option<Fields> {
        let mut fields = Vec::new();
        while let Some((&tag, rest)) = bytes.split_first() {
            let (value, rest) = value(rest)?;
            fields.push((tag, value.to_vec()));
            bytes = rest;
        }
        Some(Fields(fields))
    }

    /// The first field with this tag.
    pub(crate) fn find(&self, tag: u8) -> Option<&[u8]> {
        self.0.iter().find(|(found, _)| *found == tag).map(|(_, value)| value.as_slice())
    }

    /// The fields inside the first field with this tag.
    pub(crate) fn inside(&self, tag: u8) -> Option<Fields> {
        Fields::parse(self.find(tag)?)
    }
}

fn value(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = match *bytes {
        [0x81, length, ref rest @ ..] => (usize::from(length), rest),
        [0x82, high, low, ref rest @ ..] => (usize::from(u16::from_be_bytes([high, low])), rest),
        [length @ ..=0x7f, ref rest @ ..] => (usize::from(length), rest),
        _ => return None,
    };
    rest.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 127, 128, 255, 256, 3000] {
            let value = vec![7; length];
            let bytes = [field(0x53, &value), field(0xfe, &[])].concat();
            let fields = Fields::parse(&bytes).unwrap();
            assert_eq!(fields.find(0x53), Some(value.as_slice()));
            assert_eq!(fields.find(0xfe), Some([].as_slice()));
            assert_eq!(fields.find(0x54), None);
        }
    }

    #[test]
    fn a_length_past_the_end_is_refused() {
        assert!(Fields::parse(&[0x53, 2, 1]).is_none());
        assert!(Fields::parse(&[0x53, 0x82, 1]).is_none());
        assert!(Fields::parse(&[0x53]).is_none());
    }
}
