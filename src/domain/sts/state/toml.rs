//! A description of AWS in TOML.

use serde::Deserialize;

use super::{AccessKey, AwsState, Loopback, Provider, Role, StateError};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::secret::Secret;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenState {
    #[serde(default)]
    allow_loopback: bool,
    #[serde(default)]
    access_key: Vec<WrittenAccessKey>,
    #[serde(default)]
    provider: Vec<WrittenProvider>,
    #[serde(default)]
    role: Vec<WrittenRole>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenAccessKey {
    id: String,
    secret: Secret,
    owner: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProvider {
    partition: Option<String>,
    account: String,
    url: String,
    client_ids: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRole {
    arn: RoleArn,
    max_session_duration: Option<u32>,
    trust_policy: String,
}

impl AwsState {
    /// Reads the description in TOML.
    pub fn from_toml(text: &str) -> Result<Self, StateError> {
        let written: WrittenState =
            toml_edit::de::from_str(text).map_err(|error| StateError::Toml(error.to_string()))?;
        let loopback = if written.allow_loopback { Loopback::Allowed } else { Loopback::Refused };
        let keys = written.access_key.into_iter();
        let keys = keys.map(|key| AccessKey::new(&key.id, key.secret, &key.owner));
        let providers = written.provider.into_iter().map(|provider| {
            let partition = provider.partition.as_deref().unwrap_or("aws");
            let url = IssuerUrl::of_any_provider(&provider.url)?;
            Provider::new(partition, &provider.account, url, provider.client_ids, loopback)
        });
        let roles = written.role.into_iter().map(|role| {
            Role::new(role.arn, &role.trust_policy, role.max_session_duration.unwrap_or(3600))
        });
        Ok(Self {
            loopback,
            access_keys: keys.collect::<Result<_, _>>()?,
            providers: providers.collect::<Result<_, StateError>>()?,
            roles: roles.collect::<Result<_, _>>()?,
        })
    }
}
