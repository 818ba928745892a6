//! Why the issuer refuses: what the client is told, and what the operator must see.

use axum::Json;
use axum::extract::rejection::{FormRejection, JsonRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use thiserror::Error;

use crate::adapters::database::DatabaseError;
use crate::adapters::database::spent::SpendError;
use crate::domain::allowance::{TooMany, Turn};
use crate::domain::attestation::AttestationError;
use crate::domain::claims::SigningError;
use crate::domain::dpop::DpopError;
use crate::domain::enrolment::{EnrolmentRefusal, InvitationCodeError, ProofError};
use crate::domain::grant::Refusal;
use crate::domain::live_session::{SessionOver, SessionTokenError};
use crate::domain::once::{AlreadySpent, WrongReceipt};
use crate::domain::person::NotInForce;
use crate::domain::presence::PresenceError;
use crate::domain::wire::OAuthError;

/// Why a request isn't answered as it wished.
#[derive(Debug, Error)]
pub enum RouteError {
    /// The attestation wasn't taken.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// The issuer gives no tokens for this audience.
    #[error("this issuer gives no tokens for that audience")]
    Audience,
    /// A request that presents its session as authorization does it without a living one.
    #[error(transparent)]
    Authorization(SessionProblem),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The DPoP proof wasn't taken.
    #[error("the DPoP proof was not taken: {0}")]
    Dpop(#[from] DpopError),
    /// There isn't exactly one DPoP proof.
    #[error("the request carries not exactly one DPoP proof")]
    DpopMissing,
    /// The DPoP proof was used before.
    #[error("the DPoP proof was used before")]
    DpopReplayed,
    /// The key may not be enrolled.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentRefusal),
    /// The invitation code can't be one.
    #[error(transparent)]
    InvitationCode(#[from] InvitationCodeError),
    /// The key doesn't count any longer.
    #[error(transparent)]
    KeyNotInForce(#[from] NotInForce),
    /// The key speaks for somebody already.
    #[error("the key is enrolled already")]
    KeyTaken,
    /// The request isn't what this path takes.
    #[error("{0}")]
    Malformed(String),
    /// A token for AWS is asked for without saying for which role.
    #[error("a token for AWS is for one role, and none was named")]
    NoRole,
    /// There is nothing that attestations may lead to.
    #[error("this issuer has no attestation roots")]
    NoRoots,
    /// The person has no such key.
    #[error("you have no such key")]
    NoSuchKey,
    /// Nobody's presence was shown.
    #[error(transparent)]
    Presence(#[from] PresenceError),
    /// The proof of the new key wasn't taken.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The challenge was answered before.
    #[error("the challenge was answered before")]
    Replayed,
    /// The role isn't given.
    #[error(transparent)]
    Role(#[from] Refusal),
    /// A token was asked for without a living session.
    #[error(transparent)]
    Session(#[from] SessionProblem),
    /// The token couldn't be signed.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// The body is larger than what is read.
    #[error("the body is too large")]
    TooLarge,
    /// The address or the person asks more often than they may.
    #[error(transparent)]
    TooMany(#[from] TooMany),
    /// The request took longer than it may.
    #[error("the request took too long")]
    TooSlow,
    /// The grant type isn't one of ours.
    #[error("the grant type is neither jwt-bearer nor refresh_token")]
    UnsupportedGrantType,
    /// There is no such invitation.
    #[error("there is no such invitation")]
    UnknownInvitation,
    /// Nobody's key.
    #[error("this key is not enrolled here")]
    UnknownKey,
    /// A receipt of the database was for another value: a mistake in our own code.
    #[error(transparent)]
    WrongReceipt(#[from] WrongReceipt),
}

/// Why there is no living session.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum SessionProblem {
    /// What was presented can't be a session.
    #[error(transparent)]
    Form(#[from] SessionTokenError),
    /// None was presented.
    #[error("the request presents no session")]
    Missing,
    /// It doesn't live.
    #[error(transparent)]
    Over(#[from] SessionOver),
    /// There is none like it, or its key was removed.
    #[error("there is no such session")]
    Unknown,
}

const LOGIN: &str = "run `vouch login`";
const ADMINISTRATOR: &str = "ask your administrator";
const AGAIN: &str = "try again";

impl RouteError {
    /// Returns an answer's status, code
    /// ([RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2),
    /// [RFC 9449](https://www.rfc-editor.org/rfc/rfc9449#section-12.2),
    /// [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707#section-2),
    /// [RFC 9470](https://www.rfc-editor.org/rfc/rfc9470#section-3)) and hint.
    fn answer(&self) -> (StatusCode, &'static str, Option<&'static str>) {
        use StatusCode as Status;
        let bad = Status::BAD_REQUEST;
        match self {
            Self::Attestation(AttestationError::OldFirmware { .. }) => {
                (Status::FORBIDDEN, "access_denied", Some("use a newer YubiKey"))
            }
            Self::Attestation(_) => (bad, "invalid_request", Some(ADMINISTRATOR)),
            Self::Audience => (bad, "invalid_target", Some("ask your administrator for it")),
            Self::Authorization(_) => (Status::UNAUTHORIZED, "invalid_token", Some(LOGIN)),
            Self::Database(_) | Self::Signing(_) | Self::WrongReceipt(_) => {
                (Status::INTERNAL_SERVER_ERROR, "server_error", None)
            }
            Self::Dpop(DpopError::Time { .. }) => {
                (bad, "invalid_dpop_proof", Some("set this computer's clock"))
            }
            Self::Dpop(_) | Self::DpopMissing | Self::DpopReplayed => {
                (bad, "invalid_dpop_proof", None)
            }
            Self::Enrolment(refusal) => enrolment(*refusal),
            Self::InvitationCode(_) | Self::UnknownInvitation => {
                (bad, "invalid_grant", Some("check the code, or ask for a new invitation"))
            }
            Self::KeyNotInForce(_) | Self::Presence(PresenceError::NotInForce(_)) => {
                (Status::FORBIDDEN, "access_denied", Some(ADMINISTRATOR))
            }
            Self::KeyTaken => (Status::FORBIDDEN, "access_denied", Some("make a new key")),
            Self::Malformed(_) => (bad, "invalid_request", None),
            Self::NoRole => (bad, "invalid_request", Some("name it with `--role ARN`")),
            Self::NoRoots => (Status::FORBIDDEN, "access_denied", Some(ADMINISTRATOR)),
            Self::NoSuchKey => {
                (Status::NOT_FOUND, "invalid_request", Some("`vouch keys list` shows your keys"))
            }
            Self::Presence(_) | Self::Replayed => (bad, "invalid_grant", Some(AGAIN)),
            Self::Proof(_) => (bad, "invalid_grant", Some(AGAIN)),
            Self::Role(refusal @ Refusal::NotGranted { .. }) => {
                (Status::FORBIDDEN, refusal.code(), Some("ask your administrator for a grant"))
            }
            Self::Role(refusal) => (bad, refusal.code(), Some(LOGIN)),
            Self::Session(_) => (bad, "invalid_grant", Some(LOGIN)),
            Self::TooLarge => (Status::PAYLOAD_TOO_LARGE, "invalid_request", None),
            // RFC 6585, section 4.
            Self::TooMany(_) => {
                (Status::TOO_MANY_REQUESTS, "temporarily_unavailable", Some("wait, then try again"))
            }
            // RFC 6749, section 4.1.2.1.
            Self::TooSlow => (Status::SERVICE_UNAVAILABLE, "temporarily_unavailable", Some(AGAIN)),
            Self::UnsupportedGrantType => (bad, "unsupported_grant_type", None),
            Self::UnknownKey => (
                Status::FORBIDDEN,
                "access_denied",
                Some(
                    "it was never enrolled or was removed; run `vouch enroll` with a new invitation",
                ),
            ),
        }
    }

    /// Tells whether something is wrong with the issuer, which the operator must see.
    fn concerns_operator(&self) -> bool {
        match self {
            Self::Database(_) | Self::Signing(_) | Self::TooSlow | Self::WrongReceipt(_) => true,
            Self::Attestation(_)
            | Self::Audience
            | Self::Authorization(_)
            | Self::Dpop(_)
            | Self::DpopMissing
            | Self::DpopReplayed
            | Self::Enrolment(_)
            | Self::InvitationCode(_)
            | Self::KeyNotInForce(_)
            | Self::KeyTaken
            | Self::Malformed(_)
            | Self::NoRole
            | Self::NoRoots
            | Self::NoSuchKey
            | Self::Presence(_)
            | Self::Proof(_)
            | Self::Replayed
            | Self::Role(_)
            | Self::Session(_)
            | Self::TooLarge
            | Self::TooMany(_)
            | Self::UnsupportedGrantType
            | Self::UnknownInvitation
            | Self::UnknownKey => false,
        }
    }

    /// Tells whether an audit line says so already: one for each refusal would let a person fill the
    /// audit.
    pub(super) fn is_repeated(&self) -> bool {
        matches!(self, Self::TooMany(TooMany { turn: Turn::Further, .. }))
    }

    /// Returns how a value that was checked couldn't be spent; `replayed` where it was used before.
    pub(super) fn spending(error: SpendError, replayed: Self) -> Self {
        match error {
            SpendError::AlreadySpent(AlreadySpent) => replayed,
            SpendError::Database(error) => error.into(),
            SpendError::WrongReceipt(error) => error.into(),
        }
    }
}

fn enrolment(refusal: EnrolmentRefusal) -> (StatusCode, &'static str, Option<&'static str>) {
    use EnrolmentRefusal as Why;
    let (bad, forbidden) = (StatusCode::BAD_REQUEST, StatusCode::FORBIDDEN);
    match refusal {
        Why::AttestedOther | Why::OtherInvitation => (bad, "invalid_grant", Some(AGAIN)),
        Why::Expired | Why::Spent => (bad, "invalid_grant", Some("ask for a new invitation")),
        Why::OtherSerial { .. } => (forbidden, "access_denied", Some("plug in that YubiKey")),
        Why::PresenceTooOld => (bad, "insufficient_user_authentication", Some(LOGIN)),
        Why::SoftwareKey => (forbidden, "access_denied", Some("use a YubiKey")),
        Why::SoftwareSession => {
            (forbidden, "access_denied", Some("log in with a YubiKey, or ask for an invitation"))
        }
    }
}

impl IntoResponse for RouteError {
    fn into_response(self) -> Response {
        if self.concerns_operator() {
            tracing::error!("{self}");
        }
        let (status, code, hint) = self.answer();
        // What failed inside is nobody's business outside.
        let description = (!status.is_server_error()).then(|| self.to_string());
        let wait = if let Self::TooMany(too_many) = &self { Some(too_many.wait) } else { None };
        let mut response = respond(status, code, description, hint);
        if status == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static(r#"DPoP error="invalid_token", algs="ES256""#);
            response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
        }
        if let Some(wait) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, wait.into());
        }
        response
    }
}

impl From<FormRejection> for RouteError {
    fn from(rejection: FormRejection) -> Self {
        // The parser's own words could quote a secret.
        match rejection {
            FormRejection::InvalidFormContentType(_) => {
                Self::Malformed("the body must be application/x-www-form-urlencoded".into())
            }
            other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::Malformed("the form is not what this path takes".into()),
        }
    }
}

impl From<JsonRejection> for RouteError {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                Self::Malformed("the body must be application/json".into())
            }
            other if other.status() == StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            _ => Self::Malformed("the JSON is not what this path takes".into()),
        }
    }
}

fn respond(
    status: StatusCode,
    code: &str,
    description: Option<String>,
    hint: Option<&str>,
) -> Response {
    let body = OAuthError {
        error: code.into(),
        error_description: description,
        vouch_hint: hint.map(Into::into),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// Answers a request to a path that isn't one.
pub async fn not_found() -> Response {
    respond(StatusCode::NOT_FOUND, "invalid_request", Some("there is nothing here".into()), None)
}

/// Answers a request with another method than the path takes.
pub async fn method_not_allowed() -> Response {
    let said = "this path takes another method".into();
    respond(StatusCode::METHOD_NOT_ALLOWED, "invalid_request", Some(said), None)
}
