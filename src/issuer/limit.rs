//! How often the issuer lets itself be asked: by one address, and by one person.

use core::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{self, ConnectInfo, Request};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};

use super::error::RouteError;
use super::state::State;
use crate::domain::allowance::{Allowances, TooMany, Turn};
use crate::domain::issuer_config::Limits;
use crate::domain::subject::Subject;

/// What is left to everybody. A restart fills it.
#[derive(Debug)]
pub struct Left {
    addresses: Mutex<Allowances<IpAddr>>,
    people: Mutex<Allowances<Subject>>,
}

impl Left {
    /// Returns what is left before the first request.
    pub fn new(limits: &Limits) -> Self {
        Self {
            addresses: Mutex::new(Allowances::new(limits.per_address)),
            people: Mutex::new(Allowances::new(limits.per_person)),
        }
    }

    /// Counts a request of the person, now that it was shown to be theirs: nobody else uses up what
    /// is left to them.
    pub fn person(&self, person: &Subject, now: DateTime<Utc>) -> Result<(), TooMany> {
        take(&self.people, person.clone(), now)
    }
}

fn take<Who: Eq + std::hash::Hash>(
    left: &Mutex<Allowances<Who>>,
    who: Who,
    now: DateTime<Utc>,
) -> Result<(), TooMany> {
    left.lock().unwrap_or_else(PoisonError::into_inner).take(who, now)
}

/// Counts a request of an address, before anything of it but its head is read. Nothing is decided
/// about anybody, so a refusal leaves no audit line; the log has the first of several.
pub(super) async fn per_address(
    extract::State(state): extract::State<Arc<State>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let forwarded = forwarded(request.headers());
    let Some(address) = state.config.limits.counted(peer.ip(), &forwarded) else {
        return next.run(request).await;
    };
    match take(&state.left.addresses, address, state.now()) {
        Ok(()) => next.run(request).await,
        Err(too_many) => {
            if too_many.turn == Turn::First {
                tracing::warn!(%address, "too many requests of one address");
            }
            RouteError::TooMany(too_many).into_response()
        }
    }
}

/// Returns all of `X-Forwarded-For`, as one list. What isn't text is no address.
fn forwarded(headers: &HeaderMap) -> String {
    let lines = headers.get_all("x-forwarded-for").iter();
    let texts: Vec<&str> = lines.map(|line| line.to_str().unwrap_or("?")).collect();
    texts.join(",")
}
