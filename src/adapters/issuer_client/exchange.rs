//! One request and its answer: DPoP proof, limits, and what each HTTP status means.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta};
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::{IssuerClient, IssuerError, WHOLE};
use crate::adapters::outage::{self, plain};
use crate::adapters::random;
use crate::domain::dpop::{self, SessionKey};
use crate::domain::secret::Secret;
use crate::domain::wire::OAuthError;

/// The longest answer that is read.
const LIMIT: usize = 256 * 1024;

/// An answer whose content doesn't matter.
#[derive(Default, Deserialize)]
#[serde(from = "serde::de::IgnoredAny")]
pub(super) struct Nothing;

impl From<serde::de::IgnoredAny> for Nothing {
    fn from(_: serde::de::IgnoredAny) -> Self {
        Self
    }
}

/// What a DPoP proof is made with.
pub(super) struct Proof<'a> {
    /// The session key.
    pub(super) key: &'a SessionKey,
    /// The session, where it is presented as authorization.
    pub(super) session: Option<&'a Secret>,
}

impl IssuerClient {
    /// Posts JSON and reads JSON.
    pub(super) async fn post<Answer: DeserializeOwned>(
        &self,
        path: &str,
        request: &impl Serialize,
    ) -> Result<Answer, IssuerError> {
        self.json(&self.ask(self.http.post(self.issuer.join(path)).json(request)).await?)
    }

    /// Sends a request with a DPoP proof. A proof that the issuer's `Date` shows to be made at the
    /// wrong time is made again, once.
    pub(super) async fn proven<Answer: DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        proof: &Proof<'_>,
        fill: impl Fn(RequestBuilder) -> RequestBuilder,
    ) -> Result<Answer, IssuerError> {
        let url = self.issuer.join(path);
        let attempt = async || {
            let request = self.http.request(method.clone(), &url);
            let dpop = self.dpop(method, &url, proof);
            self.ask(fill(request.header("DPoP", dpop))).await
        };
        let ahead = self.ahead.load(Ordering::Relaxed);
        let text = match attempt().await {
            Err(IssuerError::Refused { error, .. })
                if error == "invalid_dpop_proof"
                    && ahead.abs_diff(self.ahead.load(Ordering::Relaxed)) > 1 =>
            {
                tracing::debug!("made the DPoP proof again by the issuer's clock");
                attempt().await?
            }
            answer => answer?,
        };
        self.json(&text)
    }

    fn dpop(&self, method: &Method, url: &str, proof: &Proof<'_>) -> String {
        let ahead = TimeDelta::seconds(self.ahead.load(Ordering::Relaxed));
        let request = dpop::Request { method: method.as_str(), url, session: proof.session };
        dpop::proof(proof.key, &request, self.clock.now() + ahead, random::bytes(&*self.random))
    }

    /// Sends the request and waits for its answer, as long as there is time left to wait.
    pub(in crate::adapters) async fn ask(
        &self,
        request: RequestBuilder,
    ) -> Result<Zeroizing<Vec<u8>>, IssuerError> {
        let waited = Duration::from_millis(self.waited.load(Ordering::Relaxed));
        let begun = Instant::now();
        let answer = timeout(WHOLE.saturating_sub(waited), self.text(request)).await;
        let now = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.waited.fetch_add(now, Ordering::Relaxed);
        answer.unwrap_or_else(|_| Err(self.out_of_time()))
    }

    /// Reads the body of a success, or says what the status means.
    async fn text(&self, request: RequestBuilder) -> Result<Zeroizing<Vec<u8>>, IssuerError> {
        let answer = request.send().await;
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        let status = answer.status();
        tracing::debug!(url = %answer.url(), status = status.as_u16(), "the issuer answered");
        self.set_clock(answer.headers());
        let wait = retry_after(answer.headers());
        let body = self.body(answer).await?;
        let issuer = self.issuer.clone();
        match status {
            _ if status.is_success() && outage::is_web_page(&body) => {
                Err(IssuerError::Intercepted { issuer, what: "a web page came in its place" })
            }
            _ if status.is_success() => Ok(body),
            _ if status.is_redirection() => Err(IssuerError::Intercepted {
                issuer,
                what: "it sends elsewhere, and redirects are not followed",
            }),
            StatusCode::TOO_MANY_REQUESTS => Err(IssuerError::Busy { issuer, wait }),
            _ if status.is_server_error() => {
                Err(IssuerError::Unwell { issuer, status: status.as_u16() })
            }
            _ => Err(self.refusal(status, &body)),
        }
    }

    async fn body(&self, mut answer: Response) -> Result<Zeroizing<Vec<u8>>, IssuerError> {
        let mut body = Zeroizing::new(Vec::with_capacity(4096));
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.unreachable(&error))? {
            if body.len() + chunk.len() > LIMIT {
                return Err(IssuerError::Garbled { issuer: self.issuer.clone(), status: None });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// Reads JSON; an empty answer is JSON's `null`. The parser's words could quote a token, so
    /// they are dropped.
    pub(in crate::adapters) fn json<Answer: DeserializeOwned>(
        &self,
        text: &[u8],
    ) -> Result<Answer, IssuerError> {
        let text = if text.is_empty() { b"null" } else { text };
        serde_json::from_slice(text)
            .map_err(|_| IssuerError::Garbled { issuer: self.issuer.clone(), status: None })
    }

    fn refusal(&self, status: StatusCode, body: &[u8]) -> IssuerError {
        let issuer = self.issuer.clone();
        // A page for people with 404 is what a server says that isn't ours; with any other status
        // it comes from something in between.
        if outage::is_web_page(body) && status != StatusCode::NOT_FOUND {
            let what = "a web page came in its place";
            return IssuerError::Intercepted { issuer, what };
        }
        match serde_json::from_slice::<OAuthError>(body) {
            Ok(said) => IssuerError::Refused {
                issuer,
                error: plain(&said.error),
                description: said.error_description.as_deref().map(plain),
                hint: said.vouch_hint.as_deref().map(plain),
            },
            Err(_) => IssuerError::Garbled { issuer, status: Some(status.as_u16()) },
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> IssuerError {
        if error.is_timeout() {
            return self.out_of_time();
        }
        IssuerError::Unreachable { issuer: self.issuer.clone(), reason: outage::cause(error) }
    }

    fn out_of_time(&self) -> IssuerError {
        let reason = "no answer in time".into();
        IssuerError::Unreachable { issuer: self.issuer.clone(), reason }
    }

    fn set_clock(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        if let Some(date) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
            let ahead = date.timestamp() - self.clock.now().timestamp();
            self.ahead.store(ahead, Ordering::Relaxed);
        }
    }
}

/// Returns the seconds to wait; the other form, a date, no issuer of ours sends
/// ([RFC 9110, section 10.2.3](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
fn retry_after(headers: &HeaderMap) -> Option<u32> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}
