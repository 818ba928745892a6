//! `POST /v1/login/challenge` and `POST /v1/enroll/challenge`: what a key must sign.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::extract::rejection::JsonRejection;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::audit::{Trail, conclude};
use super::error::RouteError;
use super::state::State;
use crate::domain::challenge::Purpose;
use crate::domain::jose::KeyId;
use crate::domain::wire::{ChallengeRequest, ChallengeResponse};

type Request = Result<Json<ChallengeRequest>, JsonRejection>;

/// Answers with a challenge for a login. A key that can't log in is told so here, before it signs.
pub async fn login(
    extract::State(state): extract::State<Arc<State>>,
    request: Request,
) -> Response {
    let mut trail = Trail::of_reading("login-challenge");
    let answer = for_login(&state, request, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn for_login(
    state: &State,
    request: Request,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let Json(ChallengeRequest { key_id }) = request?;
    trail.key(&key_id);
    let key = state.database.enrolled_key(&key_id).await?.ok_or(RouteError::UnknownKey)?;
    key.in_force()?;
    Ok(challenge(state, Purpose::Login, &key_id))
}

/// Answers with a challenge for an enrolment; the key isn't known yet.
pub async fn enroll(
    extract::State(state): extract::State<Arc<State>>,
    request: Request,
) -> Response {
    let trail = Trail::of_reading("enroll-challenge");
    let answer = request
        .map(|Json(request)| challenge(&state, Purpose::Enroll, &request.key_id))
        .map_err(Into::into);
    conclude(&state, trail, answer).await
}

fn challenge(state: &State, purpose: Purpose, key: &KeyId) -> Response {
    let challenge = state.challenge_secret.issue(purpose, key, state.now(), state.random());
    let body = ChallengeResponse {
        challenge: challenge.as_str().into(),
        expires_at: challenge.expires_at(),
    };
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
