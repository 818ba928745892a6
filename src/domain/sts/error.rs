//! Why STS refuses, in AWS's own codes and words.
//!
//! Each text is marked: *observed* (seen in recorded answers of AWS), *documented* (the API
//! reference), *ours* (AWS's wording isn't known; the code is).

use thiserror::Error;

use crate::domain::trust::{Judgement, Outcome, StatementVerdict, Verdict};

/// A refusal. `Display` is the `Message` of the answer; [`StsError::reason`] says more than AWS
/// does.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum StsError {
    /// Parameters of the wrong form. Observed.
    #[error("{} validation error{} detected: {}", .0.len(), plural(.0), .0.join("; "))]
    Parameters(Vec<String>),
    /// The role's ARN can't be read. Observed.
    #[error("Request ARN is invalid")]
    RequestArn,
    /// `ProviderId` is given together with a JWT. Observed.
    #[error("Provided Token is not a Login With Amazon token")]
    ProviderId,
    /// The session policy is no JSON object. Ours.
    #[error("This policy contains invalid Json")]
    SessionPolicy,
    /// Longer than the role allows. Observed.
    #[error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")]
    Duration,
    /// The token isn't a JWT that AWS reads. Observed.
    #[error(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    )]
    NotJwt(&'static str),
    /// A claim is absent. Observed.
    #[error("Missing a required claim: {0}")]
    MissingClaim(&'static str),
    /// A claim has a form that AWS can't read. Ours.
    #[error("Invalid claim: {0}")]
    ClaimForm(&'static str),
    /// `sub` is `null`. Observed.
    #[error("Unknown error validating third-party token")]
    NullSubject,
    /// `exp`, `iat` or `nbf` is no whole number. Observed.
    #[error("Invalid timestamp in token claims.")]
    TimestampForm(&'static str),
    /// The token is over. Observed.
    #[error(
        "Token expired: current date/time {now} must be before the expiration date/time {expires}"
    )]
    Expired {
        /// Seconds since 1970.
        now: i64,
        /// Seconds since 1970.
        expires: i64,
    },
    /// `iat` or `nbf` is more than five minutes ahead. Ours.
    #[error("Token is not yet valid: {0} is in the future")]
    NotYetValid(&'static str),
    /// Several audiences and no authorized party. Observed.
    #[error("Token audience contains more than one audience while authorized party is not present")]
    ManyAudiences,
    /// The issuer is no identity provider of the account. Observed in 2026; before that it read
    /// `No OpenIDConnect provider found in your account for <issuer>`.
    #[error("{NOT_VALIDATED}")]
    UnknownIssuer(String),
    /// The audience is no client id of the provider. Observed in 2026; before that it read
    /// `Incorrect token audience`.
    #[error("{NOT_VALIDATED}")]
    UnknownAudience(String),
    /// The issuer's documents can't be had. Documented.
    #[error(
        "The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached"
    )]
    Unreachable(String),
    /// The issuer's documents hold no key for this token. Observed, with its two spaces.
    #[error(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
    )]
    NoKey(KeyFault),
    /// The signature doesn't hold. The text is observed for other failures of validation.
    #[error("{NOT_VALIDATED}")]
    Signature,
    /// The roles claim is no text and no list. Observed.
    #[error("The roles claim is not in a supported format")]
    RolesClaimForm,
    /// The roles claim names no role. Observed.
    #[error("The roles claim contains no valid role ARNs")]
    RolesClaimEmpty,
    /// The roles claim names other roles. Observed.
    #[error("The target role ARN is not present in the roles claim of the identity token")]
    RolesClaimOther,
    /// The tags have another shape than lists of one. Observed.
    #[error("principal_tags passed in claim is not in correct format.")]
    TagsForm,
    /// A tag breaks a rule of session tags. Ours.
    #[error("Invalid session tag in token claims: {0}")]
    Tag(&'static str),
    /// The trust policy doesn't allow it, or there is no such role. Observed.
    #[error("Not authorized to perform {action}")]
    NotAuthorized {
        /// The action that isn't allowed.
        action: &'static str,
        /// What the policy said of it; none if there is no such role.
        judgement: Option<Box<Judgement>>,
    },
    /// Session policies and tags together are too large. Documented.
    #[error("Packed size of session policies and session tags consumes {0}% of allotted space.")]
    PackedTooLarge(u32),
}

const NOT_VALIDATED: &str = "The web identity token provided could not be validated. See the AssumeRoleWithWebIdentity documentation for requirements.";

