//! Durations as people type them: `8h`, `90m`, `1h30m`, `3600s`, `3600`.

use std::time::Duration;

use thiserror::Error;

/// A text that is no duration.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is no duration (8h, 90m, 1h30m, 3600s)")]
pub struct DurationError(String);

/// Reads a duration of whole seconds, more than zero and less than ten years.
pub fn parse(text: &str) -> Result<Duration, DurationError> {
    seconds(text)
        .filter(|seconds| (1..10 * 365 * 86_400).contains(seconds))
        .map(Duration::from_secs)
        .ok_or_else(|| DurationError(text.into()))
}

/// Returns the duration as people type it, in hours, minutes and seconds: `1h30m`.
pub fn typed(seconds: impl Into<u64>) -> String {
    let seconds = seconds.into();
    let parts = [(seconds / 3600, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    let words: String = parts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number}{unit}"))
        .collect();
    if words.is_empty() { "0s".into() } else { words }
}

fn seconds(text: &str) -> Option<u64> {
    if let Ok(number) = text.parse() {
        return text.bytes().all(|byte| byte.is_ascii_digit()).then_some(number);
    }
    let mut total = 0_u64;
    let mut largest = u64::MAX;
    for part in text.split_inclusive(|character: char| !character.is_ascii_digit()) {
        let (number, unit) = part.split_at_checked(part.len().checked_sub(1)?)?;
        let unit = match unit {
            "d" => 86_400,
            "h" => 3_600,
            "m" => 60,
            "s" => 1,
            _ => return None,
        };
        // Each unit once, the largest first: `30m1h` is a mistake.
        if unit >= largest {
            return None;
        }
        largest = unit;
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(unit)?)?;
    }
    Some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, seconds) in [
            ("8h", 28_800),
            ("90m", 5_400),
            ("1h30m", 5_400),
            ("3600s", 3_600),
            ("3600", 3_600),
            ("1d", 86_400),
        ] {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn what_is_said_can_be_typed() {
        for (seconds, text) in [(900_u32, "15m"), (3601, "1h1s"), (5400, "1h30m"), (43_200, "12h")]
        {
            assert_eq!(typed(seconds), text);
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds.into())));
        }
        assert_eq!(typed(0_u32), "0s");
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "0",
            "0s",
            "h",
            "-8h",
            "+8",
            "8 h",
            "8H",
            "1.5h",
            "30m1h",
            "1h1h",
            "8hh",
            "1h30",
            "99999999999999999999h",
            "9999999999d",
            "é",
            "1é",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
