//! Codes, statuses, and where each text comes from.

use super::StsError;

/// Where the words of an answer come from.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Source {
    /// AWS's documentation says so, for the code at least.
    Documented,
    /// Seen in recorded answers of AWS.
    Observed,
    /// Ours: AWS's own wording isn't known; the code is the likely one.
    Ours,
}

/// How an answer reads, besides its text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Wording {
    /// AWS's error code.
    pub code: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Where the text comes from.
    pub source: Source,
}

impl StsError {
    /// Returns code, status and where the text comes from
    /// ([errors of AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html#API_AssumeRoleWithWebIdentity_Errors),
    /// [common errors](https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html)).
    pub fn wording(&self) -> Wording {
        use Source::{Documented, Observed, Ours};
        let (code, status, source) = match self {
            Self::Parameters(_) => (VALIDATION, 400, Observed),
            Self::RequestArn | Self::RoleArn(_) => (VALIDATION, 400, Observed),
            Self::Duration | Self::ChainedDuration => (VALIDATION, 400, Observed),
            Self::PolicyArn(_) | Self::SourceIdentity => (VALIDATION, 400, Ours),
            Self::ProviderId => (INVALID_TOKEN, 400, Observed),
            // IAM's words for a role's own policies; STS's weren't seen.
            Self::SessionPolicy(_) => ("MalformedPolicyDocument", 400, Ours),
            Self::NotJwt(_) | Self::MissingClaim(_) => (INVALID_TOKEN, 400, Observed),
            Self::ClaimForm(_) | Self::NotYetValid(_) | Self::Tag(_) => (INVALID_TOKEN, 400, Ours),
            Self::NullSubject => ("InternalFailure", 500, Observed),
            Self::TimestampForm(_) | Self::ManyAudiences => (INVALID_TOKEN, 400, Observed),
            Self::Expired { .. } => ("ExpiredTokenException", 400, Observed),
            Self::UnknownIssuer(_) | Self::UnknownAudience(_) => (INVALID_TOKEN, 400, Observed),
            Self::Unreachable(_) => ("IDPCommunicationError", 400, Documented),
            Self::NoKey(_) => (INVALID_TOKEN, 400, Observed),
            // Seen for other failures of validation.
            Self::Signature => (INVALID_TOKEN, 400, Ours),
            Self::RolesClaimForm | Self::RolesClaimEmpty | Self::RolesClaimOther => {
                (INVALID_TOKEN, 400, Observed)
            }
            Self::TagsForm => (INVALID_TOKEN, 400, Observed),
            Self::NotAuthorized { .. } | Self::Forbidden { .. } => (DENIED, 403, Observed),
            Self::RootCaller | Self::SessionCaller | Self::Mfa => (DENIED, 403, Observed),
            Self::TagTwice | Self::TransitiveTag | Self::InheritedTag => (PARAMETER, 400, Observed),
            Self::TagReserved => (PARAMETER, 400, Ours),
            Self::PackedTooLarge(_) => ("PackedPolicyTooLarge", 400, Documented),
        };
        Wording { code, status, source }
    }

    /// Returns AWS's error code.
    pub fn code(&self) -> &'static str {
        self.wording().code
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.wording().status
    }
}

const DENIED: &str = "AccessDenied";
const INVALID_TOKEN: &str = "InvalidIdentityToken";
const PARAMETER: &str = "InvalidParameterValue";
const VALIDATION: &str = "ValidationError";
