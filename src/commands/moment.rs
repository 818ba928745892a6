//! Times in the words that people read.

use chrono::{DateTime, TimeDelta, Utc};

/// A session with less left than this ends soon.
const SOON: TimeDelta = TimeDelta::minutes(30);

/// Returns how long it is until the end, in words, where that is soon: less than half an hour.
pub fn soon(end: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
    let left = end - now;
    (left < SOON).then(|| length(left))
}

/// Returns when it ends and how long that is from now: `2026-01-01 16:00 UTC (8 h)`.
pub fn until(end: DateTime<Utc>, now: DateTime<Utc>) -> String {
    format!("{} ({})", end.format("%Y-%m-%d %H:%M UTC"), length(end - now))
}

/// Returns a length in its two largest units; less than a second is `over`.
pub fn length(length: TimeDelta) -> String {
    let seconds = length.num_seconds();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        _ if seconds < 1 => "over".into(),
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_half_hour_is_soon() {
        let end: DateTime<Utc> = "2026-01-01T08:00:00Z".parse().unwrap();
        assert_eq!(soon(end, end - TimeDelta::minutes(30)), None);
        assert_eq!(soon(end, end - TimeDelta::seconds(1799)).as_deref(), Some("29 min"));
        assert_eq!(soon(end, end).as_deref(), Some("over"));
    }

    #[test]
    fn a_length_is_told_in_two_units_at_most() {
        for (seconds, words) in [
            (-1, "over"),
            (0, "over"),
            (59, "59 s"),
            (60, "1 min"),
            (28_800, "8 h"),
            (28_799, "7 h 59 min"),
            (90_000, "1 d 1 h"),
            (86_400, "1 d"),
        ] {
            assert_eq!(length(TimeDelta::seconds(seconds)), words);
        }
    }
}
