//! The log for people who look for a fault: on stderr, and only if asked for.

use tracing::Level;

/// Starts the log at the level that `-v` asks for (info, debug from two, trace from three), else
/// the one that `VOUCH_LOG` names. Without either nothing is set up.
pub fn start(verbose: u8, named: Option<&str>) {
    let level = match verbose {
        0 => named.and_then(|level| level.parse().ok()),
        1 => Some(Level::INFO),
        2 => Some(Level::DEBUG),
        _ => Some(Level::TRACE),
    };
    if let Some(level) = level {
        // Fails only if a log runs already.
        let _ = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_ansi(false)
            .with_writer(std::io::stderr)
            // It would complain on stderr that stderr takes nothing, and panic over that.
            .log_internal_errors(false)
            .try_init();
    }
}
