//! What a test makes the simulator do instead of answering.

use std::time::Duration;

/// What happens to one call.
#[derive(Clone, Debug)]
pub struct Fault {
    /// How long the answer takes.
    pub delay: Duration,
    /// What is answered then.
    pub answer: FaultAnswer,
}

/// What is answered to a call that a fault meets.
#[derive(Clone, Debug)]
pub enum FaultAnswer {
    /// What would be answered anyhow.
    AsUsual,
    /// Status 200 and half an answer.
    CutShort,
    /// A refusal.
    Error {
        /// The HTTP status.
        status: u16,
        /// AWS's code, such as `Throttling`.
        code: &'static str,
        /// The text.
        message: &'static str,
    },
}

impl Fault {
    /// An answer that comes late.
    pub fn slow(delay: Duration) -> Self {
        Self { delay, answer: FaultAnswer::AsUsual }
    }

    /// A refusal at once.
    pub fn error(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { delay: Duration::ZERO, answer: FaultAnswer::Error { status, code, message } }
    }
}
