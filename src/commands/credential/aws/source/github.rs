//! A job of GitHub Actions asks its runner for a token.

use std::time::Duration;

use super::foreign::{Origin, hash};
use super::variable;
use crate::adapters::ambient::github::Job;
use crate::commands::credential::aws::exchange::Failure;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::issuer_url::is_loopback;
use crate::domain::secret::Secret;

/// The audience that AWS's own action asks for.
pub(super) const AUDIENCE: &str = "sts.amazonaws.com";
/// Where a job asks.
const URL: &str = "ACTIONS_ID_TOKEN_REQUEST_URL";
/// With what.
const TOKEN: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

/// The job's own secret stands for it: no other job has it.
pub(super) fn of(world: &World) -> Result<(Origin, String, String), CommandError> {
    let url = variable::text(world, URL)?;
    let token = variable::text(world, TOKEN)?;
    let (Some(url), Some(bearer)) = (url, token) else {
        let what = format!("GitHub gives this job no ID tokens: {URL} or {TOKEN} is not set");
        return Err(CommandError::new(Exit::Configuration, what).hint(
            "let the job have `permissions: { id-token: write, contents: read }`; jobs of pull \
             requests from forks never have it",
        ));
    };
    let login = hash(&[url.expose(), bearer.expose()]);
    let job = Job { url: safe(url.expose())?, bearer };
    let place = format!("the token of {}", job.host());
    Ok((Origin::Job(job), place, login))
}

/// The job's secret goes there, so it goes there encrypted, or stays on this machine.
fn safe(text: &str) -> Result<url::Url, CommandError> {
    let url = url::Url::parse(text).ok();
    url.filter(|url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url)))
        .ok_or_else(|| {
            let what = format!("{URL} is no https URL");
            CommandError::new(Exit::Configuration, what)
                .hint("GitHub's runner sets it: nothing else may")
        })
}

pub(super) async fn token(
    world: &World,
    job: &Job,
    audience: &str,
    patience: Duration,
) -> Result<Secret, Failure> {
    let http = world.network.client_to(job.url.as_str());
    let http = http.map_err(|error| Failure::Other(error.into()))?;
    job.id_token(&http, audience, patience).await.map_err(|error| match error.is_temporary() {
        true => Failure::Temporary(error.into()),
        false => Failure::Refused(error.into()),
    })
}
