//! Asks the gate for a touch when a policy wants one, and remembers the last for `cached`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::TouchPolicy;
use crate::apdu::Status;
use crate::gate::{Gate, Touch};

/// How long a touch serves the policy `cached`.
const CACHED: Duration = Duration::from_secs(15);

pub(crate) struct Finger {
    gate: Arc<Gate>,
    last: Option<Instant>,
}

impl Finger {
    pub(crate) fn new(gate: Arc<Gate>) -> Finger {
        Finger { gate, last: None }
    }

    /// Blocks for a touch when `policy` wants one; a touch not given is 6982.
    pub(crate) fn demand(&mut self, policy: TouchPolicy) -> Result<(), Status> {
        let cached = self.last.is_some_and(|last| last.elapsed() < CACHED);
        if policy == TouchPolicy::Never || (policy == TouchPolicy::Cached && cached) {
            return Ok(());
        }
        match self.gate.wait() {
            Touch::Given => {
                self.last = Some(Instant::now());
                Ok(())
            }
            Touch::Cancelled | Touch::TimedOut => Err(Status::SECURITY_NOT_SATISFIED),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate;

    #[test]
    fn a_cached_touch_serves_the_next_operation() {
        let (gate, mut finger) = finger(gate::Finger::Auto);
        finger.demand(TouchPolicy::Cached).unwrap();
        finger.demand(TouchPolicy::Cached).unwrap();
        finger.demand(TouchPolicy::Never).unwrap();
        assert_eq!(gate.touches().asked, 1);
        finger.demand(TouchPolicy::Always).unwrap();
        assert_eq!(gate.touches().asked, 2);
    }

    #[test]
    fn a_touch_not_given_is_6982() {
        let (_, mut finger) = finger(gate::Finger::Manual);
        assert_eq!(finger.demand(TouchPolicy::Always), Err(Status::SECURITY_NOT_SATISFIED));
        assert_eq!(finger.demand(TouchPolicy::Cached), Err(Status::SECURITY_NOT_SATISFIED));
    }

    fn finger(who: gate::Finger) -> (Arc<Gate>, Finger) {
        let gate = Arc::new(Gate::new(who, Duration::ZERO));
        (gate.clone(), Finger::new(gate))
    }
}
