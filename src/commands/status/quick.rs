//! The answer that needs nothing but the state file: for prompts, which ask at every line typed.

use chrono::{DateTime, Utc};

use super::{Args, Format, ending, form};
use crate::adapters::environment::Environment;
use crate::adapters::state;

/// Returns the text to print, without a newline, if somebody is logged in and there is nothing else to
/// say.
///
/// As on the cached path of credentials, `None` stands for everything else: the whole command finds
/// out for itself.
pub fn quick(
    environment: &Environment,
    issuer: Option<&str>,
    args: &Args,
    now: DateTime<Utc>,
) -> Option<String> {
    if args.wait.is_some() || !environment.has_home || environment.not_text.is_some() {
        return None;
    }
    let records = state::read(&environment.state_folder).ok()?;
    let living = args.living(&records.sessions, issuer, now);
    match args.format() {
        _ if living.is_empty() => None,
        Format::Json => Some(form::json(&living, now)),
        Format::Text => {
            let ends_soon = living.iter().any(|record| ending(record, now).is_some());
            (!ends_soon).then(|| form::text(&living, now))
        }
        // The configuration says which of several is used.
        _ if issuer.is_none() && records.sessions.len() > 1 => None,
        format => Some(form::of_one(format, args.color, living[0], now)),
    }
}
