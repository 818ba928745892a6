//! One audit line for every token issued and every refusal: in the database and in the log.

use axum::response::{IntoResponse, Response};

use super::error::RouteError;
use super::state::State;
use crate::adapters::database::audit::AuditLine;
use crate::domain::claims::IdToken;
use crate::domain::jose::KeyId;
use crate::domain::live_session::LiveSession;
use crate::domain::role::RoleArn;
use crate::domain::subject::Subject;

/// What is known of a request so far. It ends in [`conclude`].
#[derive(Debug)]
pub struct Trail {
    line: AuditLine,
    success: Success,
}

/// Whether a request that is answered as it wished leaves a line.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Success {
    Kept,
    Silent,
}

impl Trail {
    /// Begins the trail of a request that changes something or issues a token.
    pub fn of(event: &'static str) -> Self {
        Self { line: AuditLine { event, ..AuditLine::default() }, success: Success::Kept }
    }

    /// Begins the trail of a request that only reads: it leaves a line when it is refused.
    pub fn of_reading(event: &'static str) -> Self {
        Self { success: Success::Silent, ..Self::of(event) }
    }

    /// Notes the key that the request is about.
    pub fn key(&mut self, key: &KeyId) {
        self.line.key_id = Some(key.to_string());
    }

    /// Notes who the request is of, now that it was shown: naming somebody's key is not enough. Lines
    /// with a subject are kept for ever.
    pub fn subject(&mut self, subject: &Subject) {
        self.line.subject = Some(subject.to_string());
    }

    /// Notes the session that the request presents, now that it was found alive.
    pub fn session(&mut self, session: &LiveSession) {
        self.subject(&session.person().subject);
        self.key(session.key());
    }

    /// Notes the audience that is asked for, one of the issuer's list.
    pub fn audience(&mut self, audience: &str) {
        self.line.audience = Some(audience.into());
    }

    /// Notes the role that is asked for.
    pub fn role(&mut self, role: &RoleArn) {
        self.line.role_arn = Some(role.to_string());
    }

    /// Notes the token that is about to be given.
    pub fn token(&mut self, token: &IdToken) {
        self.audience(token.audience());
        self.line.jti = Some(token.id().into());
    }

    fn line(mut self, state: &State, answer: &Result<Response, RouteError>) -> Option<AuditLine> {
        self.line.at = state.now();
        match answer {
            Ok(_) if self.success == Success::Silent => return None,
            Err(error) if error.is_repeated() => return None,
            Ok(_) if self.line.jti.is_some() => self.line.outcome = "issued",
            Ok(_) => self.line.outcome = "done",
            Err(error) => {
                self.line.outcome = "refused";
                self.line.jti = None;
                self.line.why = Some(error.to_string());
            }
        }
        Some(self.line)
    }
}

/// Writes the audit line and returns the answer. What can't be written down isn't given out.
pub async fn conclude(
    state: &State,
    trail: Trail,
    answer: Result<Response, RouteError>,
) -> Response {
    if let Some(line) = trail.line(state, &answer) {
        let json = serde_json::to_string(&line).expect("a plain structure serialises");
        tracing::info!(target: "vouch::audit", "{json}");
        if let Err(error) = state.database.write_audit(&line).await {
            return RouteError::Database(error).into_response();
        }
    }
    answer.into_response()
}
