//! The issuer, as the laptop speaks to it: one method for each of its endpoints.
//!
//! Nothing here follows a redirect, reads more than `exchange`'s limit, or sends a session to
//! another issuer than its own.

mod discovery;
mod error;
mod exchange;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;

use super::clock::Clock;
use super::random::Random;
use crate::domain::challenge::{Challenge, Purpose};
use crate::domain::dpop::SessionKey;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::jose::KeyId;
use crate::domain::role::RoleArn;
use crate::domain::session::SessionItem;
use crate::domain::wire::{
    AddKeyRequest, ChallengeRequest, ChallengeResponse, EnrollRequest, EnrollResponse,
    GRANT_JWT_BEARER, GRANT_REFRESH_TOKEN, KeysResponse, LoginResponse, RefreshResponse,
    RolesResponse, path,
};

pub use discovery::OurIssuer;
pub use error::IssuerError;
use exchange::{Nothing, Proof};

/// One issuer.
pub struct IssuerClient {
    http: reqwest::Client,
    issuer: IssuerUrl,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    /// How many seconds the issuer's clock is ahead of this machine's, by its latest `Date`.
    ahead: AtomicI64,
    /// How many milliseconds answers have been waited for.
    waited: AtomicU64,
}

/// How long one command waits for its issuer, all answers together: several that are slow don't add
/// up to a wait without end. The time that a person takes doesn't count.
const WHOLE: Duration = Duration::from_secs(30);

impl IssuerClient {
    /// Returns a client of the issuer. `http` must follow no redirect, as `adapters::http` makes
    /// it.
    pub fn new(
        http: reqwest::Client,
        issuer: IssuerUrl,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
    ) -> Self {
        Self { http, issuer, clock, random, ahead: AtomicI64::new(0), waited: AtomicU64::new(0) }
    }

    /// Returns what requests are made with.
    pub(in crate::adapters) fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Forgets how long answers have been waited for: a new wait begins.
    pub(in crate::adapters) fn wait_anew(&self) {
        self.waited.store(0, Ordering::Relaxed);
    }

