//! The runner of GitHub Actions, which gives a job its ID tokens
//! ([reference](https://docs.github.com/actions/reference/security/oidc)).

use std::time::Duration;

use reqwest::{Response, StatusCode};
use serde::Deserialize;
use thiserror::Error;
use url::Url;
use zeroize::Zeroizing;

use super::LONGEST;
use crate::adapters::outage;
use crate::domain::secret::Secret;

/// Why there is no token.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum GithubError {
    /// It answers, and not with a token.
    #[error("{host} gave no ID token: {what}")]
    Garbled {
        /// Host and port.
        host: String,
        /// What came instead.
        what: &'static str,
    },
    /// It says no.
    #[error("{host} refuses an ID token to this job (HTTP {status})")]
    Refused {
        /// Host and port.
        host: String,
        /// The HTTP status.
        status: u16,
    },
    /// Nobody answers.
    #[error("{host}, which gives this job its ID tokens, can't be reached: {reason}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// Why, as `adapters::outage` puts it.
        reason: String,
    },
    /// It is out of order, or too busy.
    #[error("{host}, which gives this job its ID tokens, is out of order (HTTP {status})")]
    Unwell {
        /// Host and port.
        host: String,
        /// The HTTP status.
        status: u16,
    },
}

impl GithubError {
    /// Tells whether the same request may succeed later.
    pub fn is_temporary(&self) -> bool {
        !matches!(self, Self::Refused { .. })
    }
}

/// Where a job asks, and with what.
#[derive(Clone, Debug)]
pub struct Job {
    /// `ACTIONS_ID_TOKEN_REQUEST_URL`, which has a query of its own.
    pub url: Url,
    /// `ACTIONS_ID_TOKEN_REQUEST_TOKEN`.
    pub bearer: Secret,
}

#[derive(Deserialize)]
struct Answer {
    value: Secret,
}

impl Job {
    /// Asks for a token for the audience, and waits so long for it. `http` must follow no redirect.
    pub async fn id_token(
        &self,
        http: &reqwest::Client,
        audience: &str,
        patience: Duration,
    ) -> Result<Secret, GithubError> {
        let answer = tokio::time::timeout(patience, self.ask(http, audience)).await;
        answer.unwrap_or_else(|_| Err(self.late()))
    }

    async fn ask(&self, http: &reqwest::Client, audience: &str) -> Result<Secret, GithubError> {
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair("audience", audience);
        let request = http.get(url).bearer_auth(self.bearer.expose());
        let answer = request.header("Accept", "application/json").send().await;
        let answer = answer.map_err(|error| self.unreachable(&error))?;
        self.judge(answer.status())?;
        let body = self.body(answer).await?;
        // The parser's words could quote the token, so they are dropped.
        let answer = serde_json::from_slice::<Answer>(&body);
        answer.map(|answer| answer.value).map_err(|_| {
            let page = outage::is_web_page(&body);
            self.garbled(if page { "a web page came in its place" } else { "it has no `value`" })
        })
    }

    /// Returns host and port.
    pub fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.into(), |port| format!("{host}:{port}"))
    }

    fn judge(&self, status: StatusCode) -> Result<(), GithubError> {
        let (host, number) = (self.host(), status.as_u16());
        match status {
            _ if status.is_success() => Ok(()),
            _ if status.is_redirection() => {
                Err(self.garbled("it sends elsewhere, and redirects are not followed"))
            }
            StatusCode::TOO_MANY_REQUESTS => Err(GithubError::Unwell { host, status: number }),
            _ if status.is_server_error() => Err(GithubError::Unwell { host, status: number }),
            _ => Err(GithubError::Refused { host, status: number }),
        }
    }

    async fn body(&self, mut answer: Response) -> Result<Zeroizing<Vec<u8>>, GithubError> {
        let mut body = Zeroizing::new(Vec::with_capacity(LONGEST));
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.unreachable(&error))? {
            if body.len() + chunk.len() > LONGEST {
                return Err(self.garbled("its answer is longer than any token"));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn garbled(&self, what: &'static str) -> GithubError {
        GithubError::Garbled { host: self.host(), what }
    }

    fn unreachable(&self, error: &reqwest::Error) -> GithubError {
        if error.is_timeout() {
            return self.late();
        }
        GithubError::Unreachable { host: self.host(), reason: outage::cause(error) }
    }

    fn late(&self) -> GithubError {
        GithubError::Unreachable { host: self.host(), reason: "no answer in time".into() }
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::adapters::environment::Environment;
    use crate::adapters::http;
    use crate::adapters::runtime::block_on;

    #[test]
    fn a_runner_that_says_nothing_is_not_waited_for_for_ever() {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/?a=b", silent.local_addr().unwrap()).parse().unwrap();
        let job = Job { url, bearer: Secret::new("hunter2") };
        let http = http::client(&Environment::default(), Duration::from_secs(60)).unwrap();
        let answer = block_on(job.id_token(&http, "sts.amazonaws.com", Duration::from_millis(50)));
        let error = answer.unwrap_err();
        assert_eq!(error, job.late());
        assert!(error.is_temporary() && !format!("{error:?} {job:?}").contains("hunter2"));
    }
}
