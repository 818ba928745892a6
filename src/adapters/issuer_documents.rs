//! Fetches an issuer's documents as AWS does: discovery, then the keys it points to.

use reqwest::Client;

use crate::domain::issuer_url::IssuerUrl;
use crate::domain::sts::{IssuerDocuments, KeyFault, jwks_uri};
use crate::domain::wire::path;

/// The largest document that is read, in bytes.
const LARGEST: usize = 1024 * 1024;

/// Fetches the documents; what goes wrong is in what is returned.
pub async fn fetch(client: &Client, issuer: &IssuerUrl) -> IssuerDocuments {
    try_fetch(client, issuer).await.unwrap_or_else(|failed| failed)
}

async fn try_fetch(
    client: &Client,
    issuer: &IssuerUrl,
) -> Result<IssuerDocuments, IssuerDocuments> {
    let discovery = text(client, &issuer.join(path::DISCOVERY)).await?;
    let uri = jwks_uri(&discovery, issuer).map_err(|fault| {
        IssuerDocuments::Broken(match fault {
            KeyFault::Document(why) => why,
            other => format!("{other:?}"),
        })
    })?;
    let jwks = text(client, uri.as_str()).await?;
    Ok(IssuerDocuments::Fetched { discovery, jwks })
}

async fn text(client: &Client, url: &str) -> Result<String, IssuerDocuments> {
    let unreachable = |error: reqwest::Error| {
        let why = if error.is_timeout() { "no answer in time" } else { "no connection" };
        IssuerDocuments::Unreachable(format!("{url}: {why}"))
    };
    let broken = |why: &str| IssuerDocuments::Broken(format!("{url}: {why}"));
    let mut response = client.get(url).send().await.map_err(unreachable)?;
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
