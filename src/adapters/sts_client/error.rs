//! Why STS gave no credentials: refused is not unreachable.

use std::error::Error;
use std::fmt;

use aws_sdk_sts::config::http::HttpResponse;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};
use thiserror::Error;

use crate::adapters::outage::{self, plain};

/// What went wrong.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum StsError {
    /// The answer can't be understood, or its credentials are already dead.
    #[error("AWS STS at {endpoint} answered what can't be understood")]
    Garbled {
        /// The URL.
        endpoint: String,
    },
    /// Something in between answered: a sign-in page of a network, a proxy.
    #[error("AWS STS at {endpoint} did not answer: {what}")]
    Intercepted {
        /// The URL.
        endpoint: String,
        /// What came instead.
        what: &'static str,
    },
    /// STS said no.
    #[error("AWS refused: {0}")]
    Refused(Refusal),
    /// Nobody answered.
    #[error("AWS STS at {endpoint} can't be reached: {reason}")]
    Unreachable {
        /// The URL.
        endpoint: String,
        /// Why, as `adapters::outage` puts it.
        reason: String,
    },
    /// STS, or something in front of it, is out of order or too busy.
    #[error("AWS STS at {endpoint} is out of order ({code})")]
    Unwell {
        /// The URL.
        endpoint: String,
        /// AWS's code, or the HTTP status.
        code: String,
    },
}

/// A refusal in AWS's own words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// AWS's code: `AccessDenied`, `InvalidIdentityToken`, ...
    pub code: String,
    /// AWS's message, in one line.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.code)?;
        if self.message.is_empty() { Ok(()) } else { write!(formatter, ": {}", self.message) }
    }
}

impl Refusal {
    /// Tells whether AWS could not get the issuer's keys, which may be over the next moment.
    pub fn is_missing_key(&self) -> bool {
        is_missing_key(Some(&self.code), Some(&self.message))
    }
}

/// Tells whether an answer says that AWS could not get the issuer's keys.
pub(super) fn is_missing_key(code: Option<&str>, message: Option<&str>) -> bool {
    // The library's own type for it has `Exception` behind.
    code.is_some_and(|code| code.trim_end_matches("Exception") == "InvalidIdentityToken")
        && message.is_some_and(|text| text.starts_with("Couldn't retrieve verification key"))
}

impl StsError {
    /// Tells whether the same request may succeed later: what was given before is then still good.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Garbled { .. }
            | Self::Intercepted { .. }
            | Self::Unreachable { .. }
            | Self::Unwell { .. } => true,
            Self::Refused(refusal) => {
                refusal.is_missing_key() || refusal.code == "IDPCommunicationError"
            }
        }
    }

    pub(super) fn new<E>(endpoint: &str, error: &SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
    {
        let endpoint = endpoint.to_owned();
        match error {
            SdkError::ServiceError(answer) => {
                if let Some(what) = in_its_place(answer.raw()) {
                    return Self::Intercepted { endpoint, what };
                }
                let status = answer.raw().status().as_u16();
                Self::answered(endpoint, status, answer.err().code(), answer.err().message())
            }
            SdkError::TimeoutError(_) => {
                Self::Unreachable { endpoint, reason: "no answer in time".into() }
            }
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                Self::Unreachable { endpoint, reason: "no answer in time".into() }
            }
            SdkError::DispatchFailure(failure) => {
                let reason = failure.as_connector_error().map(|error| outage::cause(error));
                let reason = reason.unwrap_or_else(|| "the connection failed".into());
                Self::Unreachable { endpoint, reason }
            }
            SdkError::ResponseError(answer) => {
                let status = answer.raw().status().as_u16();
                match (in_its_place(answer.raw()), outage::known_cause(error)) {
                    _ if status >= 500 => Self::Unwell { endpoint, code: format!("HTTP {status}") },
                    (Some(what), _) => Self::Intercepted { endpoint, what },
                    (None, Some(reason)) => Self::Unreachable { endpoint, reason },
                    (None, None) => Self::Garbled { endpoint },
                }
            }
            _ => Self::Unreachable { endpoint, reason: "the request could not be made".into() },
        }
    }

    fn answered(endpoint: String, status: u16, code: Option<&str>, message: Option<&str>) -> Self {
        let is_busy =
            matches!(code, Some("Throttling" | "ThrottlingException" | "RequestLimitExceeded"));
        match code {
            Some(code) if is_busy => Self::Unwell { endpoint, code: plain(code) },
            _ if status >= 500 || status == 429 => {
                Self::Unwell { endpoint, code: format!("HTTP {status}") }
            }
            Some(code) => Self::Refused(Refusal {
                // Some codes end in `Exception` on the wire.
                code: plain(code.strip_suffix("Exception").unwrap_or(code)),
                message: message.map(plain).unwrap_or_default(),
            }),
            None => Self::Garbled { endpoint },
        }
    }
}

/// Returns what came in place of an answer: STS sends nobody elsewhere and has no web pages.
fn in_its_place(answer: &HttpResponse) -> Option<&'static str> {
    let status = answer.status().as_u16();
    if (300..400).contains(&status) {
        return Some("it sends elsewhere, and redirects are not followed");
    }
    let page = answer.body().bytes().is_some_and(outage::is_web_page);
    (page && status < 500).then_some("a web page came in its place")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16, code: Option<&str>) -> StsError {
        StsError::answered("https://sts".into(), status, code, Some("no\nway"))
    }

    #[test]
    fn a_refusal_is_in_aws_words_and_in_one_line() {
        let error = answered(403, Some("AccessDenied"));
        assert_eq!(error.to_string(), "AWS refused: AccessDenied: no way");
        assert!(!error.is_temporary());
        let error = answered(400, Some("ExpiredTokenException"));
        assert_eq!(error.to_string(), "AWS refused: ExpiredToken: no way");
    }

    #[test]
    fn what_may_be_over_soon_is_temporary() {
        for (status, code) in [
            (400, Some("Throttling")),
            (500, Some("InternalFailure")),
            (503, None),
            (429, None),
            (400, Some("IDPCommunicationError")),
            (200, None),
        ] {
            assert!(answered(status, code).is_temporary(), "{status} {code:?}");
        }
        let key = Refusal {
            code: "InvalidIdentityToken".into(),
            message: "Couldn't retrieve verification key from your identity provider".into(),
        };
        assert!(StsError::Refused(key).is_temporary());
        assert!(!answered(400, Some("InvalidIdentityToken")).is_temporary());
    }
}
