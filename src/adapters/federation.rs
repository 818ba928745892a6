//! AWS's sign-in endpoint: credentials become a token for a browser.

use thiserror::Error;

use super::outage;
use crate::domain::aws_credentials::AwsCredentials;
use crate::domain::console::{SignIn, SignInToken};

/// The longest answer that is read, in bytes.
const LONGEST: usize = 64 * 1024;

/// Why there is no token.
#[derive(Debug, Error)]
pub enum FederationError {
    /// Something answered that isn't the sign-in endpoint.
    #[error("AWS sign-in did not answer: a web page, or something else, came in its place")]
    NotIt,
    /// The request was refused.
    #[error("AWS sign-in refused the credentials (status {status})")]
    Refused {
        /// The status code.
        status: u16,
    },
    /// Nothing answers.
    #[error("AWS sign-in can't be reached: {reason}")]
    Unreachable {
        /// Why, as `adapters::outage` puts it.
        reason: String,
    },
    /// It has trouble of its own.
    #[error("AWS sign-in is in trouble (status {status})")]
    Unwell {
        /// The status code.
        status: u16,
    },
}

/// Asks for a token. The credentials are in the body of the request, and in no URL.
pub async fn sign_in_token(
    http: &reqwest::Client,
    sign_in: &SignIn,
    credentials: &AwsCredentials,
    duration: Option<u32>,
) -> Result<SignInToken, FederationError> {
    let form = SignIn::form(credentials, duration);
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.expose())).collect();
    let answer = http.post(sign_in.federation()).form(&form).send().await.map_err(unreachable)?;
    let status = answer.status();
    match status.as_u16() {
        200 => SignInToken::parse(&body(answer).await?).map_err(|_| FederationError::NotIt),
        400..500 => Err(FederationError::Refused { status: status.as_u16() }),
        500.. => Err(FederationError::Unwell { status: status.as_u16() }),
        _ => Err(FederationError::NotIt),
    }
}

async fn body(mut answer: reqwest::Response) -> Result<String, FederationError> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
        body.extend_from_slice(&piece);
        if body.len() > LONGEST {
            return Err(FederationError::NotIt);
        }
    }
    String::from_utf8(body).map_err(|_| FederationError::NotIt)
}

fn unreachable(error: reqwest::Error) -> FederationError {
    FederationError::Unreachable { reason: outage::cause(&error.without_url()) }
}
