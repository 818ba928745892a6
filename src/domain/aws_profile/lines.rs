//! A text as lines that can be put together again byte for byte.

/// A line without its ending, and the ending.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) ending: Ending,
}

/// How a line ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ending {
    /// The text ends here, without a final newline.
    None,
    /// `\n`.
    Newline,
    /// `\r\n`.
    ReturnNewline,
}

impl Line {
    pub(super) fn new(text: impl Into<String>, ending: Ending) -> Self {
        Self { text: text.into(), ending }
    }

    /// Tells whether the line begins with what the SDKs call whitespace, and holds anything else:
    /// to them it then belongs to the property above it.
    pub(super) fn is_indented(&self) -> bool {
        self.text.starts_with([' ', '\t']) && !self.text.trim_matches([' ', '\t']).is_empty()
    }
}

impl Ending {
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Newline => "\n",
            Self::ReturnNewline => "\r\n",
        }
    }
}

/// Takes a text apart. An empty text has no line; a final newline begins none.
pub(super) fn split(text: &str) -> Vec<Line> {
    text.split_inclusive('\n')
        .map(|line| match (line.strip_suffix("\r\n"), line.strip_suffix('\n')) {
            (Some(text), _) => Line::new(text, Ending::ReturnNewline),
            (None, Some(text)) => Line::new(text, Ending::Newline),
            (None, None) => Line::new(line, Ending::None),
        })
        .collect()
}

/// Puts a text together again.
pub(super) fn join(lines: &[Line]) -> String {
    lines.iter().flat_map(|line| [line.text.as_str(), line.ending.as_str()]).collect()
}

/// Returns how new lines of this text end: as its first line does.
pub(super) fn style(lines: &[Line]) -> Ending {
    match lines.first() {
        Some(Line { ending: Ending::ReturnNewline, .. }) => Ending::ReturnNewline,
        _ => Ending::Newline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        for text in ["", "\n", "a", "a\n", "a\r\nb\n\nc", "\u{feff}a\r", "a\r\r\n\r\nb\r\n", "\r"] {
            assert_eq!(join(&split(text)), text, "{text:?}");
        }
    }
}
