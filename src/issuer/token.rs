//! `POST /oauth/token`: a session for a presence, and a token for a living session.
//!
//! Nothing is issued but from a [`LiveSession`], which is made of a consumed presence or of a row
//! that was read for this request.

use std::sync::Arc;

use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::{Form, Json, extract};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::json;

use super::audit::{Trail, conclude};
use super::error::RouteError;
use super::session::{self, Asked};
use super::state::State;
use crate::domain::claims::{Audience, IdToken};
use crate::domain::dpop::SessionKeyProof;
use crate::domain::grant;
use crate::domain::jose;
use crate::domain::live_session::{self, LiveSession, SessionToken};
use crate::domain::presence;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::wire::{GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, path};

/// The form of both grants.
#[derive(Deserialize)]
pub struct Request {
    grant_type: String,
    assertion: Option<Secret>,
    refresh_token: Option<Secret>,
    audience: Option<String>,
    role_arn: Option<String>,
    /// How long the session shall last, in seconds; the issuer's own length is the longest.
    session_duration: Option<u32>,
}

/// Answers with a token.
pub async fn post(
    extract::State(state): extract::State<Arc<State>>,
    headers: HeaderMap,
    form: Result<Form<Request>, FormRejection>,
) -> Response {
    let mut trail = Trail::of("token");
    let answer = match form {
        Ok(Form(request)) if request.grant_type == GRANT_JWT_BEARER => {
            trail = Trail::of("login");
            login(&state, &headers, &request, &mut trail).await
        }
        Ok(Form(request)) if request.grant_type == GRANT_REFRESH_TOKEN => {
            refresh(&state, &headers, &request, &mut trail).await
        }
        Ok(_) => Err(RouteError::UnsupportedGrantType),
        Err(rejection) => Err(rejection.into()),
    };
    conclude(&state, trail, answer).await
}

async fn login(
    state: &State,
    headers: &HeaderMap,
    request: &Request,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let assertion = request.assertion.as_ref().ok_or_else(|| missing("assertion"))?;
    let length = length(state, request.session_duration)?;
    let sender = sender(state, headers).await?;
    let token = SessionToken::from_random(state.random());
    let session = begin(state, assertion, &sender, length, &token, trail).await?;
    let id_token = IdToken::for_issuer(&session, &state.config.issuer, state.random());
    let signed = state.signing_keys.sign(&id_token)?;
    trail.token(&id_token);
    Ok(no_store(&json!({
        "id_token": signed.expose(),
        "issued_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "token_type": "DPoP",
        "refresh_token": token.secret().expose(),
        "expires_in": id_token.expires_in(),
        "session_expires_in": session.left().num_seconds(),
    })))
}

/// Checks the assertion, spends its challenge and stores the session, all in one transaction: a
/// key that is removed or a person who is disabled at the same time comes before or after.
async fn begin(
    state: &State,
    assertion: &Secret,
    sender: &SessionKeyProof,
    length: TimeDelta,
    token: &SessionToken,
    trail: &mut Trail,
) -> Result<LiveSession, RouteError> {
    let key_id =
        jose::unverified_key_id(assertion.expose()).map_err(presence::PresenceError::from)?;
    trail.key(&key_id);
    let mut transaction = state.database.begin().await?;
    let key = transaction.enrolled_key(&key_id).await?.ok_or(RouteError::UnknownKey)?;
    let now = state.now();
    let (issuer, secret) = (&state.config.issuer, &state.challenge_secret);
    let unspent = presence::verify(assertion.expose(), &key, issuer, secret, sender, now)?;
    let presence = transaction
        .spend(unspent)
        .await
        .map_err(|error| RouteError::spending(error, RouteError::Replayed))?;
    trail.subject(&presence.person().subject);
    state.left.person(&presence.person().subject, now)?;
    let (session, row) = live_session::begin(presence, length, token);
    transaction.add_session(&row).await?;
    transaction.key_used(&key_id, now).await?;
    transaction.commit().await?;
    Ok(session)
}

async fn refresh(
    state: &State,
    headers: &HeaderMap,
    request: &Request,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let presented = request.refresh_token.as_ref().ok_or_else(|| missing("refresh_token"))?;
    let sender = sender(state, headers).await?;
    let session = session::live(state, presented, &sender).await?;
    trail.session(&session);
    session::counted(state, &session)?;
    let (id_token, max_duration) = for_audience(state, &session, request, trail)?;
    let signed = state.signing_keys.sign(&id_token)?;
    trail.token(&id_token);
    let mut body = json!({
        "id_token": signed.expose(),
        "issued_token_type": "urn:ietf:params:oauth:token-type:id_token",
        "token_type": "N_A",
        "expires_in": id_token.expires_in(),
    });
    if let Some(seconds) = max_duration {
        body["max_duration"] = seconds.into();
    }
    Ok(no_store(&body))
}

/// Returns the token, and the longest duration that may be asked of STS with it.
///
/// For AWS a role must be named and granted; any other audience takes none.
fn for_audience(
    state: &State,
    session: &LiveSession,
    request: &Request,
    trail: &mut Trail,
) -> Result<(IdToken, Option<u64>), RouteError> {
    let name = request.audience.as_deref().ok_or_else(|| missing("audience"))?;
    let audience = state.config.audiences.find(name).ok_or(RouteError::Audience)?;
    trail.audience(name);
    let issuer = &state.config.issuer;
    match (audience, request.role_arn.as_deref()) {
        (Audience::Aws(audience), Some(role)) => {
            let role: RoleArn = role.parse().map_err(|_| malformed("`role_arn` is no role ARN"))?;
            trail.role(&role);
            let granted = grant::decide(&state.config.grants, session, &role)?;
            let id_token = IdToken::for_aws(&granted, issuer, audience, state.random());
            Ok((id_token, granted.limits().max_duration))
        }
        (Audience::Aws(_), None) => Err(RouteError::NoRole),
        (Audience::Other(audience), None) => {
            Ok((IdToken::for_other(session, issuer, audience, state.random()), None))
        }
        (Audience::Other(_), Some(_)) => Err(malformed("`role_arn` is for an AWS audience only")),
    }
}

async fn sender(state: &State, headers: &HeaderMap) -> Result<SessionKeyProof, RouteError> {
    session::sender(state, headers, Asked { method: "POST", path: path::TOKEN }, None).await
}

fn length(state: &State, wished: Option<u32>) -> Result<TimeDelta, RouteError> {
    match wished {
        None => Ok(state.config.session.delta()),
        Some(0) => Err(malformed("`session_duration` is zero")),
        Some(seconds) => Ok(TimeDelta::seconds(seconds.into()).min(state.config.session.delta())),
    }
}

fn missing(name: &str) -> RouteError {
    RouteError::Malformed(format!("`{name}` is missing"))
}

fn malformed(what: &str) -> RouteError {
    RouteError::Malformed(what.into())
}

fn no_store(body: &serde_json::Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
