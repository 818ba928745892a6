//! `GET /v1/keys`, `POST /v1/keys` and `DELETE /v1/keys/{id}`: the keys of the person themselves.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{self, Path};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::audit::{Trail, conclude};
use super::error::RouteError;
use super::session::{self, Asked};
use super::state::State;
use super::{attestation, enroll};
use crate::domain::enrolment;
use crate::domain::jose::KeyId;
use crate::domain::wire::{AddKeyRequest, KeysResponse, path};

/// Answers with the person's keys.
pub async fn list(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
) -> Response {
    let mut trail = Trail::of_reading("keys");
    let answer = listed(&state, &headers, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn listed(
    state: &State,
    headers: &HeaderMap,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let asked = Asked { method: "GET", path: path::KEYS };
    let session = session::authorised(state, headers, asked, trail).await?;
    let keys = state.database.keys_of(&session.person().subject).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(KeysResponse { keys })).into_response())
}

/// Binds a further key to the person, whose touch must be fresh.
pub async fn add(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
    request: Result<Json<AddKeyRequest>, JsonRejection>,
) -> Response {
    let mut trail = Trail::of("add-key");
    let answer = added(&state, &headers, request, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn added(
    state: &State,
    headers: &HeaderMap,
    request: Result<Json<AddKeyRequest>, JsonRejection>,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let asked = Asked { method: "POST", path: path::KEYS };
    let (mut transaction, session) =
        session::authorised_to_change(state, headers, asked, trail).await?;
    let Json(request) = request?;
    let name = enroll::checked_name(request.name)?;
    let (issuer, secret) = (&state.config.issuer, &state.challenge_secret);
    let unspent = enrolment::verify_proof(&request.proof, issuer, secret, None, state.now())?;
    let new_key = enroll::spend(&mut transaction, unspent).await?;
    trail.key(&new_key.jwk().thumbprint());
    let evidence = attestation::evidence(state, &request.attestation, &new_key)?;
    let admitted = enrolment::admit_further(&session, new_key, &evidence)?;
    let key = enroll::add(&mut transaction, &admitted, name.as_deref()).await?;
    transaction.commit().await?;
    Ok(enroll::created(&admitted, key))
}

/// Takes the key from the person; its sessions end with it.
pub async fn remove(
    extract::State(state): extract::State<Arc<State>>,
    Path(key): Path<String>,
    headers: HeaderMap,
) -> Response {
    let mut trail = Trail::of("remove-key");
    let answer = removed(&state, &headers, &key, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn removed(
    state: &State,
    headers: &HeaderMap,
    key: &str,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let key: KeyId = key.parse().map_err(|_| RouteError::NoSuchKey)?;
    let asked = format!("{}/{key}", path::KEYS);
    let asked = Asked { method: "DELETE", path: &asked };
    let (mut transaction, session) =
        session::authorised_to_change(state, headers, asked, trail).await?;
    trail.key(&key);
    if !transaction.remove_key(&session.person().subject, &key).await? {
        return Err(RouteError::NoSuchKey);
    }
    transaction.commit().await?;
    Ok((StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "no-store")]).into_response())
}
