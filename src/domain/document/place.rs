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
        }
        assert_eq!(Place::of("", 0).to_string(), "line 1, column 1");
    }
}
