//! The issuers: whether they answer, whether they are ours, and whether the clocks agree.

use chrono::TimeDelta;

use super::catalogue::{CLOCK_ISSUER, ISSUER_ANSWERS, ISSUER_KNOWN};
use super::clock;
use super::finding::Finding;
use crate::adapters::issuer_client::IssuerError;
use crate::adapters::openid_client::OpenIdClient;
use crate::adapters::runtime::block_on;
use crate::commands::connection;
use crate::commands::world::World;
use crate::domain::config::Config;
use crate::domain::issuer_url::IssuerUrl;

/// Returns what each known issuer's discovery document and its `Date` tell.
pub(super) fn check(world: &World, config: &Config) -> Vec<Finding> {
    if config.issuers.is_empty() {
        return vec![ISSUER_KNOWN.warn("no issuer is known")];
    }
    let known = config.issuers.iter();
    known
        .flat_map(|known| match connection::client(world, &known.url) {
            Ok(client) if known.client_id.is_some() => {
                let client = OpenIdClient::new(client);
                let answer = block_on(client.discover()).map(drop);
                told(&known.url, answer, client.clock_ahead())
            }
            Ok(client) => {
                let answer = block_on(client.discover()).map(drop);
                told(&known.url, answer, client.clock_ahead())
            }
            Err(error) => vec![ISSUER_ANSWERS.failed(error)],
        })
        .collect()
}

fn told(issuer: &IssuerUrl, answer: Result<(), IssuerError>, ahead: TimeDelta) -> Vec<Finding> {
    match answer {
        Err(error) => vec![ISSUER_ANSWERS.failed(error)],
        Ok(()) => vec![
            ISSUER_ANSWERS.good(format!("{issuer} answers")),
            clock::judge(&CLOCK_ISSUER, "the issuer's", ahead),
        ],
    }
}
