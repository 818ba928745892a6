//! Who sends a request: the session key by its DPoP proof, and the session, read anew each time.

use axum::http::{HeaderMap, header};

use super::audit::Trail;
use super::error::{RouteError, SessionProblem};
use super::state::State;
use crate::adapters::database::Transaction;
use crate::domain::allowance::TooMany;
use crate::domain::dpop::{self, SessionKeyProof};
use crate::domain::live_session::{self, LiveSession, SessionRow, SessionToken};
use crate::domain::secret::Secret;

/// The request as it was meant: to the issuer's own URL, whatever name a proxy called it by.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// In capitals.
    pub method: &'a str,
    /// Under the issuer's URL, begins with `/`.
    pub path: &'a str,
}

/// Verifies the request's DPoP proof, spends it, and returns the session key's holder.
pub async fn sender(
    state: &State,
    headers: &HeaderMap,
    asked: Asked<'_>,
    session: Option<&Secret>,
) -> Result<SessionKeyProof, RouteError> {
    let mut proofs = headers.get_all("dpop").iter();
    let (Some(proof), None) = (proofs.next(), proofs.next()) else {
        return Err(RouteError::DpopMissing);
    };
    let proof = proof.to_str().map_err(|_| RouteError::DpopMissing)?;
    let url = state.config.issuer.join(asked.path);
    let request = dpop::Request { method: asked.method, url: &url, session };
    let unspent = dpop::verify(proof, &request, state.now())?;
    let mut transaction = state.database.begin().await?;
    transaction.purge(state.now()).await?;
    let sender = transaction
        .spend(unspent)
        .await
        .map_err(|error| RouteError::spending(error, RouteError::DpopReplayed))?;
    transaction.commit().await?;
    Ok(sender)
}

/// Reads the session anew and returns it, if it lives and is the sender's.
pub async fn live(
    state: &State,
    presented: &Secret,
    sender: &SessionKeyProof,
) -> Result<LiveSession, RouteError> {
    resume(state, presented, sender).await?.map_err(RouteError::Session)
}

/// Returns the session of a request that presents it as authorization
/// ([RFC 9449, section 7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)), and notes it.
pub async fn authorised(
    state: &State,
    headers: &HeaderMap,
    asked: Asked<'_>,
    trail: &mut Trail,
) -> Result<LiveSession, RouteError> {
    let presented = presented(headers).ok_or(RouteError::Authorization(SessionProblem::Missing))?;
    let sender = sender(state, headers, asked, Some(&presented)).await?;
    let session = resume(state, &presented, &sender).await?.map_err(RouteError::Authorization)?;
    trail.session(&session);
    counted(state, &session)?;
    Ok(session)
}

/// Returns the session as [`authorised`] does, and the transaction that it was read in, for what it
/// is to change: a key that is removed or a person who is disabled at the same time comes before, and
/// the session is over, or after.
pub async fn authorised_to_change(
    state: &State,
    headers: &HeaderMap,
    asked: Asked<'_>,
    trail: &mut Trail,
) -> Result<(Transaction, LiveSession), RouteError> {
    let refused = RouteError::Authorization;
    let presented = presented(headers).ok_or(refused(SessionProblem::Missing))?;
    let sender = sender(state, headers, asked, Some(&presented)).await?;
    let token = SessionToken::parse(&presented).map_err(|error| refused(error.into()))?;
    let mut transaction = state.database.begin().await?;
    let row = transaction.session(&token.hash()).await?;
    let session = resumed(state, &token, row, &sender).map_err(refused)?;
    trail.session(&session);
    counted(state, &session)?;
    Ok((transaction, session))
}

/// Counts a request of the session's person.
pub fn counted(state: &State, session: &LiveSession) -> Result<(), TooMany> {
    state.left.person(&session.person().subject, state.now())
}

async fn resume(
    state: &State,
    presented: &Secret,
    sender: &SessionKeyProof,
) -> Result<Result<LiveSession, SessionProblem>, RouteError> {
    let token = match SessionToken::parse(presented) {
        Ok(token) => token,
        Err(error) => return Ok(Err(error.into())),
    };
    let row = state.database.session(&token.hash()).await?;
    Ok(resumed(state, &token, row, sender))
}

fn resumed(
    state: &State,
    token: &SessionToken,
    row: Option<SessionRow>,
    sender: &SessionKeyProof,
) -> Result<LiveSession, SessionProblem> {
    let row = row.ok_or(SessionProblem::Unknown)?;
    Ok(live_session::resume(token, &row, sender, state.now())?)
}

fn presented(headers: &HeaderMap) -> Option<Secret> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("dpop").then(|| Secret::new(token))
}
