//! The lines of a file as the SDKs read them (the grammar of `aws-runtime` and its siblings).

use thiserror::Error;

use super::lines::{self, Line};
use super::name::ProfileName;

/// Why the SDKs can't read a file, and so none of its profiles, although botocore can.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("line {line} can't be read by the AWS SDKs")]
pub struct Unread {
    /// The line, counted from 1.
    pub line: usize,
}

/// Returns the first line at which the SDKs give up.
pub fn unread(text: &str) -> Option<Unread> {
    let mut state = State::Outside;
    for (index, line) in lines::split(text).iter().enumerate() {
        match state.next(&line.text) {
            Some(next) => state = next,
            None => return Some(Unread { line: index + 1 }),
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Outside,
    InSection,
    InProperty,
    InBlock,
}

impl State {
    /// Returns the state after the line, or nothing where the SDKs fail.
    fn next(self, line: &str) -> Option<Self> {
        if line.trim_matches(BLANKS).is_empty() || line.starts_with(COMMENTS) {
            Some(self)
        } else if line.starts_with('[') {
            section(line).map(|_| Self::InSection)
        } else if line.starts_with(BLANKS) {
            match self {
                Self::InBlock => property(line).map(|_| self),
                Self::InProperty => Some(self),
                Self::InSection | Self::Outside => None,
            }
        } else {
            match (self, property(line)?) {
                (Self::Outside, _) => None,
                (_, (_, "")) => Some(Self::InBlock),
                _ => Some(Self::InProperty),
            }
        }
    }
}

const BLANKS: [char; 2] = [' ', '\t'];
const COMMENTS: [char; 2] = ['#', ';'];

/// Tells whether the line begins the section of the profile in a config file.
pub(super) fn begins(line: &Line, profile: &ProfileName) -> bool {
    let Some(section) = section(&line.text) else { return false };
    match section.split_once(BLANKS) {
        Some((kind, name)) => kind == "profile" && name.trim() == profile.as_str(),
        None => profile.is_default() && section == profile.as_str(),
    }
}

/// Tells whether the line begins the section of the profile in a credentials file.
pub(super) fn begins_credentials(line: &Line, profile: &ProfileName) -> bool {
    section(&line.text) == Some(profile.as_str())
}

/// Returns what the brackets of a section's line hold. A comment needs no blank before it.
fn section(line: &str) -> Option<&str> {
    let line = line.split(COMMENTS).next().unwrap_or_default().trim_end_matches(BLANKS);
    Some(line.strip_prefix('[')?.strip_suffix(']')?.trim_matches(BLANKS))
}

/// Returns the name and the value of a property's line, without its comment.
pub(super) fn property(line: &str) -> Option<(&str, &str)> {
    let (name, value) = without_comment(line).0.split_once('=')?;
    let name = name.trim_matches(BLANKS);
    (!name.is_empty()).then_some((name, value.trim_matches(BLANKS)))
}

/// Divides a property's line before its comment, which needs a blank before it.
pub(super) fn without_comment(line: &str) -> (&str, &str) {
    let line = line.trim_matches(BLANKS);
    let mut after_blank = false;
    for (index, character) in line.char_indices() {
        if after_blank && COMMENTS.contains(&character) {
            return (line[..index].trim_matches(BLANKS), &line[index..]);
        }
        after_blank = character.is_whitespace();
    }
    (line, "")
}
