//! Patterns with `*` and `?`.

mod search;

use search::Finder;

/// A piece of a pattern.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// `*`: any number of characters, none included, of any kind.
    AnyMany,
    /// `?`: exactly one character.
    AnyOne,
    /// Itself.
    Literal(char),
}

/// A pattern, taken apart.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Pattern(pub(super) Vec<Piece>);

/// Whether capitals matter.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Case {
    Ignored,
    Matters,
}

impl Pattern {
    /// Reads `*` and `?` as wildcards.
    pub(super) fn wild(text: &str) -> Self {
        Self(text.chars().map(Piece::wild).collect())
    }

    /// Returns the text, if the pattern has no wildcard.
    #[cfg(test)]
    pub(super) fn literal(&self) -> Option<String> {
        let character = |piece: &Piece| match piece {
            Piece::Literal(character) => Some(*character),
            Piece::AnyMany | Piece::AnyOne => None,
        };
        self.0.iter().map(character).collect()
    }

    /// Tells whether the whole text fits.
    pub(super) fn matches(&self, text: &str, case: Case) -> bool {
        self.matches_counting(text, case, &mut 0)
    }

    /// As [`Self::matches`], and counts the steps: about one for each character of the text and of
    /// the pattern, whatever they are (for each 64 characters between two stars, one more for a
    /// character of the text).
    fn matches_counting(&self, text: &str, case: Case, steps: &mut usize) -> bool {
        let mut text: Vec<char> = text.chars().map(|character| case.fold(character)).collect();
        let fold = |piece: &Piece| match piece {
            Piece::Literal(character) => Piece::Literal(case.fold(*character)),
            other => *other,
        };
        let pieces: Vec<Piece> = self.0.iter().map(fold).collect();
        *steps += pieces.len();
        let mut parts = pieces.split(|piece| *piece == Piece::AnyMany);
        let first = parts.next().unwrap_or_default();
        let Some(last) = parts.next_back() else {
            return text.len() == first.len() && fits(&text, first, steps);
        };
        if text.len() < first.len() + last.len() || !fits(&text, first, steps) {
            return false;
        }
        let end = text.split_off(text.len() - last.len());
        if !fits(&end, last, steps) {
            return false;
        }
        let mut rest = &text[first.len()..];
        // The leftmost place is as good as any: it leaves the most for the parts that follow.
        for part in parts.filter(|part| !part.is_empty()) {
            match Finder::new(part).end_in(rest, steps) {
                None => return false,
                Some(end) => rest = &rest[end..],
            }
        }
        true
    }
}

/// Tells whether the text begins as the part says, which has no `*`.
fn fits(text: &[char], part: &[Piece], steps: &mut usize) -> bool {
    *steps += part.len();
    let same = |(character, piece): (&char, &Piece)| match piece {
        Piece::AnyOne => true,
        Piece::Literal(literal) => literal == character,
        Piece::AnyMany => false,
    };
    text.iter().zip(part).all(same)
}

impl Case {
    /// Returns the character to compare.
    fn fold(self, character: char) -> char {
        let mut lower = character.to_lowercase();
        match (self, lower.next(), lower.next()) {
            (Self::Ignored, Some(lower), None) => lower,
            _ => character,
        }
    }
}

impl Piece {
    /// Reads `*` and `?` as wildcards.
    pub(super) fn wild(character: char) -> Self {
        match character {
            '*' => Self::AnyMany,
            '?' => Self::AnyOne,
            other => Self::Literal(other),
        }
    }
}

#[cfg(test)]
mod tests;
