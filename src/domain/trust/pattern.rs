//! Patterns with `*` and `?`.

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

    /// Tells whether the whole text fits. Takes time proportional to the product of the lengths,
    /// whatever the pattern.
    pub(super) fn matches(&self, text: &str, case: Case) -> bool {
        let same = |a: char, b: char| match case {
            Case::Ignored => a.to_lowercase().eq(b.to_lowercase()),
            Case::Matters => a == b,
        };
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut piece) = (0, 0);
        // Where to go on when the last `*` has to take one character more.
        let mut retry: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(piece) {
                Some(Piece::AnyMany) => {
                    retry = Some((piece + 1, at));
                    piece += 1;
                }
                Some(Piece::AnyOne) => (at, piece) = (at + 1, piece + 1),
                Some(Piece::Literal(expected)) if same(*expected, text[at]) => {
                    (at, piece) = (at + 1, piece + 1);
                }
                _ => match retry {
                    None => return false,
                    Some((after, taken)) => {
                        (at, piece) = (taken + 1, after);
                        retry = Some((after, taken + 1));
                    }
                },
            }
        }
        self.0[piece..].iter().all(|rest| *rest == Piece::AnyMany)
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
mod tests {
    use super::*;

    #[test]
    fn wildcards_span_everything_and_anchor_both_ends() {
        for (pattern, text, fits) in [
            ("", "", true),
            ("*", "", true),
            ("*", "a/b:c", true),
            ("?", "", false),
            ("?", "é", true),
            ("a", "A", false),
            ("*@example.com", "me@example.com", true),
            ("*@example.com", "me@example.com.evil.test", false),
            ("repo:*:ref", "repo:a:b:ref", true),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b-d", false),
            ("a**", "a", true),
            ("a?*", "a", false),
            ("*a?", "aaab", true),
        ] {
            assert_eq!(
                Pattern::wild(pattern).matches(text, Case::Matters),
                fits,
                "{pattern} {text}"
            );
        }
        assert!(Pattern::wild("STS:Assume*").matches("sts:AssumeRole", Case::Ignored));
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = Pattern::wild(&"*a".repeat(500));
        assert!(!pattern.matches(&"a".repeat(499), Case::Matters));
    }
}
