//! A place in a text, as editors count.

use std::fmt;

/// A line and a column.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Place {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl Place {
    /// Returns the place of a byte of the text; past its end, the place behind the last character.
    pub fn of(text: &str, offset: usize) -> Self {
        let offset = text.floor_char_boundary(offset);
        let before = &text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        Self { line, column: before[line_start..].chars().count() + 1 }
    }

    /// Returns the byte of the text that stands at the place; the end of the line, or of the text,
    /// if it is shorter.
    pub fn offset(self, text: &str) -> usize {
        let line = text.split_inclusive('\n').take(self.line - 1).map(str::len).sum();
        let rest = text[line..].split('\n').next().unwrap_or_default();
        line + rest.char_indices().nth(self.column - 1).map_or(rest.len(), |(index, _)| index)
    }
}

/// Where the lines of a text begin, for finding many places in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Lines(Vec<usize>);

impl Lines {
    /// Looks for the lines of the text.
    pub fn of(text: &str) -> Self {
        let starts = text.match_indices('\n').map(|(newline, _)| newline + 1);
        Self(std::iter::once(0).chain(starts).collect())
    }

    /// Returns what [`Place::of`] does; the text is that of [`Lines::of`].
    pub fn place(&self, text: &str, offset: usize) -> Place {
        let offset = text.floor_char_boundary(offset);
        let line = self.0.partition_point(|start| *start <= offset);
        let start = self.0[line - 1];
        Place { line, column: text[start..offset].chars().count() + 1 }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {}, column {}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_are_counted_as_editors_do() {
        let text = "a\r\nbü\u{1F511}c\n";
        for (offset, line, column) in [
            (0, 1, 1),
            (1, 1, 2),
            (3, 2, 1),
            (4, 2, 2),
            (5, 2, 2),
            (6, 2, 3),
            (10, 2, 4),
            (12, 3, 1),
            (99, 3, 1),
        ] {
            assert_eq!(Place::of(text, offset), Place { line, column }, "{offset}");
            assert_eq!(Lines::of(text).place(text, offset), Place { line, column }, "{offset}");
        }
        assert_eq!(Place::of("", 0).to_string(), "line 1, column 1");
        assert_eq!(Lines::of("").place("", 7), Place::of("", 0));
    }

    #[test]
    fn a_place_leads_back_to_its_byte() {
        let text = "a\nbü\u{1F511}c\n";
        for (offset, _) in text.char_indices() {
            assert_eq!(Place::of(text, offset).offset(text), offset, "{offset}");
        }
        assert_eq!(Place { line: 1, column: 9 }.offset(text), 1);
        assert_eq!(Place { line: 9, column: 9 }.offset(text), text.len());
    }
}
