//! Why STS refuses, in AWS's own codes and words.
//!
//! [`StsError::wording`] tells for each where its text comes from.

mod reason;
mod samples;
mod wording;

use thiserror::Error;

use crate::domain::trust::Judgement;

pub use wording::{Source, Wording};

/// A refusal. `Display` is the `Message` of the answer; [`StsError::reason`] says more than AWS
/// does.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum StsError {
    /// Parameters of the wrong form.
    #[error("{} validation error{} detected: {}", .0.len(), plural(.0), .0.join("; "))]
    Parameters(Vec<String>),
    /// The role's ARN can't be read, in a request for a web identity.
    #[error("Request ARN is invalid")]
    RequestArn,
    /// The role's ARN can't be read, in AssumeRole.
    #[error("{0} is invalid")]
    RoleArn(String),
    /// `ProviderId` is given together with a JWT.
    #[error("Provided Token is not a Login With Amazon token")]
    ProviderId,
    /// The session policy is no JSON, or not a policy.
    #[error("{0}")]
    SessionPolicy(PolicyText),
    /// A managed session policy's ARN can't be read.
    #[error("ARN {0} is not valid.")]
    PolicyArn(String),
    /// Longer than the role allows.
    #[error("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")]
    Duration,
    /// Longer than a role's session may live that was come by with temporary credentials.
    #[error(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining"
    )]
    ChainedDuration,
    /// The token isn't a JWT that AWS reads.
    #[error(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    )]
    NotJwt(&'static str),
    /// A claim is absent.
    #[error("Missing a required claim: {0}")]
    MissingClaim(&'static str),
    /// A claim has a form that AWS can't read.
    #[error("Invalid claim: {0}")]
    ClaimForm(&'static str),
    /// `sub` is `null`.
    #[error("Unknown error validating third-party token")]
    NullSubject,
    /// `exp`, `iat` or `nbf` is no whole number.
    #[error("Invalid timestamp in token claims.")]
    TimestampForm(&'static str),
    /// The token is over.
    #[error(
        "Token expired: current date/time {now} must be before the expiration date/time {expires}"
    )]
    Expired {
        /// Seconds since 1970.
        now: i64,
        /// Seconds since 1970.
        expires: i64,
    },
    /// `iat` or `nbf` is more than five minutes ahead.
    #[error("Token is not yet valid: {0} is in the future")]
    NotYetValid(&'static str),
    /// Several audiences and no authorized party.
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
    /// The issuer's documents can't be had.
    #[error(
        "The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached"
    )]
    Unreachable(String),
    /// The issuer's documents hold no key for this token.
    #[error(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements"
    )]
    NoKey(KeyFault),
    /// The signature doesn't hold. The text is observed for other failures of validation.
    #[error("{NOT_VALIDATED}")]
    Signature,
    /// The roles claim is no text and no list.
    #[error("The roles claim is not in a supported format")]
    RolesClaimForm,
    /// The roles claim names no role.
    #[error("The roles claim contains no valid role ARNs")]
    RolesClaimEmpty,
    /// The roles claim names other roles.
    #[error("The target role ARN is not present in the roles claim of the identity token")]
    RolesClaimOther,
    /// The tags have another shape than lists of one.
    #[error("principal_tags passed in claim is not in correct format.")]
    TagsForm,
    /// A tag breaks a rule of session tags.
    #[error("Invalid session tag in token claims: {0}")]
    Tag(&'static str),
    /// The trust policy doesn't allow it, or there is no such role.
    #[error("Not authorized to perform {action}")]
    NotAuthorized {
        /// The action that isn't allowed.
        action: &'static str,
        /// What the policy said of it; none if there is no such role.
        judgement: Option<Box<Judgement>>,
    },
    /// The role's trust policy or the caller's own policies don't allow it, or there is no such
    /// role.
    #[error("User: {caller} is not authorized to perform: {action} on resource: {resource}")]
    Forbidden {
        /// The caller's ARN.
        caller: String,
        /// The action that isn't allowed.
        action: &'static str,
        /// The role's ARN.
        resource: String,
        /// Why.
        why: Forbidden,
    },
    /// The account itself can't assume roles.
    #[error("Roles may not be assumed by root accounts.")]
    RootCaller,
    /// GetSessionToken is for long-lived credentials.
    #[error("Cannot call GetSessionToken with session credentials")]
    SessionCaller,
    /// A code of an MFA device that isn't the caller's.
    #[error(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user."
    )]
    Mfa,
    /// A session tag is given twice.
    #[error("Duplicate tag keys found. Please note that Tag keys are case insensitive.")]
    TagTwice,
    /// A session tag's key is reserved.
    #[error("Tag keys beginning with 'aws:' are reserved for system use")]
    TagReserved,
    /// A key is to be inherited whose tag isn't given.
    #[error("The specified transitive tag key must be included in the requested tags.")]
    TransitiveTag,
    /// A tag is given that the calling session hands down.
    #[error(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session."
    )]
    InheritedTag,
    /// The calling session has another source identity, which nothing can change.
    #[error("The source identity of the calling session can't be changed")]
    SourceIdentity,
    /// Session policies and tags together are too large.
    #[error("Packed size of session policies and session tags consumes {0}% of allotted space.")]
    PackedTooLarge(u32),
}

/// Why AssumeRole isn't allowed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Forbidden {
    /// There is no such role, which AWS tells nobody.
    NoRole,
    /// The caller's own policies don't allow it.
    OwnPolicies,
    /// The role's trust policy doesn't allow it.
    TrustPolicy(Box<Judgement>),
}

/// What AWS says of a session policy that it doesn't take.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum PolicyText {
    /// It isn't JSON.
    #[error("This policy contains invalid Json")]
    Json,
    /// It has other elements, or lacks some.
    #[error("Syntax errors in policy.")]
    Syntax,
    /// It has no `Action` or `NotAction`.
    #[error("Policy statement must contain actions.")]
    NoAction,
    /// It has no `Resource` or `NotResource`.
    #[error("Policy statement must contain resources.")]
    NoResource,
    /// It has a `Principal`.
    #[error("Policy document should not specify a principal.")]
    Principal,
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
