//! Values that are more than text: dates, addresses, ARNs, bytes.

use core::net::IpAddr;
use std::cmp::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDate};

use super::pattern::{Case, Pattern, Piece};

/// Compares two dates, each ISO 8601 as the W3C has it (a year and month, a day, or a moment with its
/// offset) or seconds since 1970; `None` if either is none
/// ([Date condition operators](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date),
/// [NOTE-datetime](https://www.w3.org/TR/NOTE-datetime)). Four digits alone are seconds.
pub(super) fn compare_dates(actual: &str, expected: &str) -> Option<Ordering> {
    Some(microseconds(actual)?.cmp(&microseconds(expected)?))
}

fn microseconds(text: &str) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return seconds.checked_mul(1_000_000);
    }
    if let Some(day) = day(text) {
        return Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros());
    }
    let moment = DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"));
    moment.ok().map(|moment| moment.timestamp_micros())
}

fn day(text: &str) -> Option<NaiveDate> {
    let written = match text.len() {
        7 => &format!("{text}-01"),
        10 => text,
        _ => return None,
    };
    NaiveDate::parse_from_str(written, "%Y-%m-%d").ok()
}

/// Tells whether two texts in base64 are the same bytes; `None` if either isn't base64
/// ([Binary condition operator](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals)).
pub(super) fn same_bytes(actual: &str, expected: &str) -> Option<bool> {
    let bytes = |text: &str| STANDARD.decode(text).ok();
    Some(bytes(actual)? == bytes(expected)?)
}

/// Tells whether the address lies in the network (`203.0.113.0/24`, or one address); `None` if
/// either is none.
pub(in crate::domain) fn is_in_network(address: &str, network: &str) -> Option<bool> {
    let address: IpAddr = address.parse().ok()?;
    let (base, length) = match network.split_once('/') {
        None => (network, None),
        Some((base, length)) => (base, Some(length.parse::<u32>().ok()?)),
    };
    match (address, base.parse().ok()?) {
        (IpAddr::V4(address), IpAddr::V4(base)) => {
            let length = length.unwrap_or(32);
            let shift = 32_u32.checked_sub(length)?;
            Some((address.to_bits() ^ base.to_bits()).checked_shr(shift).unwrap_or(0) == 0)
        }
        (IpAddr::V6(address), IpAddr::V6(base)) => {
            let length = length.unwrap_or(128);
            let shift = 128_u32.checked_sub(length)?;
            Some((address.to_bits() ^ base.to_bits()).checked_shr(shift).unwrap_or(0) == 0)
        }
        _ => Some(false),
    }
}

/// Tells whether the ARN fits, each of the six parts by itself, so that a wildcard doesn't reach
/// over a colon; `None` if either has fewer parts.
pub(super) fn is_like_arn(actual: &str, expected: &Pattern) -> Option<bool> {
    let parts: Vec<&str> = actual.splitn(6, ':').collect();
    let patterns: Vec<&[Piece]> =
        expected.0.splitn(6, |piece| *piece == Piece::Literal(':')).collect();
    if parts.len() != 6 || patterns.len() != 6 {
        return None;
    }
    let fits = |(part, pattern): (&&str, &&[Piece])| {
        Pattern(pattern.to_vec()).matches(part, Case::Matters)
    };
    Some(parts.iter().zip(&patterns).all(fits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_every_form() {
        for (actual, expected, ordering) in [
            ("2026-01-01T00:00:00Z", "2026-01-01", Some(Ordering::Equal)),
            ("2026-01-01T01:00:00+01:00", "2026-01-01", Some(Ordering::Equal)),
            ("1767225601", "2026-01-01", Some(Ordering::Greater)),
            ("2025-12-31T23:59:59.999Z", "1767225600", Some(Ordering::Less)),
            ("2026-01-01T00:00Z", "2026-01", Some(Ordering::Equal)),
            ("2026-01-01T01:00+01:00", "2026-01-01T00:00:00Z", Some(Ordering::Equal)),
            ("2026-01-01T00:00:00.000001Z", "2026-01-01", Some(Ordering::Greater)),
            ("2026", "1970-01-01T00:33:46Z", Some(Ordering::Equal)),
            ("2026-13", "2026-01-01", None),
            ("2026-02-30", "2026-01-01", None),
            ("2026-01-01T00:00:00", "2026-01-01", None),
            ("yesterday", "2026-01-01", None),
            ("2026-01-01", "9223372036854775807", None),
        ] {
            assert_eq!(compare_dates(actual, expected), ordering, "{actual} {expected}");
        }
    }

    #[test]
    fn bytes() {
        for (actual, expected, same) in [
            ("aGk=", "aGk=", Some(true)),
            ("aGk=", "aGo=", Some(false)),
            ("", "", Some(true)),
            ("aGk", "aGk=", None),
            ("aGk=", "hi!", None),
        ] {
            assert_eq!(same_bytes(actual, expected), same, "{actual} {expected}");
        }
    }

    #[test]
    fn networks() {
        for (address, network, within) in [
            ("203.0.113.7", "203.0.113.0/24", Some(true)),
            ("203.0.114.7", "203.0.113.0/24", Some(false)),
            ("203.0.113.7", "203.0.113.7", Some(true)),
            ("203.0.113.7", "0.0.0.0/0", Some(true)),
            ("2001:db8::1", "2001:db8::/32", Some(true)),
            ("2001:db9::1", "2001:db8::/32", Some(false)),
            ("2001:db8::1", "::/0", Some(true)),
            ("203.0.113.7", "2001:db8::/32", Some(false)),
            ("203.0.113.7", "203.0.113.0/33", None),
            ("here", "0.0.0.0/0", None),
        ] {
            assert_eq!(is_in_network(address, network), within, "{address} {network}");
        }
    }

    #[test]
    fn an_arns_wildcard_stays_in_its_part() {
        let arn = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com:x";
        for (pattern, fits) in [
            ("arn:aws:iam::*:oidc-provider/vouch.example.com:x", Some(true)),
            ("arn:*:iam::*:*", Some(true)),
            ("arn:*:x", None),
            ("arn:aws:iam::*:role/*", Some(false)),
        ] {
            assert_eq!(is_like_arn(arn, &Pattern::wild(pattern)), fits, "{pattern}");
        }
    }
}
