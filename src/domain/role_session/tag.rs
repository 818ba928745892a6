//! Session tags
//! ([Passing session tags](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html)).

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::domain::sts::faults::TAG;

/// The key of a session tag: 1 to 128 letters, digits, spaces and `_.:/+-@`, not beginning with
/// `aws:`. AWS takes `=` as well, which ends the key where a tag is written as `KEY=VALUE`.
#[derive(Clone, Debug)]
pub struct TagKey(String);

/// A session tag: a key, and a value of up to 256 such characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SessionTag {
    /// The key.
    pub key: TagKey,
    /// The value; may be empty.
    pub value: String,
}

/// A text that is no session tag.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum TagError {
    /// A character that isn't among those allowed.
    #[error("{0:?} is not among the characters of a tag: letters, digits, spaces and _.:/=+-@")]
    Character(char),
    /// The key is empty or too long.
    #[error("the key has {0} characters, and AWS takes 1 to 128")]
    KeyLength(usize),
    /// There is no `=`.
    #[error("a tag is written as KEY=VALUE")]
    NoValue,
    /// The key is AWS's own.
    #[error("keys that begin with aws: are AWS's own")]
    Reserved,
    /// The value is too long.
    #[error("the value has {0} characters, and AWS takes at most 256")]
    ValueLength(usize),
}

impl TagKey {
    /// Returns the key as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// AWS compares keys without regard to case.
impl PartialEq for TagKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_lowercase() == other.0.to_lowercase()
    }
}

impl Eq for TagKey {}

impl FromStr for TagKey {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        characters(text)?;
        let length = text.chars().count();
        if !(1..=128).contains(&length) {
            Err(TagError::KeyLength(length))
        } else if text.contains('=') {
            Err(TagError::Character('='))
        } else if text.to_lowercase().starts_with("aws:") {
            Err(TagError::Reserved)
        } else {
            Ok(Self(text.into()))
        }
    }
}

impl FromStr for SessionTag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        let (key, value) = text.split_once('=').ok_or(TagError::NoValue)?;
        let key = key.parse()?;
        characters(value)?;
        match value.chars().count() {
            length @ 257.. => Err(TagError::ValueLength(length)),
            _ => Ok(Self { key, value: value.into() }),
        }
    }
}

fn characters(text: &str) -> Result<(), TagError> {
    let foreign = text.chars().find(|character| !(TAG.fits)(*character));
    foreign.map_or(Ok(()), |character| Err(TagError::Character(character)))
}

impl fmt::Display for TagKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for SessionTag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.key, self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_ends_the_key() {
        for (text, key, value) in [
            ("Project=blue", "Project", "blue"),
            ("Project=", "Project", ""),
            ("cost:center=a=b", "cost:center", "a=b"),
            ("Größe=zwei Wörter", "Größe", "zwei Wörter"),
        ] {
            let tag: SessionTag = text.parse().unwrap();
            assert_eq!((tag.key.as_str(), tag.value.as_str()), (key, value));
            assert_eq!(tag.to_string(), text);
        }
    }

    #[test]
    fn what_sts_would_refuse_is_refused() {
        let (long, longer) = ("k".repeat(129), format!("k={}", "v".repeat(257)));
        for (text, expected) in [
            ("Project", TagError::NoValue),
            ("=blue", TagError::KeyLength(0)),
            (&format!("{long}=v"), TagError::KeyLength(129)),
            (&longer, TagError::ValueLength(257)),
            ("aws:Project=blue", TagError::Reserved),
            ("AWS:Project=blue", TagError::Reserved),
            ("a;b=c", TagError::Character(';')),
            ("a=b\nc", TagError::Character('\n')),
        ] {
            assert_eq!(text.parse::<SessionTag>(), Err(expected), "{text}");
        }
        assert_eq!("a=b".parse::<TagKey>(), Err(TagError::Character('=')));
    }

    #[test]
    fn keys_are_one_whatever_their_case() {
        let [one, other]: [TagKey; 2] = ["Project", "project"].map(|text| text.parse().unwrap());
        assert_eq!(one, other);
    }
}
