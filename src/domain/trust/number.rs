//! Decimal numbers, compared digit by digit: no two that differ count as equal.

use std::cmp::Ordering;

/// Compares two numbers, such as `-7` and `3.50`; `None` if either is none.
pub(super) fn compare(actual: &str, expected: &str) -> Option<Ordering> {
    let (a, b) = (Decimal::parse(actual)?, Decimal::parse(expected)?);
    Some(match (a.negative, b.negative) {
        (false, false) => a.magnitude().cmp(&b.magnitude()),
        (true, true) => b.magnitude().cmp(&a.magnitude()),
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
    })
}

/// A number without superfluous zeros; zero isn't negative.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads digits, with a sign before them and a point among them if need be.
    fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_digits(whole) || !is_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    /// More digits before the point are more; then digits count from the left.
    fn magnitude(&self) -> (usize, &str, &str) {
        (self.whole.len(), self.whole, self.fraction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers() {
        use Ordering::{Equal, Greater, Less};
        for (actual, expected, ordering) in [
            ("10", "9.5", Greater),
            ("9.5", "10", Less),
            ("-10", "-9", Less),
            ("-1", "1", Less),
            ("-0", "0.0", Equal),
            ("007", "7.00", Equal),
            ("+7", "7", Equal),
            ("0.10", "0.09", Greater),
            ("9007199254740993", "9007199254740992", Greater),
        ] {
            assert_eq!(compare(actual, expected), Some(ordering), "{actual} {expected}");
        }
        for text in ["", "-", ".5", "5.", "1e3", "0x7", "NaN", "inf", "ten", " 7", "1,5", "--1"] {
            assert_eq!(compare(text, "1"), None, "{text}");
            assert_eq!(compare("1", text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whole_numbers_are_ordered_as_numbers_are(a: i32, b: i32) {
            prop_assert_eq!(compare(&a.to_string(), &b.to_string()), Some(a.cmp(&b)));
        }

        #[test]
        fn any_text_is_compared_or_refused(a in ".*", b in ".*") {
            let _ = compare(&a, &b);
        }
    }
}
