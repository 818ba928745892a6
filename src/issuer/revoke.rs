//! `POST /oauth/revoke`: ends a session ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)).

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, extract};
use serde::Deserialize;

use super::audit::{Trail, conclude};
use super::error::{RouteError, SessionProblem};
use super::session::{self, Asked};
use super::state::State;
use crate::domain::live_session::{SessionOver, SessionToken};
use crate::domain::secret::Secret;
use crate::domain::wire::path;

/// The form.
#[derive(Deserialize)]
pub struct Request {
    token: Secret,
}

/// Ends the session. One that doesn't live any longer is no error; one of another session key is.
pub async fn post(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
    form: Result<Form<Request>, FormRejection>,
) -> Response {
    let mut trail = Trail::of("logout");
    let answer = revoke(&state, &headers, form, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn revoke(
    state: &State,
    headers: &HeaderMap,
    form: Result<Form<Request>, FormRejection>,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let Form(Request { token }) = form?;
    let asked = Asked { method: "POST", path: path::REVOKE };
    let sender = session::sender(state, headers, asked, None).await?;
    match session::live(state, &token, &sender).await {
        Ok(session) => {
            trail.session(&session);
            let hash = SessionToken::parse(&token).map_err(SessionProblem::from)?.hash();
            let mut transaction = state.database.begin().await?;
            transaction.revoke_session(&hash, state.now()).await?;
            transaction.commit().await?;
        }
        Err(RouteError::Session(SessionProblem::Over(SessionOver::OtherSessionKey))) => {
            return Err(SessionProblem::Over(SessionOver::OtherSessionKey).into());
        }
        Err(RouteError::Session(_)) => {}
        Err(error) => return Err(error),
    }
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response())
}
