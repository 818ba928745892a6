//! `GET /v1/roles`: what this person is granted.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

use super::audit::{Trail, conclude};
use super::error::RouteError;
use super::session::{self, Asked};
use super::state::State;
use crate::domain::grant;
use crate::domain::wire::{RolesResponse, path};

/// Answers with the roles.
pub async fn get(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
) -> Response {
    let mut trail = Trail::of_reading("roles");
    let answer = roles(&state, &headers, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn roles(
    state: &State,
    headers: &HeaderMap,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let asked = Asked { method: "GET", path: path::ROLES };
    let session = session::authorised(state, headers, asked, trail).await?;
    let body = RolesResponse {
        subject: session.person().subject.clone(),
        roles: grant::roles_for(&state.config.grants, &session),
        any_role: state.config.grants.any_role(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response())
}
