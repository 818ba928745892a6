//! AWS STS: directly, regionally.
//!
//! The first call is unsigned, each further one is signed with what the one before gave. None reads
//! any AWS configuration: the chain by which AWS tools find credentials would find `vouch` itself.

mod connector;
mod date;
mod error;
mod given;
mod identity;
mod signed;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::config::{BehaviorVersion, Config, Region};

use super::clock::Clock;
use crate::domain::aws_credentials::{AwsCredentials, Received};
use crate::domain::endpoint::StsEndpoint;
use crate::domain::role_session::{Hop, SessionPolicy};
use crate::domain::secret::Secret;
use date::SeenDate;
use given::Given;

pub use error::{Refusal, StsError};
pub use identity::{CallerIdentity, Signer};

/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(6);
/// How often STS is asked when it is busy or can't reach the issuer.
const ATTEMPTS: u32 = 3;
/// How long after an answer that the issuer's keys could not be had it is asked again.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(1)];

/// STS at one endpoint.
pub struct StsClient {
    sdk: Client,
    endpoint: StsEndpoint,
    clock: Arc<dyn Clock>,
}

impl StsClient {
    /// Returns a client for the endpoint. `http` must follow no redirect, as `adapters::http` makes
    /// it.
    pub fn new(http: reqwest::Client, endpoint: StsEndpoint, clock: Arc<dyn Clock>) -> Self {
        let retries = RetryConfig::standard()
            .with_max_attempts(ATTEMPTS)
            .with_initial_backoff(Duration::from_millis(300));
        let timeouts = TimeoutConfig::builder().operation_attempt_timeout(ATTEMPT).build();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .http_client(connector::shared(http))
            .endpoint_url(endpoint.url())
            .region(Region::new(endpoint.region().to_owned()))
            .retry_config(retries)
            .timeout_config(timeouts)
            .build();
        Self { sdk: Client::from_conf(config), endpoint, clock }
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
        let patiently = async {
            for pause in PAUSES {
                match self.exchange_once(hop, token).await {
                    // "Couldn't retrieve verification key": the SDK takes it for final, and it is
                    // often over the next moment.
                    Err(StsError::Refused(refusal)) if refusal.is_missing_key() => {
                        tokio::time::sleep(pause).await;
                    }
                    answer => return answer,
                }
            }
            self.exchange_once(hop, token).await
        };
        self.within(limit, patiently).await
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
            .await
            .map_err(|error| StsError::new(self.endpoint.url(), &error))?;
        let received = self.received(&date);
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

    fn received(&self, date: &SeenDate) -> Received {
        let here = self.clock.now();
        Received { here, at_sts: date.seen().unwrap_or(here) }
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
    use crate::domain::endpoint::{self, Wish};
    use crate::domain::role_session::Wishes;

    #[test]
    fn an_sts_that_never_answers_is_unreachable_at_the_limit() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        let wish = Wish { endpoint: Some(&url), ..Wish::default() };
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
