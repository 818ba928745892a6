//! Why a signed call isn't taken, in AWS's words.

use thiserror::Error;

use crate::simulator::refusal::Refusal;

/// Why a signed call isn't taken. `Display` is the `Message` of the answer: observed in recorded
/// answers and reports, unless it says otherwise.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub(in crate::simulator) enum SignatureFault {
    /// The call isn't signed.
    #[error("Request is missing Authentication Token")]
    Absent,
    /// Another algorithm.
    #[error("Unsupported AWS 'algorithm': '{0}'.")]
    Algorithm(String),
    /// Parts of the header are missing.
    #[error("{}", required(.0))]
    Parameters(Vec<&'static str>),
    /// The scope has another form.
    #[error(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{0}'"
    )]
    Credential(String),
    /// The scope ends otherwise.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request', not '{0}'.")]
    Terminator(String),
    /// No time, or not in the form `20260101T000000Z`.
    #[error("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")]
    NoDate,
    /// The host isn't signed.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostUnsigned,
    /// A signed header isn't there. Ours.
    #[error("'{0}' is a 'SignedHeader' that the request does not have.")]
    HeaderAbsent(String),
    /// No such access key, or not with this session token.
    #[error("The security token included in the request is invalid.")]
    UnknownKey(&'static str),
    /// The session has ended.
    #[error("The security token included in the request is expired")]
    Expired,
    /// The scope names no region.
    #[error("Credential should be scoped to a valid region.")]
    Region(String),
    /// The scope names another service.
    #[error("Credential should be scoped to correct service: '{0}'.")]
    Service(&'static str),
    /// The scope's day is another than the time's.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '{scope}' != '{day}', from '{time}'."
    )]
    Day {
        /// In the scope.
        scope: String,
        /// In the header.
        day: String,
        /// The header.
        time: String,
    },
    /// Signed more than fifteen minutes ago.
    #[error("Signature expired: {time} is now earlier than {earliest} ({now} - 15 min.)")]
    Late {
        /// When it was signed.
        time: String,
        /// The earliest that would do.
        earliest: String,
        /// AWS's clock.
        now: String,
    },
    /// Signed more than fifteen minutes ahead.
    #[error("Signature not yet current: {time} is still later than {latest} ({now} + 15 min.)")]
    Early {
        /// When it was signed.
        time: String,
        /// The latest that would do.
        latest: String,
        /// AWS's clock.
        now: String,
    },
    /// Another secret, or another request.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
    )]
    Mismatch,
}

fn required(absent: &[&'static str]) -> String {
    let sentences =
        absent.iter().map(|name| format!("Authorization header requires '{name}' parameter."));
    sentences.collect::<Vec<_>>().join(" ")
}

impl SignatureFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Absent => "MissingAuthenticationToken",
            Self::Algorithm(_)
            | Self::Parameters(_)
            | Self::Credential(_)
            | Self::NoDate
            | Self::HostUnsigned
            | Self::HeaderAbsent(_) => "IncompleteSignature",
            Self::UnknownKey(_) => "InvalidClientTokenId",
            Self::Expired => "ExpiredToken",
            Self::Terminator(_)
            | Self::Region(_)
            | Self::Service(_)
            | Self::Day { .. }
            | Self::Late { .. }
            | Self::Early { .. }
            | Self::Mismatch => "SignatureDoesNotMatch",
        }
    }

    fn reason(&self) -> &'static str {
        match self {
            Self::Absent => "signature: none",
            Self::Algorithm(_) => "signature: another algorithm",
            Self::Parameters(_) => "signature: an incomplete header",
            Self::Credential(_) | Self::Terminator(_) => "signature: the form of its scope",
            Self::NoDate => "signature: no x-amz-date",
            Self::HostUnsigned => "signature: the host isn't signed",
            Self::HeaderAbsent(_) => "signature: a signed header is missing",
            Self::UnknownKey(why) => why,
            Self::Expired => "session: it has ended",
            Self::Region(_) => "signature: its scope names no region",
            Self::Service(_) => "signature: its scope is another service",
            Self::Day { .. } => "signature: its scope is another day",
            Self::Late { .. } => "signature: too old",
            Self::Early { .. } => "signature: ahead of time",
            Self::Mismatch => "signature: made with another secret, or the request was changed",
        }
    }
}

impl From<SignatureFault> for Refusal {
    fn from(fault: SignatureFault) -> Self {
        Self {
            status: 403,
            code: fault.code().into(),
            message: fault.to_string().into(),
            reason: fault.reason().into(),
        }
    }
}
