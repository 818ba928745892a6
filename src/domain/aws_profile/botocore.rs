//! The lines of a file as botocore reads them: Python's `configparser.RawConfigParser`.

use std::collections::HashMap;

use thiserror::Error;

use super::lines::Line;
use super::words;

/// What a line is to botocore.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Kind {
    /// Nothing but blanks.
    Blank,
    /// `# ...` or `; ...`, wherever it begins.
    Comment,
    /// A further line of the value above.
    Continuation,
    /// `[section]`, with what the brackets hold.
    Header(String),
    /// `key = value` or `key: value`.
    Property {
        /// In lower case.
        key: String,
        /// The value on this line.
        value: String,
    },
}

/// Why botocore can't read a file, and so none of its profiles. Lines are counted from 1.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Unreadable {
    /// It begins with a byte order mark.
    #[error("line 1 begins with a byte order mark, which the AWS CLI can't read")]
    ByteOrderMark,
    /// A key stands twice in a section.
    #[error("line {line} repeats the key `{key}` of line {first}, which the AWS CLI can't read")]
    DuplicateKey {
        /// The second.
        line: usize,
        /// The first.
        first: usize,
        /// The key, in lower case.
        key: String,
    },
    /// A section stands twice.
    #[error(
        "line {line} repeats the section `[{section}]` of line {first}, which the AWS CLI can't read"
    )]
    DuplicateSection {
        /// The second.
        line: usize,
        /// The first.
        first: usize,
        /// What the brackets hold.
        section: String,
    },
    /// A carriage return that is not part of a line's end.
    #[error("line {line} has a carriage return in it, where some AWS tools end the line")]
    LoneReturn {
        /// Where.
        line: usize,
    },
    /// A line of a nested block without `=`.
    #[error("line {line} is part of a nested block and has no `=`")]
    Nested {
        /// Where.
        line: usize,
    },
    /// A line before the first section.
    #[error("line {line} stands before the first section")]
    NoSection {
        /// Where.
        line: usize,
    },
    /// A line that is nothing known.
    #[error("line {line} is neither a [section] nor `key = value`")]
    Unknown {
        /// Where.
        line: usize,
    },
}

/// What a section or a key that stands twice is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Duplicates {
    /// An error, as to botocore.
    #[default]
    Refused,
    /// Read like any other.
    Taken,
}

/// Reads every line.
pub(super) fn read(lines: &[Line], duplicates: Duplicates) -> Result<Vec<Kind>, Unreadable> {
    let mut reader = Reader { duplicates, ..Reader::default() };
    lines.iter().enumerate().map(|(index, line)| reader.line(index + 1, &line.text)).collect()
}

#[derive(Default)]
struct Reader {
    duplicates: Duplicates,
    /// The section being read.
    section: Option<String>,
    /// The property being read: whether its first line has no value, which makes it a block.
    block: Option<bool>,
    /// The indentation of the last header or property, in characters.
    indentation: usize,
    /// The lines where sections began.
    sections: HashMap<String, usize>,
    /// The lines of each section's keys.
    keys: HashMap<(String, String), usize>,
}

impl Reader {
    fn line(&mut self, line: usize, text: &str) -> Result<Kind, Unreadable> {
        if line == 1 && text.starts_with('\u{feff}') {
            return Err(Unreadable::ByteOrderMark);
        }
        if text.contains('\r') {
            return Err(Unreadable::LoneReturn { line });
        }
        let stripped = text.trim_matches(is_space);
        if stripped.is_empty() {
            return Ok(Kind::Blank);
        }
        if stripped.starts_with(['#', ';']) {
            return Ok(Kind::Comment);
        }
        let indentation = text.chars().take_while(|character| is_space(*character)).count();
        if let Some(block) = self.block
            && indentation > self.indentation
        {
            return if block && !is_nested(stripped) {
                Err(Unreadable::Nested { line })
            } else {
                Ok(Kind::Continuation)
            };
        }
        self.indentation = indentation;
        match header(stripped) {
            Some(section) => self.header(line, section),
            None => self.property(line, stripped),
        }
    }

    fn header(&mut self, line: usize, section: &str) -> Result<Kind, Unreadable> {
        // Python's own section of defaults may come again and again.
        if section != DEFAULTS
            && self.duplicates == Duplicates::Refused
            && let Some(first) = self.sections.insert(section.into(), line)
        {
            return Err(Unreadable::DuplicateSection { line, first, section: section.into() });
        }
        self.section = Some(section.into());
        self.block = None;
        Ok(Kind::Header(section.into()))
    }

    fn property(&mut self, line: usize, text: &str) -> Result<Kind, Unreadable> {
        let section = self.section.clone().ok_or(Unreadable::NoSection { line })?;
        let (key, value) = text.split_once(['=', ':']).ok_or(Unreadable::Unknown { line })?;
        let key = key.trim_matches(is_space).to_lowercase();
        if key.is_empty() {
            return Err(Unreadable::Unknown { line });
        }
        if let Some(first) = self.keys.insert((section, key.clone()), line)
            && self.duplicates == Duplicates::Refused
        {
            return Err(Unreadable::DuplicateKey { line, first, key });
        }
        let value = value.trim_matches(is_space).to_owned();
        self.block = Some(value.is_empty());
        Ok(Kind::Property { key, value })
    }
}

/// The section whose keys count in every other.
pub(super) const DEFAULTS: &str = "DEFAULT";

/// Returns the profile that a section of the config file is to botocore: it wants the section to
/// begin with `profile`, and splits it into words.
pub(super) fn profile(section: &str) -> Option<String> {
    if section == "default" {
        return Some(section.into());
    }
    match words::split(section.strip_prefix("profile").map(|_| section)?)?.as_slice() {
        [_, name] => Some(name.clone()),
        _ => None,
    }
}

/// Python's `\[(?P<header>.+)\]`, which takes everything up to the last bracket.
fn header(text: &str) -> Option<&str> {
    let (section, _) = text.strip_prefix('[')?.rsplit_once(']')?;
    (!section.is_empty()).then_some(section)
}

/// Python's `str.isspace` for one character.
fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&character)
}

/// Whether every line that Python's `str.splitlines` makes of it has an `=`.
fn is_nested(text: &str) -> bool {
    text.split(['\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'])
        .all(|line| line.trim_matches(is_space).is_empty() || line.contains('='))
}
