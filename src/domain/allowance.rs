//! How often somebody may ask: so many times in a minute, that many at once if need be.

use std::collections::HashMap;
use std::hash::Hash;
use std::num::NonZeroU32;

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

/// How many are remembered at most.
const MOST: usize = 65_536;
/// The time that an allowance is for.
const MINUTE: TimeDelta = TimeDelta::minutes(1);

/// What is left to each of many: of a bucket for each, which fills evenly
/// (the [generic cell rate algorithm](https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm)).
#[derive(Debug)]
pub struct Allowances<Who> {
    interval: TimeDelta,
    of: HashMap<Who, Used>,
    swept_at: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug)]
struct Used {
    /// When the bucket is full again.
    full_at: DateTime<Utc>,
    was_refused: bool,
}

/// Somebody asked more often than they may.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[error("there were too many requests; the next one is taken in {wait} s")]
pub struct TooMany {
    /// In how many seconds the next request is taken; at least one.
    pub wait: u64,
    /// Whether this is the first refusal since a request was taken.
    pub turn: Turn,
}

/// Whether a refusal is news.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Turn {
    /// The request before was taken.
    First,
    /// The request before was refused as well.
    Further,
}

impl<Who: Eq + Hash> Allowances<Who> {
    /// Returns full buckets for everybody.
    pub fn new(per_minute: NonZeroU32) -> Self {
        let interval = TimeDelta::nanoseconds(60_000_000_000 / i64::from(per_minute.get()));
        Self { interval, of: HashMap::new(), swept_at: DateTime::UNIX_EPOCH }
    }

    /// Takes a request from what is left to `who`.
    ///
    /// What is remembered is bounded: where so many ask at once that no more can be, a newcomer is
    /// let in. Who commands so many addresses isn't held up by a limit for each, and nobody else
    /// shall be.
    pub fn take(&mut self, who: Who, now: DateTime<Utc>) -> Result<(), TooMany> {
        if !self.of.contains_key(&who) && !self.has_room(now) {
            return Ok(());
        }
        let used = self.of.entry(who).or_insert(Used { full_at: now, was_refused: false });
        // A clock that was set back must not lock anybody out.
        let full_at = used.full_at.clamp(now, now + MINUTE) + self.interval;
        let over = full_at - now - MINUTE;
        if over <= TimeDelta::zero() {
            *used = Used { full_at, was_refused: false };
            return Ok(());
        }
        let turn = if used.was_refused { Turn::Further } else { Turn::First };
        used.was_refused = true;
        Err(TooMany { wait: whole_seconds(over), turn })
    }

    /// Forgets those whose bucket is full, at most once a second: looking takes time.
    fn has_room(&mut self, now: DateTime<Utc>) -> bool {
        if self.of.len() >= MOST && (now - self.swept_at).abs() >= TimeDelta::seconds(1) {
            self.swept_at = now;
            self.of.retain(|_, used| used.full_at > now);
        }
        self.of.len() < MOST
    }
}

/// Rounded up.
fn whole_seconds(time: TimeDelta) -> u64 {
    let milliseconds = u64::try_from(time.num_milliseconds()).unwrap_or(0);
    milliseconds.div_ceil(1000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn seconds(seconds: i64) -> DateTime<Utc> {
        start() + TimeDelta::seconds(seconds)
    }

    fn of<Who: Eq + Hash>(per_minute: u32) -> Allowances<Who> {
        Allowances::new(NonZeroU32::new(per_minute).unwrap())
    }

    #[test]
    fn a_minutes_worth_is_taken_at_once_and_then_one_for_each_interval() {
        let mut allowances = of(6);
        for _ in 0..6 {
            assert_eq!(allowances.take("alice", start()), Ok(()));
        }
        for (at, expected) in [
            (0, Err(TooMany { wait: 10, turn: Turn::First })),
            (3, Err(TooMany { wait: 7, turn: Turn::Further })),
            (10, Ok(())),
            (10, Err(TooMany { wait: 10, turn: Turn::First })),
            (30, Ok(())),
            (30, Ok(())),
            (30, Err(TooMany { wait: 10, turn: Turn::First })),
        ] {
            assert_eq!(allowances.take("alice", seconds(at)), expected, "{at}");
        }
        assert_eq!(allowances.take("bob", seconds(30)), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let mut allowances = of(1);
        assert_eq!(allowances.take((), seconds(86_400)), Ok(()));
        assert_eq!(allowances.take((), start()).unwrap_err().wait, 60);
        assert_eq!(allowances.take((), seconds(60)).unwrap_err().wait, 60);
        assert_eq!(allowances.take((), seconds(86_460)), Ok(()));
    }

    #[test]
    fn what_is_remembered_is_bounded_and_forgotten() {
        let mut allowances = of(1);
        for who in 0..MOST {
            assert_eq!(allowances.take(who, start()), Ok(()));
        }
        for _ in 0..2 {
            assert_eq!(allowances.take(MOST, start()), Ok(()), "a newcomer is let in");
        }
        assert!(allowances.take(0, start()).is_err(), "who is remembered is not");
        assert_eq!(allowances.of.len(), MOST);
        assert_eq!(allowances.take(MOST, seconds(61)), Ok(()));
        assert_eq!(allowances.of.len(), 1);
    }
}
