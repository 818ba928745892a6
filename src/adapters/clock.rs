//! The time, read here and nowhere else.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Returns the time now.
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// How much is left of the time that something may take. A machine's clock may be set meanwhile;
/// this isn't.
#[derive(Clone, Copy, Debug)]
pub struct Countdown {
    begun: Instant,
    limit: Duration,
}

impl Countdown {
    /// Begins now.
    pub fn of(limit: Duration) -> Self {
        Self { begun: Instant::now(), limit }
    }

    /// Returns what is left; zero when the time is over.
    pub fn left(&self) -> Duration {
        self.limit.saturating_sub(self.begun.elapsed())
    }

    /// Lets some of the time pass, all that is left at most.
    pub fn pass(&self, time: Duration) {
        std::thread::sleep(time.min(self.left()));
    }
}
