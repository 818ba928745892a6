//! Why the issuer refuses: what the client is told, and what the operator must see.

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use thiserror::Error;

use crate::adapters::database::DatabaseError;
use crate::domain::wire::OAuthError;

/// Why a request isn't answered as it wished.
#[derive(Debug, Error)]
pub enum RouteError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl RouteError {
    /// Returns what the client is told: status, code
    /// ([RFC 6749, section 5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2)) and hint.
    fn answer(&self) -> (StatusCode, &'static str, Option<&'static str>) {
        match self {
            Self::Database(_) => (StatusCode::INTERNAL_SERVER_ERROR, "server_error", None),
        }
    }

    /// Returns whether the operator must do something.
    fn concerns_operator(&self) -> bool {
        match self {
            Self::Database(_) => true,
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
        respond(status, code, description, hint)
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
