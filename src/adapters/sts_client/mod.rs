//! AWS STS: unsigned, directly, regionally.
//!
//! The call is made without credentials and without any AWS configuration: the chain by which AWS
//! tools find credentials would find `vouch` itself.

mod connector;
mod date;
mod error;

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_sts::Client;
use aws_sdk_sts::config::retry::RetryConfig;
use aws_sdk_sts::config::timeout::TimeoutConfig;
use aws_sdk_sts::config::{BehaviorVersion, Config, Region};
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityOutput;
use chrono::{DateTime, Utc};

use super::clock::Clock;
use crate::domain::aws_credentials::{AwsCredentials, Received};
use crate::domain::endpoint::StsEndpoint;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use date::SeenDate;

pub use error::{Refusal, StsError};

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

/// What is asked of STS.
#[derive(Clone, Copy, Debug)]
pub struct AssumeRole<'a> {
    /// The role.
    pub role: &'a RoleArn,
    /// The session name: the subject of the token, unaltered.
    pub session_name: &'a str,
    /// The ID token.
    pub token: &'a Secret,
    /// How long the credentials shall be good: 900 to 43,200 seconds.
    pub duration: u32,
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
    pub async fn assume_role(
        &self,
        request: &AssumeRole<'_>,
        limit: Duration,
    ) -> Result<AwsCredentials, StsError> {
        let patiently = async {
            for pause in PAUSES {
                match self.attempt(request).await {
                    // "Couldn't retrieve verification key": the SDK takes it for final, and it is
                    // often over the next moment.
                    Err(StsError::Refused(refusal)) if refusal.is_missing_key() => {
                        tokio::time::sleep(pause).await;
                    }
                    answer => return answer,
                }
            }
            self.attempt(request).await
        };
        tokio::time::timeout(limit, patiently)
            .await
            .unwrap_or_else(|_| Err(self.unreachable("no answer in time")))
    }

    async fn attempt(&self, request: &AssumeRole<'_>) -> Result<AwsCredentials, StsError> {
        let date = SeenDate::default();
        let answer = self
            .sdk
            .assume_role_with_web_identity()
            .role_arn(request.role.as_str())
            .role_session_name(request.session_name)
            .web_identity_token(request.token.expose())
            .duration_seconds(i32::try_from(request.duration).unwrap_or(i32::MAX))
            .customize()
            .interceptor(date.clone())
            .send()
            .await
            .map_err(|error| StsError::new(self.endpoint.url(), &error))?;
        let here = self.clock.now();
        let received = Received { here, at_sts: date.seen().unwrap_or(here) };
        self.credentials(request, &answer, received)
            .ok_or_else(|| StsError::Garbled { endpoint: self.endpoint.url().into() })
    }

    /// Credentials that are dead on arrival are none.
    fn credentials(
        &self,
        request: &AssumeRole<'_>,
        answer: &AssumeRoleWithWebIdentityOutput,
        received: Received,
    ) -> Option<AwsCredentials> {
        let given = answer.credentials()?;
        let expiration: DateTime<Utc> = DateTime::from_timestamp(given.expiration().secs(), 0)?;
        let texts = [given.access_key_id(), given.secret_access_key(), given.session_token()];
        if texts.iter().any(|text| text.is_empty()) || expiration <= received.at_sts {
            return None;
        }
        Some(AwsCredentials {
            access_key_id: given.access_key_id().into(),
            secret_access_key: Secret::new(given.secret_access_key()),
            session_token: Secret::new(given.session_token()),
            expiration,
            account_id: request.role.account().into(),
            received,
        })
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

    #[test]
    fn an_sts_that_never_answers_is_unreachable_at_the_limit() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", silent.local_addr().unwrap());
        let role = "arn:aws:iam::123456789012:role/Developer".parse().unwrap();
        let wish = Wish { endpoint: Some(&url), ..Wish::default() };
        let endpoint = endpoint::choose(&role, &wish).unwrap().admit(&[]).unwrap();
        let http = http::Network::new(Environment::default()).client_to(&url).unwrap();
        let client = StsClient::new(http, endpoint, Arc::new(SystemClock));
        let token = Secret::new("token");
        let request =
            AssumeRole { role: &role, session_name: "alice", token: &token, duration: 900 };
        let answer = block_on(client.assume_role(&request, Duration::from_millis(20)));
        let reason = "no answer in time".into();
        assert_eq!(answer.unwrap_err(), StsError::Unreachable { endpoint: url, reason });
    }
}
