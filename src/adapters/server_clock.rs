//! The time at a server, by the `Date` of its answer
//! ([RFC 9110, section 6.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1)).

use chrono::{DateTime, TimeDelta};
use reqwest::header;
use thiserror::Error;

use super::clock::Clock;
use super::outage;

/// Why the time isn't known.
#[derive(Debug, Error)]
pub enum ServerClockError {
    /// It answers, and doesn't say.
    #[error("{url} answers without a date")]
    NoDate {
        /// Who was asked.
        url: String,
    },
    /// Nobody answered.
    #[error("{url} can't be reached: {reason}")]
    Unreachable {
        /// Who was asked.
        url: String,
        /// Why, as `adapters::outage` puts it.
        reason: String,
    },
}

/// Returns how far the server's clock is ahead of this machine's, to the second. Whatever it answers
/// besides doesn't matter: nothing was asked.
pub async fn ahead(
    http: &reqwest::Client,
    url: &str,
    clock: &dyn Clock,
) -> Result<TimeDelta, ServerClockError> {
    let answer = http.get(url).send().await.map_err(|error| {
        let reason = outage::cause(&error);
        ServerClockError::Unreachable { url: url.into(), reason }
    })?;
    let here = clock.now();
    let date = answer.headers().get(header::DATE).and_then(|value| value.to_str().ok());
    let date = date.and_then(|text| DateTime::parse_from_rfc2822(text).ok());
    let there = date.ok_or_else(|| ServerClockError::NoDate { url: url.into() })?;
    Ok(TimeDelta::seconds((there.to_utc() - here).num_seconds()))
}
