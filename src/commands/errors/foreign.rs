//! Errors of tokens that come from elsewhere, for people.

use crate::adapters::ambient::command::TokenCommandError;
use crate::adapters::ambient::github::GithubError;
use crate::adapters::sts_client::{Refusal, StsError};
use crate::commands::error::{CommandError, Exit};
use crate::commands::errors::sts::{self, Step};
use crate::domain::foreign_token::{ForeignToken, ForeignTokenError};
use crate::domain::role::RoleArn;

/// Returns the error of what is no token for AWS.
pub fn unusable(place: &str, error: ForeignTokenError) -> CommandError {
    let hint = match error {
        ForeignTokenError::Empty | ForeignTokenError::NotJwt => {
            "it must be the ID token alone: no access token, no JSON around it"
        }
        ForeignTokenError::OddIssuer => "AWS takes tokens of issuers with https URLs alone",
        ForeignTokenError::TooLong => "have it made with fewer claims",
    };
    CommandError::new(Exit::Configuration, format!("{place} can't be used")).cause(error).hint(hint)
}

impl From<GithubError> for CommandError {
    fn from(error: GithubError) -> Self {
        let (exit, hint) = match &error {
            GithubError::Garbled { .. } => {
                (Exit::Network, "check what stands between this runner and GitHub (HTTPS_PROXY)")
            }
            GithubError::Refused { .. } => (
                Exit::Refused,
                "the job's own token is good only while the job runs, and with `id-token: write`",
            ),
            GithubError::Unreachable { .. } => {
                (Exit::Network, "check the runner's network and proxy (HTTPS_PROXY, NO_PROXY)")
            }
            GithubError::Unwell { .. } => (Exit::Network, "try again in a minute"),
        };
        Self::new(exit, error.to_string()).hint(hint)
    }
}

impl From<TokenCommandError> for CommandError {
    fn from(error: TokenCommandError) -> Self {
        let (exit, hint) = match &error {
            TokenCommandError::Absent { .. } => {
                (Exit::Configuration, "install it, or write its absolute path in --token-command")
            }
            TokenCommandError::NotRun { .. } => {
                (Exit::Configuration, "check the program's permissions")
            }
            TokenCommandError::Failed { .. } => {
                (Exit::Failed, "run it by itself: it must print an ID token and nothing else")
            }
            TokenCommandError::Stuck { .. } => (
                Exit::Failed,
                "run it by itself, its standard input closed: it may neither ask nor wait",
            ),
            TokenCommandError::NotText { .. } | TokenCommandError::TooLong { .. } => {
                (Exit::Configuration, "it must print an ID token and nothing else")
            }
        };
        Self::new(exit, error.to_string()).hint(hint)
    }
}

/// Returns the error of STS with what to do about it, for a token that comes from elsewhere.
pub fn explain(
    error: &StsError,
    step: &Step<'_>,
    place: &str,
    token: &ForeignToken,
) -> CommandError {
    let told = sts::explain(error, step);
    match error {
        StsError::Refused(refusal) => match remedy(refusal, step.hop.role, place, token) {
            Some(remedy) => told.hint(format!("{remedy}; to see why, run `vouch explain`")),
            None => told,
        },
        _ => told,
    }
}

/// Where nobody of ours has issued the token, no login and no command of ours mends it.
fn remedy(refusal: &Refusal, role: &RoleArn, place: &str, token: &ForeignToken) -> Option<String> {
    let (account, provider) = (role.account(), token.issuer.without_scheme());
    let audience = token.audiences.first().map_or("its `aud`", String::as_str);
    Some(match refusal.code.as_str() {
        "AccessDenied" => format!(
            "the trust policy of {role} doesn't let in a token of {provider} for {audience} with \
             the subject `{}`, or the role doesn't exist",
            token.subject
        ),
        "ExpiredToken" => match token.expires_at {
            Some(end) => format!(
                "{place} was good until {}: have a new one made",
                end.format("%Y-%m-%d %H:%M:%S UTC")
            ),
            None => format!("have a new one made: {place} is too old"),
        },
        "IDPRejectedClaim" => format!("{place} was rejected by its issuer: have a new one made"),
        "InvalidIdentityToken" if refusal.is_missing_key() => return None,
        "InvalidIdentityToken" if refusal.message.starts_with("No OpenIDConnect provider") => {
            format!("account {account} has no OIDC provider {provider}: make one in IAM")
        }
        "InvalidIdentityToken" => format!(
            "check that account {account} has the OIDC provider {provider} with the client id \
             {audience}"
        ),
        _ => return None,
    })
}
