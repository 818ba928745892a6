//! Finds a piece of a pattern in a text, in one pass
//! (Baeza-Yates and Gonnet, "A new approach to text searching", 1992: all places where the piece
//! may have begun are kept as bits).

use std::collections::BTreeMap;

use super::Piece;

/// A part of a pattern without `*`, ready to be looked for.
pub(super) struct Finder {
    length: usize,
    /// For each character the places in the part that it fits; a bit for each place.
    fitting: BTreeMap<char, Vec<u64>>,
    /// The places that any character fits.
    any: Vec<u64>,
}

impl Finder {
    pub(super) fn new(part: &[Piece]) -> Self {
        let words = part.len().div_ceil(64);
        let mut any = vec![0; words];
        for (place, _) in part.iter().enumerate().filter(|(_, piece)| **piece == Piece::AnyOne) {
            set(&mut any, place);
        }
        let mut fitting = BTreeMap::new();
        for (place, piece) in part.iter().enumerate() {
            if let Piece::Literal(character) = piece {
                set(fitting.entry(*character).or_insert_with(|| any.clone()), place);
            }
        }
        Self { length: part.len(), fitting, any }
    }

    /// Returns where the part ends that stands leftmost in the text.
    pub(super) fn end_in(&self, text: &[char], steps: &mut usize) -> Option<usize> {
        let last = self.length.checked_sub(1)?;
        let mut begun = vec![0_u64; self.any.len()];
        for (index, character) in text.iter().enumerate() {
            let fitting = self.fitting.get(character).unwrap_or(&self.any);
            // Each place moves on by one, and one more begins here.
            let mut carried = 1;
            for (word, fits) in begun.iter_mut().zip(fitting) {
                *steps += 1;
                let next = *word >> 63;
                *word = ((*word << 1) | carried) & fits;
                carried = next;
            }
            if begun[last / 64] >> (last % 64) & 1 == 1 {
                return Some(index + 1);
            }
        }
        None
    }
}

fn set(bits: &mut [u64], place: usize) {
    bits[place / 64] |= 1 << (place % 64);
}
