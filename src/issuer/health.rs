//! `GET /health`: whether the issuer can work.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::error::RouteError;
use super::state::State;

/// Answers 200 when the database does.
pub async fn get(
    extract::State(state): extract::State<Arc<State>>,
) -> Result<Response, RouteError> {
    state.database.ping().await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(json!({ "status": "ok" }))).into_response())
}
