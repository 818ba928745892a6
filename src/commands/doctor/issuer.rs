//! The issuers: whether they answer, whether they are ours, and whether the clocks agree.

use super::catalogue::{CLOCK_ISSUER, ISSUER_ANSWERS, ISSUER_KNOWN};
use super::clock;
use super::finding::Finding;
use crate::adapters::issuer_client::IssuerClient;
use crate::adapters::runtime::block_on;
use crate::commands::connection;
use crate::commands::world::World;
use crate::domain::config::Config;

/// Returns what each known issuer's discovery document and its `Date` tell.
pub(super) fn check(world: &World, config: &Config) -> Vec<Finding> {
    if config.issuers.is_empty() {
        return vec![ISSUER_KNOWN.warn("no issuer is known")];
    }
    let known = config.issuers.iter();
    known
        .flat_map(|known| match connection::client(world, &known.url) {
            Ok(client) => asked(&client),
            Err(error) => vec![ISSUER_ANSWERS.failed(error)],
        })
        .collect()
}

fn asked(client: &IssuerClient) -> Vec<Finding> {
    match block_on(client.discover()) {
        Err(error) => vec![ISSUER_ANSWERS.failed(error)],
        Ok(_) => vec![
            ISSUER_ANSWERS.good(format!("{} answers", client.issuer())),
            clock::judge(&CLOCK_ISSUER, "the issuer's", client.clock_ahead()),
        ],
    }
}
