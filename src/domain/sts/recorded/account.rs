//! The account that a recorded request was made to.

use crate::domain::document::{Node, Value};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;
use crate::domain::wire::path;

use super::super::documents::IssuerDocuments;
use super::super::state::{AwsState, Loopback, Provider, Role, StateError};
use super::super::token::claimed_issuer;
use super::error::RecordFault;
use super::members::{Misread, digits, find, list, need, object, raw, text};

/// What is registered, and what its issuers would answer.
pub(super) struct Account {
    pub(super) aws: AwsState,
    key_sets: Vec<KeySet>,
}

/// An issuer's keys.
struct KeySet {
    issuer: IssuerUrl,
    /// JSON, as it is written; none if the record has none.
    jwks: Option<String>,
}

impl Account {
    /// Reads the account of a record. Its providers are in the partition of the role.
    pub(super) fn read(json: &str, record: &Node, role: Option<&str>) -> Result<Self, Misread> {
        let account = need(record, "account")?;
        object(account, "an account: an object")?;
        let partition = role.and_then(|role| role.parse::<RoleArn>().ok());
        let reading = Reading {
            json,
            id: digits(need(account, "id")?, "an account: twelve digits")?,
            partition: partition.map_or_else(|| "aws".into(), |role| role.partition().into()),
            loopback: match find(account, "allow_loopback")?.map(|node| &node.value) {
                Some(Value::Boolean(true)) => Loopback::Allowed,
                _ => Loopback::Refused,
            },
        };
        let (mut providers, mut key_sets) = (Vec::new(), Vec::new());
        for node in elements(account, "providers")? {
            let (provider, jwks) = reading.provider(node)?;
            key_sets.push(KeySet { issuer: provider.issuer().clone(), jwks });
            providers.push(provider);
        }
        let roles = elements(account, "roles")?.iter().map(|node| reading.role(node));
        let aws = AwsState::new(providers, roles.collect::<Result<_, _>>()?);
        Ok(Self { aws, key_sets })
    }

    /// Returns what AWS would fetch for the token.
    pub(super) fn documents(&self, token: Option<&Secret>) -> IssuerDocuments {
        let issuer = token.and_then(|token| claimed_issuer(token.expose()));
        let of_issuer = |set: &&KeySet| Some(set.issuer.as_str()) == issuer.as_deref();
        match self.key_sets.iter().find(of_issuer) {
            None => IssuerDocuments::NotFetched,
            Some(KeySet { jwks: None, .. }) => {
                IssuerDocuments::Unreachable("the record has no key set".into())
            }
            Some(KeySet { issuer, jwks: Some(jwks) }) => IssuerDocuments::Fetched {
                discovery: serde_json::json!({
                    "issuer": issuer.as_str(),
                    "jwks_uri": issuer.join(path::JWKS),
                })
                .to_string(),
                jwks: jwks.clone(),
            },
        }
    }
}

fn elements<'a>(account: &'a Node, name: &'static str) -> Result<&'a [Node], Misread> {
    find(account, name)?.map_or(Ok(&[]), |node| list(node, "a list"))
}

/// What is the same for all of an account.
struct Reading<'a> {
    json: &'a str,
    id: String,
    partition: String,
    loopback: Loopback,
}

impl Reading<'_> {
    fn provider(&self, node: &Node) -> Result<(Provider, Option<String>), Misread> {
        object(node, "a provider: an object")?;
        let at = need(node, "url")?;
        let url = text(at, "the provider's URL")?;
        // IAM itself writes it without the scheme.
        let url = if url.contains("://") { url.into() } else { format!("https://{url}") };
        let issuer: IssuerUrl = IssuerUrl::of_any_provider(&url)
            .map_err(|error| refused(at, StateError::from(error)))?;
        let client_ids = elements(node, "client_ids")?.iter().map(|id| text(id, "a client id"));
        let client_ids = client_ids.map(|id| id.map(str::to_owned)).collect::<Result<_, _>>()?;
        let provider = Provider::new(&self.partition, &self.id, issuer, client_ids, self.loopback)
            .map_err(|error| refused(at, error))?;
        let jwks = find(node, "jwks")?
            .map(|jwks| jwks.text().unwrap_or_else(|| raw(self.json, jwks)).to_owned());
        Ok((provider, jwks))
    }

    fn role(&self, node: &Node) -> Result<Role, Misread> {
        object(node, "a role: an object")?;
        let expected = "the ARN of a role";
        let arn = need(node, "arn")?;
        let arn = text(arn, expected)?.parse().map_err(|_| Misread::expected(arn, expected))?;
        let longest = find(node, "max_session_duration")?.map_or(Ok(3600), seconds)?;
        let policy = need(node, "trust_policy")?;
        let written = policy.text().unwrap_or_else(|| raw(self.json, policy));
        Role::new(arn, written, longest).map_err(|error| match error {
            StateError::TrustPolicy { error, .. } => {
                // A policy that is written as a text has no places of its own in the file.
                let inner = policy.text().map_or_else(|| error.place.offset(written), |_| 0);
                let fault = RecordFault::TrustPolicy(error.fault);
                Misread { at: policy.span.start + inner, fault }
            }
            other => refused(policy, other),
        })
    }
}

fn seconds(node: &Node) -> Result<u32, Misread> {
    let expected = "a number of seconds";
    digits(node, expected)?.parse().map_err(|_| Misread::expected(node, expected))
}

fn refused(node: &Node, error: StateError) -> Misread {
    Misread { at: node.span.start, fault: RecordFault::State(error) }
}