/// Why the issuer's documents hold no key for a token.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum KeyFault {
    /// A document isn't what it must be.
    Document(String),
    /// The header names no key and there are several.
    KidAbsent,
    /// No key has the name.
    KidUnknown,
    /// The key isn't one that AWS uses for this algorithm.
    KeyUnusable(&'static str),
}

fn plural<T>(list: &[T]) -> &'static str {
    if list.len() == 1 { "" } else { "s" }
}

impl StsError {
    /// Returns AWS's error code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parameters(_) | Self::RequestArn | Self::Duration => "ValidationError",
            Self::SessionPolicy => "MalformedPolicyDocument",
            Self::Expired { .. } => "ExpiredTokenException",
            Self::NullSubject => "InternalFailure",
            Self::Unreachable(_) => "IDPCommunicationError",
            Self::NotAuthorized { .. } => "AccessDenied",
            Self::PackedTooLarge(_) => "PackedPolicyTooLarge",
            _ => "InvalidIdentityToken",
        }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotAuthorized { .. } => 403,
            Self::NullSubject => 500,
            _ => 400,
        }
    }

    /// Returns what failed, for a person who debugs: more than AWS tells. One line of ASCII.
    pub fn reason(&self) -> String {
        let reason = match self {
            Self::Parameters(_) => "parameters".into(),
            Self::RequestArn => "role-arn".into(),
            Self::ProviderId => "provider-id".into(),
            Self::SessionPolicy => "session-policy".into(),
            Self::Duration => "max-session-duration".into(),
            Self::NotJwt(why) => format!("jwt: {why}"),
            Self::MissingClaim(claim) | Self::ClaimForm(claim) => format!("claim: {claim}"),
            Self::NullSubject => "claim: sub".into(),
            Self::TimestampForm(claim) => format!("timestamp: {claim}"),
            Self::Expired { .. } => "expired".into(),
            Self::NotYetValid(claim) => format!("not-yet-valid: {claim}"),
            Self::ManyAudiences => "many-audiences".into(),
            Self::UnknownIssuer(issuer) => format!("issuer: {issuer} is not registered"),
            Self::UnknownAudience(audience) => format!("audience: {audience} is not a client id"),
            Self::Unreachable(why) => format!("unreachable: {why}"),
            Self::NoKey(fault) => format!("key: {}", fault.reason()),
            Self::Signature => "signature".into(),
            Self::RolesClaimForm | Self::RolesClaimEmpty | Self::RolesClaimOther => {
                "roles-claim".into()
            }
            Self::TagsForm => "tags: not lists of one text".into(),
            Self::Tag(why) => format!("tags: {why}"),
            Self::NotAuthorized { action, judgement: None } => format!("{action}: no such role"),
            Self::NotAuthorized { action, judgement: Some(judgement) } => {
                format!("{action}: {}", explain(judgement))
            }
            Self::PackedTooLarge(_) => "packed-size".into(),
        };
        reason
            .chars()
            .map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' })
            .collect()
    }
}

impl KeyFault {
    fn reason(&self) -> String {
        match self {
            Self::Document(why) => why.clone(),
            Self::KidAbsent => "no kid and several keys".into(),
            Self::KidUnknown => "unknown kid".into(),
            Self::KeyUnusable(why) => (*why).into(),
        }
    }
}

/// Tells in a line what each statement came to.
fn explain(judgement: &Judgement) -> String {
    let statements = judgement.statements.iter().map(|statement| {
        let outcome = match statement.outcome {
            Outcome::Applies => "applies".into(),
            Outcome::AppliesUnjudged => format!("applies unjudged ({})", names(statement)),
            Outcome::ConditionsFail => format!("fails {}", names(statement)),
            Outcome::OtherAction => "speaks of another action".into(),
            Outcome::OtherPrincipal => "speaks of another principal".into(),
        };
        format!("{:?} statement {} {outcome}", statement.effect, statement.number)
    });
    let verdict = match judgement.verdict {
        Verdict::Allowed => "allowed",
        Verdict::DeniedByDefault => "nothing allows",
        Verdict::DeniedExplicitly => "denied explicitly",
    };
    format!("{verdict}; {}", statements.collect::<Vec<_>>().join("; "))
}

fn names(statement: &StatementVerdict) -> String {
    let names = statement.failures().map(|failed| format!("{} {}", failed.operator, failed.key));
    names.collect::<Vec<_>>().join(", ")
}
