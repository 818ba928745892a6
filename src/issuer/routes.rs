//! Every route of the issuer, in one list: the router is made of it and of nothing else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Method;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use tokio::time::timeout;

use super::error::{self, RouteError};
use super::serve::{BODY, REQUEST};
use super::state::State;
use super::{challenge, discovery, enroll, health, jwks, keys, limit, revoke, roles, token};
use crate::domain::wire::path;

/// A method at a path, and what answers there.
pub(super) struct Route {
    /// The method.
    pub(super) method: Method,
    /// Under the issuer's URL; `{key}` stands for a key's id.
    pub(super) path: &'static str,
    answer: fn(MethodFilter) -> MethodRouter<Arc<State>>,
}

/// What the issuer answers to. A route that isn't here doesn't exist.
pub(super) const ROUTES: [Route; 12] = [
    route(Method::GET, path::DISCOVERY, |method| on(method, discovery::get)),
    route(Method::GET, path::JWKS, |method| on(method, jwks::get)),
    route(Method::GET, path::HEALTH, |method| on(method, health::get)),
    route(Method::POST, path::LOGIN_CHALLENGE, |method| on(method, challenge::login)),
    route(Method::POST, path::ENROLL_CHALLENGE, |method| on(method, challenge::enroll)),
    route(Method::POST, path::TOKEN, |method| on(method, token::post)),
    route(Method::POST, path::REVOKE, |method| on(method, revoke::post)),
    route(Method::POST, path::ENROLL, |method| on(method, enroll::post)),
    route(Method::GET, path::KEYS, |method| on(method, keys::list)),
    route(Method::POST, path::KEYS, |method| on(method, keys::add)),
    route(Method::DELETE, path::KEY, |method| on(method, keys::remove)),
    route(Method::GET, path::ROLES, |method| on(method, roles::get)),
];

const fn route(
    method: Method,
    path: &'static str,
    answer: fn(MethodFilter) -> MethodRouter<Arc<State>>,
) -> Route {
    Route { method, path, answer }
}

impl Route {
    /// Tells whether it only reads out what is the same for everybody, AWS among them: that costs
    /// little and is never refused.
    pub(super) fn is_public(&self) -> bool {
        [path::DISCOVERY, path::JWKS, path::HEALTH].contains(&self.path)
    }
}

/// Returns the paths and where they lead, under the path of the issuer's URL.
pub(super) fn router(state: &Arc<State>) -> Router {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| {
        let method = MethodFilter::try_from(route.method.clone())
            .expect("axum filters by every method of the list");
        let answer = (route.answer)(method);
        let answer = match route.is_public() {
            true => answer,
            false => {
                answer.layer(middleware::from_fn_with_state(state.clone(), limit::per_address))
            }
        };
        router.route(route.path, answer)
    });
    let routes = routes
        .fallback(error::not_found)
        .method_not_allowed_fallback(error::method_not_allowed)
        .layer(DefaultBodyLimit::max(BODY))
        .layer(middleware::from_fn(in_time))
        .with_state(state.clone());
    match state.config.issuer.without_scheme().split_once('/') {
        Some((_, below)) => Router::new().nest(&format!("/{below}"), routes),
        None => routes,
    }
}

/// Gives a request its time and no more.
async fn in_time(request: Request, next: Next) -> Response {
    let answer = timeout(REQUEST, next.run(request)).await;
    answer.unwrap_or_else(|_| RouteError::TooSlow.into_response())
}
