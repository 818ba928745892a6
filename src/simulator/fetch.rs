//! The issuers' documents, kept as AWS keeps them.

use std::collections::HashMap;
use std::sync::Mutex;

use crate::adapters::issuer_documents;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::sts::IssuerDocuments;

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
        let documents = issuer_documents::fetch(&self.client, issuer).await;
        if let IssuerDocuments::Fetched { .. } = documents {
            self.cached().insert(issuer.clone(), documents.clone());
        }
        documents
    }

    fn cached(&self) -> std::sync::MutexGuard<'_, HashMap<IssuerUrl, IssuerDocuments>> {
        self.cached.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
