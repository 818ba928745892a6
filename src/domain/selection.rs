//! Several things chosen from a numbered list, as a person types them.

use thiserror::Error;

/// What was typed chooses nothing.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum SelectionError {
    /// Nothing was typed.
    #[error("nothing was chosen")]
    Empty,
    /// A number that isn't in the list, or no number.
    #[error("`{0}` is not in the list")]
    Unknown(String),
}

/// Reads `all`, or numbers and ranges between commas or blanks, such as `1,3-5 7`; things are
/// counted from 1. Returns their indices from 0, in order, each once.
pub fn parse(typed: &str, count: usize) -> Result<Vec<usize>, SelectionError> {
    if typed.trim().eq_ignore_ascii_case("all") {
        return Ok((0..count).collect());
    }
    let mut chosen = Vec::new();
    let words = typed.split(|character: char| character == ',' || character.is_whitespace());
    for word in words.filter(|word| !word.is_empty()) {
        let (first, last) = word.split_once('-').unwrap_or((word, word));
        match (number(first, count), number(last, count)) {
            (Some(first), Some(last)) if first <= last => chosen.extend(first - 1..last),
            _ => return Err(SelectionError::Unknown(word.into())),
        }
    }
    if chosen.is_empty() {
        return Err(SelectionError::Empty);
    }
    chosen.sort_unstable();
    chosen.dedup();
    Ok(chosen)
}

fn number(text: &str, count: usize) -> Option<usize> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|number| is_plain && (1..=count).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_ranges_and_all() {
        for (typed, expected) in [
            ("1", vec![0]),
            (" 3 , 1 ", vec![0, 2]),
            ("2-4", vec![1, 2, 3]),
            ("4,1-2 2", vec![0, 1, 3]),
            ("all", vec![0, 1, 2, 3]),
            ("ALL ", vec![0, 1, 2, 3]),
        ] {
            assert_eq!(parse(typed, 4), Ok(expected), "{typed}");
        }
    }

    #[test]
    fn what_is_not_in_the_list_chooses_nothing() {
        for typed in ["0", "5", "1-5", "3-2", "a", "1-", "-1", "1,b", "+1", "99999999999999999999"]
        {
            assert!(matches!(parse(typed, 4), Err(SelectionError::Unknown(_))), "{typed}");
        }
        for typed in ["", "  ", ",,"] {
            assert_eq!(parse(typed, 4), Err(SelectionError::Empty), "{typed:?}");
        }
    }
}
