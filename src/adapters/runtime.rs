//! The event loop: built by the first network call, never on a path that makes none.

use std::future::Future;
use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

/// Runs the future on this thread until it is done.
///
/// One event loop serves the whole process, so that a client's kept connections live from one
/// call to the next. Must not be called from within async code.
///
/// # Panics
/// When the operating system gives the process no event loop.
pub fn block_on<F: Future>(future: F) -> F::Output {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME
        .get_or_init(|| {
            Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("the operating system gives every process an event loop")
        })
        .block_on(future)
}

#[cfg(test)]
mod tests {
    #[test]
    fn runs_one_future_after_another() {
        assert_eq!(super::block_on(async { 1 }) + super::block_on(async { 2 }), 3);
    }
}
