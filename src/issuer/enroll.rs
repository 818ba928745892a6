//! `POST /v1/enroll`: a person's first key, by invitation.

use std::sync::Arc;

use axum::Json;
use axum::extract;
use axum::extract::rejection::JsonRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::attestation;
use super::audit::{Trail, conclude};
use super::error::RouteError;
use super::state::State;
use crate::adapters::database::Transaction;
use crate::domain::enrolment::{
    self, Admitted, EnrolmentRefusal, Invitation, InvitationCode, NewKey, SoftwareKeys,
};
use crate::domain::once::Unspent;
use crate::domain::subject::Subject;
use crate::domain::wire::{EnrollResponse, KeyDescription, ReceivedEnrollRequest};

/// The longest name of a key, in characters.
const NAME: usize = 64;

/// Binds the key to the person of the invitation.
pub async fn post(
    extract::State(state): extract::State<Arc<State>>,
    request: Result<Json<ReceivedEnrollRequest>, JsonRejection>,
) -> Response {
    let mut trail = Trail::of("enroll");
    let answer = enroll(&state, request, &mut trail).await;
    conclude(&state, trail, answer).await
}

async fn enroll(
    state: &State,
    request: Result<Json<ReceivedEnrollRequest>, JsonRejection>,
    trail: &mut Trail,
) -> Result<Response, RouteError> {
    let Json(request) = request?;
    let name = checked_name(request.name)?;
    let code = InvitationCode::parse(&request.invitation)?;
    let now = state.now();
    let (issuer, secret) = (&state.config.issuer, &state.challenge_secret);
    let unspent = enrolment::verify_proof(&request.proof, issuer, secret, Some(&code), now)?;
    // Challenge, invitation and key in one transaction: all of it happens, or nothing.
    let mut transaction = state.database.begin().await?;
    let invitation =
        transaction.invitation(&code.hash()).await?.ok_or(RouteError::UnknownInvitation)?;
    trail.subject(&invitation.subject);
    let new_key = spend(&mut transaction, unspent).await?;
    trail.key(&new_key.jwk().thumbprint());
    if let Some(key) = admitted_before(&mut transaction, &invitation, &new_key).await? {
        transaction.commit().await?;
        return Ok(enrolled(StatusCode::OK, &invitation.subject, key));
    }
    let evidence = attestation::evidence(state, &request.attestation, &new_key)?;
    let allowed = as_configured(state, invitation);
    let admitted = enrolment::admit_invited(&allowed, new_key, &evidence, now)?;
    if !transaction.spend_invitation(&allowed.code_hash, now).await? {
        return Err(EnrolmentRefusal::Spent.into());
    }
    let key = add(&mut transaction, &admitted, name.as_deref()).await?;
    transaction.commit().await?;
    Ok(created(&admitted, key))
}

/// Returns the key if this invitation let it in before: the answer was lost on the way, and whoever
/// asks again must not be left with a key that nobody told them is enrolled.
async fn admitted_before(
    transaction: &mut Transaction,
    invitation: &Invitation,
    new_key: &NewKey,
) -> Result<Option<KeyDescription>, RouteError> {
    let id = new_key.jwk().thumbprint();
    match transaction.enrolled_key(&id).await? {
        Some(before) if enrolment::is_admitted(invitation, new_key, &before) => {
            Ok(transaction.key(&id).await?)
        }
        _ => Ok(None),
    }
}

/// A software key needs the word of both: the invitation's and the configuration's.
fn as_configured(state: &State, invitation: Invitation) -> Invitation {
    match state.config.software_keys {
        SoftwareKeys::Allowed => invitation,
        SoftwareKeys::Refused => Invitation { software: SoftwareKeys::Refused, ..invitation },
    }
}

pub(super) async fn spend(
    transaction: &mut Transaction,
    unspent: Unspent<NewKey>,
) -> Result<NewKey, RouteError> {
    let spent = transaction.spend(unspent).await;
    spent.map_err(|error| RouteError::spending(error, RouteError::Replayed))
}

pub(super) async fn add(
    transaction: &mut Transaction,
    admitted: &Admitted,
    name: Option<&str>,
) -> Result<KeyDescription, RouteError> {
    transaction.add_key(admitted, name).await?.ok_or(RouteError::KeyTaken)
}

pub(super) fn created(admitted: &Admitted, key: KeyDescription) -> Response {
    enrolled(StatusCode::CREATED, admitted.subject(), key)
}

fn enrolled(status: StatusCode, subject: &Subject, key: KeyDescription) -> Response {
    let body = EnrollResponse { subject: subject.clone(), key };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// A name is shown on terminals: it has no control characters, none that hide or turn around what
/// stands beside them, and isn't endless.
pub(super) fn checked_name(name: Option<String>) -> Result<Option<String>, RouteError> {
    let fits = |name: &String| {
        (1..=NAME).contains(&name.chars().count())
            && !name.chars().any(|it| it.is_control() || is_invisible(it))
    };
    match name {
        Some(name) if !fits(&name) => {
            Err(RouteError::Malformed(format!("a key's name is 1 to {NAME} characters")))
        }
        name => Ok(name),
    }
}

/// Zero-width characters, line separators and those that change the direction of the text.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}
