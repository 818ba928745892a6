//! AWS STS: directly, regionally.
//!
//! The first call is unsigned, each further one is signed with what the one before gave. None reads
//! any AWS configuration: the chain by which AWS tools find credentials would find `vouch` itself.

mod connector;
mod date;
mod error;
mod given;
mod identity;
mod retry;
mod signed;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::config::{BehaviorVersion, Config, Region};

use super::clock::Clock;
use crate::domain::aws_credentials::{AwsCredentials, Received};
use crate::domain::clock_skew::ClockSkew;
use crate::domain::endpoint::StsEndpoint;
use crate::domain::role_session::{Hop, SessionPolicy};
use crate::domain::secret::Secret;
use date::SeenDate;
use given::Given;
use retry::Passing;

pub use error::{Refusal, StsError};
pub use identity::{CallerIdentity, Signer};

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(6);
/// How often STS is asked at most when it is busy, can't be reached or can't reach the issuer.
/// `AWS_MAX_ATTEMPTS` and `AWS_RETRY_MODE` are for the calls of AWS's tools; this call has its own
/// limit of time, which that number of attempts fits into.
const ATTEMPTS: u32 = 3;
/// The longest pause before the second attempt; the one before the third is twice as long at most.
/// Pauses are random parts of these, so that the many who failed together don't come together again.
const PAUSE: Duration = Duration::from_millis(500);

/// STS at one endpoint.
pub struct StsClient {
    sdk: Client,
    endpoint: StsEndpoint,
    clock: Arc<dyn Clock>,
    skew: Mutex<Option<ClockSkew>>,
}

impl StsClient {
    /// Returns a client for the endpoint. `http` must follow no redirect, as `adapters::http` makes
    /// it.
    pub fn new(http: reqwest::Client, endpoint: StsEndpoint, clock: Arc<dyn Clock>) -> Self {
        let retries =
            RetryConfig::standard().with_max_attempts(ATTEMPTS).with_initial_backoff(PAUSE);
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(connector::shared(http))
            .endpoint_url(endpoint.url())
            .region(Region::new(endpoint.region().to_owned()))
            .retry_config(retries)
            .retry_classifier(Passing)
            .timeout_config(timeouts)
            .build();
        Self { sdk: Client::from_conf(config), endpoint, clock, skew: Mutex::default() }
    }

    /// Exchanges the token for credentials of the role, or gives up after `limit`
    /// ([AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html)).
    ///
    /// Of what is said with the step, only the session's name, its duration and its policies go with a
    /// token.
    pub async fn exchange(
        &self,
        hop: &Hop<'_>,
        token: &Secret,
        limit: Duration,
    ) -> Result<AwsCredentials, StsError> {
        self.within(limit, self.exchange_once(hop, token)).await
    }

    /// Assumes the role from the one whose credentials are given, or gives up after `limit`
    /// ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).
    pub async fn assume(
        &self,
        hop: &Hop<'_>,
        caller: &AwsCredentials,
        limit: Duration,
    ) -> Result<AwsCredentials, StsError> {
        self.within(limit, self.assume_once(hop, caller)).await
    }

    /// Returns the difference to AWS's clock, by its latest answer.
    pub fn clock_skew(&self) -> Option<ClockSkew> {
        self.skew.lock().ok().and_then(|skew| *skew)
    }

    async fn exchange_once(
        &self,
        hop: &Hop<'_>,
        token: &Secret,
    ) -> Result<AwsCredentials, StsError> {
        let date = SeenDate::default();
        let answer = self
            .sdk
            .assume_role_with_web_identity()
            .role_arn(hop.role.as_str())
            .role_session_name(hop.session_name)
            .web_identity_token(token.expose())
            .duration_seconds(signed::seconds(hop))
            .set_policy(hop.policy.map(SessionPolicy::as_str).map(Into::into))
            .set_policy_arns(signed::policy_arns(hop))
            .customize()
            .interceptor(date.clone())
            .send()
            .await;
        let received = self.received(&date);
        let answer = answer.map_err(|error| StsError::new(self.endpoint.url(), &error))?;
        Given::from(&answer).credentials(hop.role, received).ok_or_else(|| self.garbled())
    }

    async fn within<F>(&self, limit: Duration, asked: F) -> Result<AwsCredentials, StsError>
    where
        F: Future<Output = Result<AwsCredentials, StsError>>,
    {
        tokio::time::timeout(limit, asked)
            .await
            .unwrap_or_else(|_| Err(self.unreachable("no answer in time")))
    }

    /// Compares the clocks by the answer that has just come, a refusal or not.
    fn received(&self, date: &SeenDate) -> Received {
        let (here, there) = (self.clock.now(), date.seen());
        if let Ok(mut skew) = self.skew.lock() {
            *skew = there.map(|there| ClockSkew::between(here, there));
        }
        Received { here, at_sts: there.unwrap_or(here) }
    }

    fn garbled(&self) -> StsError {
        StsError::Garbled { endpoint: self.endpoint.url().into() }
    }

    fn unreachable(&self, reason: &str) -> StsError {
        StsError::Unreachable { endpoint: self.endpoint.url().into(), reason: reason.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::adapters::clock::SystemClock;
    use crate::adapters::environment::Environment;
    use crate::adapters::http;
    use crate::adapters::runtime::block_on;
    use crate::domain::endpoint::{self, Named, NamedBy, Wish};
    use crate::domain::role_session::Wishes;

    #[test]
    fn an_sts_that_never_answers_is_unreachable_at_the_limit() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        let named = Named { url: &url, by: NamedBy::Variable("AWS_ENDPOINT_URL_STS") };
        let wish = Wish { endpoint: Some(named), ..Wish::default() };
        let endpoint = endpoint::choose(&role, &wish).unwrap().admit(&[]).unwrap();
        let http = http::Network::new(Environment::default()).client_to(&url).unwrap();
        let client = StsClient::new(http, endpoint, Arc::new(SystemClock));
        let wishes = Wishes::of(&role, "alice");
        let hop = &wishes.hops(None).unwrap()[0];
        let token = Secret::new("token");
        let answer = block_on(client.exchange(hop, &token, Duration::from_millis(20)));
        let reason = "no answer in time".into();
        assert_eq!(answer.unwrap_err(), StsError::Unreachable { endpoint: url, reason });
    }
}