    /// Returns the time by the issuer's clock, as its latest answer tells it.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now() + self.clock_ahead()
    }

    /// Returns the issuer's URL.
    pub fn issuer(&self) -> &IssuerUrl {
        &self.issuer
    }

    /// Returns how far the issuer's clock is ahead of this machine's, by its latest answer; zero
    /// before the first.
    pub fn clock_ahead(&self) -> TimeDelta {
        TimeDelta::seconds(self.ahead.load(Ordering::Relaxed))
    }

    /// Asks who the issuer is. Nothing is asked of a person, and nothing sent, before this.
    pub async fn discover(&self) -> Result<OurIssuer, IssuerError> {
        let url = self.issuer.join(path::DISCOVERY);
        discovery::check(&self.issuer, self.ask(self.http.get(url)).await)
    }

    /// Asks for a challenge for a login with the key. Do it after the PIN is typed: it is short
    /// lived.
    pub async fn challenge(&self, _: &OurIssuer, key_id: &KeyId) -> Result<Challenge, IssuerError> {
        self.challenge_at(path::LOGIN_CHALLENGE, key_id, Purpose::Login).await
    }

    /// Turns the signed assertion into a session, bound to the session key that it names.
    pub async fn login(
        &self,
        _: &OurIssuer,
        assertion: &str,
        session_key: &SessionKey,
        duration: Option<u64>,
    ) -> Result<LoginResponse, IssuerError> {
        let duration = duration.map(|seconds| seconds.to_string());
        let mut form = vec![("grant_type", GRANT_JWT_BEARER), ("assertion", assertion)];
        form.extend(duration.as_deref().map(|seconds| ("session_duration", seconds)));
        let proof = Proof { key: session_key, session: None };
        self.proven(&Method::POST, path::TOKEN, &proof, |request| request.form(&form)).await
    }

    /// Asks for an ID token for the audience and, at AWS, the role.
    pub async fn token_for(
        &self,
        session: &SessionItem,
        audience: &str,
        role: Option<&RoleArn>,
    ) -> Result<RefreshResponse, IssuerError> {
        let proof = Proof { key: &self.own(session)?.session_key, session: None };
        let mut form = vec![
            ("grant_type", GRANT_REFRESH_TOKEN),
            ("refresh_token", session.refresh_token.expose()),
            ("audience", audience),
        ];
        form.extend(role.map(|role| ("role_arn", role.as_str())));
        self.proven(&Method::POST, path::TOKEN, &proof, |request| request.form(&form)).await
    }

    /// Ends the session at the issuer.
    pub async fn revoke(&self, session: &SessionItem) -> Result<(), IssuerError> {
        let proof = Proof { key: &self.own(session)?.session_key, session: None };
        let form = [("token", session.refresh_token.expose())];
        let answer: Result<Nothing, _> =
            self.proven(&Method::POST, path::REVOKE, &proof, |request| request.form(&form)).await;
        answer.map(|_| ())
    }

    /// Asks for a challenge for the enrolment of a new key.
    pub async fn enroll_challenge(
        &self,
        _: &OurIssuer,
        key_id: &KeyId,
    ) -> Result<Challenge, IssuerError> {
        self.challenge_at(path::ENROLL_CHALLENGE, key_id, Purpose::Enroll).await
    }

    /// Binds a new key to the person of the invitation.
    pub async fn enroll(
        &self,
        _: &OurIssuer,
        request: &EnrollRequest<'_>,
    ) -> Result<EnrollResponse, IssuerError> {
        self.post(path::ENROLL, request).await
    }

    /// Asks which roles the person is granted.
    pub async fn roles(&self, session: &SessionItem) -> Result<RolesResponse, IssuerError> {
        self.authorised(&Method::GET, path::ROLES, session, |request| request).await
    }

    /// Asks for the person's keys.
    pub async fn keys(&self, session: &SessionItem) -> Result<KeysResponse, IssuerError> {
        self.authorised(&Method::GET, path::KEYS, session, |request| request).await
    }

    /// Binds a further key to the person.
    pub async fn add_key(
        &self,
        session: &SessionItem,
        key: &AddKeyRequest,
    ) -> Result<EnrollResponse, IssuerError> {
        self.authorised(&Method::POST, path::KEYS, session, |request| request.json(key)).await
    }

    /// Takes a key from the person; its sessions end at once.
    pub async fn remove_key(&self, session: &SessionItem, key: &KeyId) -> Result<(), IssuerError> {
        let path = format!("{}/{key}", path::KEYS);
        let answer: Result<Nothing, _> =
            self.authorised(&Method::DELETE, &path, session, |request| request).await;
        answer.map(|_| ())
    }

    /// Whatever isn't in the exact form of a challenge for this purpose is never signed.
    async fn challenge_at(
        &self,
        path: &str,
        key_id: &KeyId,
        purpose: Purpose,
    ) -> Result<Challenge, IssuerError> {
        let request = ChallengeRequest { key_id: key_id.clone() };
        let answer: ChallengeResponse = self.post(path, &request).await?;
        match Challenge::parse(&answer.challenge, purpose) {
            Ok(challenge) if challenge.expires_at() == answer.expires_at => Ok(challenge),
            _ => Err(IssuerError::NotOurs {
                issuer: self.issuer.clone(),
                reason: "it asked for a signature of what is no challenge".into(),
            }),
        }
    }

    /// The gate that keeps a session from another issuer than its own.
    fn own<'a>(&self, session: &'a SessionItem) -> Result<&'a SessionItem, IssuerError> {
        if session.issuer == self.issuer {
            return Ok(session);
        }
        Err(IssuerError::OtherIssuer {
            issuer: self.issuer.clone(),
            session: session.issuer.clone(),
        })
    }

    /// Presents the session as authorization
    /// ([RFC 9449, section 7.1](https://www.rfc-editor.org/rfc/rfc9449#section-7.1)).
    async fn authorised<Answer: serde::de::DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        session: &SessionItem,
        fill: impl Fn(reqwest::RequestBuilder) -> reqwest::RequestBuilder,
    ) -> Result<Answer, IssuerError> {
        let token = self.own(session)?.refresh_token.expose();
        let proof = Proof { key: &session.session_key, session: Some(&session.refresh_token) };
        let mut authorization = reqwest::header::HeaderValue::from_str(&format!("DPoP {token}"))
            .map_err(|_| IssuerError::Garbled { issuer: self.issuer.clone(), status: None })?;
        authorization.set_sensitive(true);
        let fill = |request: reqwest::RequestBuilder| {
            fill(request.header(reqwest::header::AUTHORIZATION, authorization.clone()))
        };
        self.proven(method, path, &proof, fill).await
    }
}

#[cfg(test)]
mod tests;
