//! Fetches an issuer's documents as AWS does: discovery, then the keys it points to.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::domain::issuer_url::IssuerUrl;
use crate::domain::sts::{IssuerDocuments, KeyFault, jwks_uri};
use crate::domain::wire::path;

/// The largest document that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// The documents that were fetched, by issuer.
pub(super) struct Documents {
    client: reqwest::Client,
    cached: Mutex<HashMap<IssuerUrl, IssuerDocuments>>,
}

/// Whether documents were in the cache.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Source {
    Cache,
    Issuer,
}

impl Documents {
    /// Takes a client that gives up after five seconds, as AWS is said to.
    pub(super) fn new(client: reqwest::Client) -> Self {
        Self { client, cached: Mutex::default() }
    }

    /// Returns the documents, from the cache where they are there.
    pub(super) async fn of(&self, issuer: &IssuerUrl) -> (IssuerDocuments, Source) {
        let cached = self.cached().get(issuer).cloned();
        match cached {
            Some(documents) => (documents, Source::Cache),
            None => (self.fetch(issuer).await, Source::Issuer),
        }
    }

    /// Fetches the documents anew; only good ones are kept.
    pub(super) async fn fetch(&self, issuer: &IssuerUrl) -> IssuerDocuments {
        let documents = self.try_fetch(issuer).await.unwrap_or_else(|failed| failed);
        if let IssuerDocuments::Fetched { .. } = documents {
            self.cached().insert(issuer.clone(), documents.clone());
        }
        documents
    }

    async fn try_fetch(&self, issuer: &IssuerUrl) -> Result<IssuerDocuments, IssuerDocuments> {
        let discovery = self.text(&issuer.join(path::DISCOVERY)).await?;
        let uri = jwks_uri(&discovery, issuer).map_err(|fault| {
            IssuerDocuments::Broken(match fault {
                KeyFault::Document(why) => why,
                other => format!("{other:?}"),
            })
        })?;
        let jwks = self.text(uri.as_str()).await?;
        Ok(IssuerDocuments::Fetched { discovery, jwks })
    }

    async fn text(&self, url: &str) -> Result<String, IssuerDocuments> {
        let unreachable = |error: reqwest::Error| {
            let why = if error.is_timeout() { "no answer in time" } else { "no connection" };
            IssuerDocuments::Unreachable(format!("{url}: {why}"))
        };
        let broken = |why: &str| IssuerDocuments::Broken(format!("{url}: {why}"));
        let mut response = self.client.get(url).send().await.map_err(unreachable)?;
        if response.status() != reqwest::StatusCode::OK {
            return Err(broken(&format!("status {}", response.status().as_u16())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST {
                return Err(broken("too long"));
            }
        }
        String::from_utf8(body).map_err(|_| broken("not UTF-8"))
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, HashMap<IssuerUrl, IssuerDocuments>> {
        self.cached.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
