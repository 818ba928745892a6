//! Why the issuer didn't give what it was asked for.

use thiserror::Error;

use crate::domain::issuer_url::IssuerUrl;

/// Absent, broken, another, or unwilling.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IssuerError {
    /// It takes no more requests for now.
    #[error("the issuer {issuer} was asked too often (HTTP 429)")]
    Busy {
        /// Who.
        issuer: IssuerUrl,
        /// In how many seconds it takes the next one, where it says so.
        wait: Option<u32>,
    },
    /// The answer can't be read.
    #[error("the issuer {issuer} answered what can't be understood{}", .status.map(|status| format!(" (HTTP {status})")).unwrap_or_default())]
    Garbled {
        /// Who.
        issuer: IssuerUrl,
        /// The HTTP status, where it is not a success.
        status: Option<u16>,
    },
    /// Something in between answered: a sign-in page of a network, a proxy.
    #[error("the issuer {issuer} did not answer: {what}")]
    Intercepted {
        /// Who was meant.
        issuer: IssuerUrl,
        /// What came instead.
        what: &'static str,
    },
    /// What answers at the URL is no OpenID provider that can be used, or not this one.
    #[error("{issuer} is no OpenID provider that vouch can use: {reason}")]
    NotOpenId {
        /// Who.
        issuer: IssuerUrl,
        /// What is wrong.
        reason: String,
    },
    /// What answers at the URL is no issuer of vouch, or not this one.
    #[error("{issuer} is not a vouch issuer: {reason}")]
    NotOurs {
        /// Who.
        issuer: IssuerUrl,
        /// What is wrong.
        reason: String,
    },
    /// The session belongs to another issuer; it wasn't sent.
    #[error("the session belongs to {session} and was not sent to {issuer}")]
    OtherIssuer {
        /// Who was asked.
        issuer: IssuerUrl,
        /// Whose session it is.
        session: IssuerUrl,
    },
    /// The issuer said no.
    #[error("{issuer} refused: {}", .description.as_deref().unwrap_or(.error))]
    Refused {
        /// Who.
        issuer: IssuerUrl,
        /// The code of RFC 6749.
        error: String,
        /// What happened, in one line.
        description: Option<String>,
        /// What the person can do.
        hint: Option<String>,
    },
    /// Nobody answered.
    #[error("the issuer {issuer} can't be reached: {reason}")]
    Unreachable {
        /// Who.
        issuer: IssuerUrl,
        /// Why, as `adapters::outage` puts it.
        reason: String,
    },
    /// The issuer, or something in front of it, is out of order.
    #[error("the issuer {issuer} is out of order (HTTP {status})")]
    Unwell {
        /// Who.
        issuer: IssuerUrl,
        /// The HTTP status: 5xx.
        status: u16,
    },
}

impl IssuerError {
    /// Tells whether the same request may succeed later: what was given before is then still good.
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy { .. }
            | Self::Garbled { .. }
            | Self::Intercepted { .. }
            | Self::Unreachable { .. }
            | Self::Unwell { .. } => true,
            Self::NotOpenId { .. }
            | Self::NotOurs { .. }
            | Self::OtherIssuer { .. }
            | Self::Refused { .. } => false,
        }
    }

    /// Tells whether the session is over, so that only a login helps
    /// ([RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)).
    pub fn ends_session(&self) -> bool {
        matches!(self, Self::Refused { error, .. } if error == "invalid_grant" || error == "invalid_token")
    }
}
