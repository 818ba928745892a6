//! The finger: decides when an operation that waits for a touch gets it.

use std::sync::{Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Who touches the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finger {
    /// The key is touched as soon as it asks.
    Auto,
    /// The key blinks until someone calls `touch`.
    Manual,
}

/// What came of a wait for a touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touch {
    Cancelled,
    Given,
    TimedOut,
}

/// How often the key asked for a touch, and what came of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touches {
    /// Operations that asked for a touch.
    pub asked: u32,
    /// Operations that got one.
    pub granted: u32,
    /// Operations that ran out of time.
    pub timed_out: u32,
}

pub(crate) struct Gate {
    state: Mutex<State>,
    changed: Condvar,
    timeout: Duration,
}

struct State {
    finger: Finger,
    blinking: bool,
    outcome: Option<Touch>,
    touches: Touches,
}

impl Gate {
    pub(crate) fn new(finger: Finger, timeout: Duration) -> Gate {
        let touches = Touches::default();
        let state = Mutex::new(State { finger, blinking: false, outcome: None, touches });
        Gate { state, changed: Condvar::new(), timeout }
    }

    /// The card's side: blocks until the key is touched, pulled out, or the time is over.
    pub(crate) fn wait(&self) -> Touch {
        let mut state = self.lock();
        state.touches.asked += 1;
        if state.finger == Finger::Auto {
            state.touches.granted += 1;
            return Touch::Given;
        }
        state.outcome = None;
        state.blinking = true;
        self.changed.notify_all();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, self.timeout, |state| state.outcome.is_none())
            .expect("no thread panics while it holds the gate");
        state.blinking = false;
        let outcome = state.outcome.take().unwrap_or(Touch::TimedOut);
        match outcome {
            Touch::Cancelled => {}
            Touch::Given => state.touches.granted += 1,
            Touch::TimedOut => state.touches.timed_out += 1,
        }
        outcome
    }

    /// Touches the key; false when it wasn't blinking, so that the touch counts for nothing.
    pub(crate) fn touch(&self) -> bool {
        self.end(Touch::Given)
    }

    /// Ends a wait because the key is pulled out.
    pub(crate) fn cancel(&self) {
        self.end(Touch::Cancelled);
    }

    pub(crate) fn set_finger(&self, finger: Finger) {
        self.lock().finger = finger;
    }

    /// The test's side: waits until the key blinks; false when it doesn't within `limit`.
    pub(crate) fn wait_blink(&self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        let mut state = self.lock();
        while !state.blinking {
            let Some(left) = end.checked_duration_since(Instant::now()) else { return false };
            state = self
                .changed
                .wait_timeout(state, left)
                .expect("no thread panics while it holds the gate")
                .0;
        }
        true
    }

    pub(crate) fn is_blinking(&self) -> bool {
        self.lock().blinking
    }

    pub(crate) fn touches(&self) -> Touches {
        self.lock().touches
    }

    fn end(&self, outcome: Touch) -> bool {
        let mut state = self.lock();
        let was_blinking = state.blinking;
        if was_blinking {
            // at once, so that the next `wait_blink` waits for the next blink
            state.blinking = false;
            state.outcome = Some(outcome);
            self.changed.notify_all();
        }
        was_blinking
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread panics while it holds the gate")
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(30);

    #[test]
    fn a_touch_counts_only_while_the_key_blinks() {
        let gate = Gate::new(Finger::Manual, LONG);
        assert!(!gate.touch());
        thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.wait());
            assert!(gate.wait_blink(LONG));
            assert!(gate.touch());
            assert!(!gate.touch());
            assert_eq!(waiting.join().unwrap(), Touch::Given);
        });
        assert_eq!(gate.touches(), Touches { asked: 1, granted: 1, timed_out: 0 });
    }

    #[test]
    fn an_untouched_key_gives_up() {
        let gate = Gate::new(Finger::Manual, Duration::ZERO);
        assert_eq!(gate.wait(), Touch::TimedOut);
        assert_eq!(gate.touches(), Touches { asked: 1, granted: 0, timed_out: 1 });
    }

    #[test]
    fn pulling_the_key_out_ends_the_wait() {
        let gate = Gate::new(Finger::Manual, LONG);
        thread::scope(|scope| {
            let waiting = scope.spawn(|| gate.wait());
            assert!(gate.wait_blink(LONG));
            gate.cancel();
            assert_eq!(waiting.join().unwrap(), Touch::Cancelled);
        });
    }

    #[test]
    fn the_automatic_finger_never_blinks() {
        let gate = Gate::new(Finger::Auto, Duration::ZERO);
        assert_eq!(gate.wait(), Touch::Given);
        assert!(!gate.wait_blink(Duration::ZERO));
    }
}
