//! OpenID Connect identity providers
//! ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html)).

use std::ops::RangeInclusive;

use super::error::IamError;
use super::{Iam, end, tags};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::sts::faults::Faults;
use crate::domain::sts::{Loopback, Provider};

const CLIENT_ID: RangeInclusive<usize> = 1..=255;
const ARN: RangeInclusive<usize> = 20..=2048;

/// The parameters of CreateOpenIDConnectProvider as they came in.
#[derive(Clone, Debug, Default)]
pub struct NewProvider {
    /// `Url`.
    pub url: Option<String>,
    /// `ClientIDList.member.N`.
    pub client_ids: Vec<String>,
    /// `ThumbprintList.member.N`. Without any, AWS looks them up; here there are none then.
    pub thumbprints: Vec<String>,
    /// `Tags.member.N.Key` and `.Value`.
    pub tags: Vec<(String, String)>,
}

impl Iam<'_> {
    /// Registers an issuer in the account.
    pub fn create_provider(&mut self, new: NewProvider) -> Result<&Provider, IamError> {
        let mut faults = Faults::default();
        let url = faults.required("url", new.url.as_deref(), 1..=255);
        for id in &new.client_ids {
            faults.text("clientID", id, CLIENT_ID);
        }
        tags::check(&mut faults, &new.tags);
        end(faults)?;
        let issuer = issuer(url, self.aws.loopback)?;
        check_thumbprints(&new.thumbprints)?;
        tags::once(&new.tags)?;
        if self.aws.provider(self.account, url).is_some() {
            return Err(IamError::ProviderExists(url.into()));
        }
        if self.providers().count() >= 100 {
            let quota = "OpenIdConnectProvidersPerAccount";
            return Err(IamError::Quota { quota, most: 100 });
        }
        let mut provider = Provider::empty(self.partition, self.account, issuer);
        for id in new.client_ids {
            add_client_id(&mut provider, id)?;
        }
        provider.thumbprints = new.thumbprints;
        provider.tags = new.tags;
        provider.created = self.now;
        self.aws.register(provider);
        Ok(self.aws.providers.last().expect("it was added above"))
    }

    /// Returns the account's providers.
    pub fn providers(&self) -> impl Iterator<Item = &Provider> {
        self.aws.providers.iter().filter(|provider| provider.account() == self.account)
    }

    /// Returns a provider by its ARN.
    pub fn provider(&self, arn: Option<&str>) -> Result<&Provider, IamError> {
        let arn = provider_arn(arn)?;
        let mut providers = self.providers();
        providers.find(|it| it.arn() == arn).ok_or_else(|| IamError::NoProvider(arn.into()))
    }

    /// Removes a provider. One that isn't there is refused, as reports have it and against AWS's
    /// documentation.
    pub fn delete_provider(&mut self, arn: Option<&str>) -> Result<(), IamError> {
        let arn = self.provider(arn)?.arn();
        self.aws.providers.retain(|provider| provider.arn() != arn);
        Ok(())
    }

    /// Accepts tokens for one more audience; one that is accepted doesn't matter.
    pub fn add_client_id(
        &mut self,
        arn: Option<&str>,
        client_id: Option<&str>,
    ) -> Result<(), IamError> {
        let id = check_client_id(client_id)?;
        add_client_id(self.provider_mut(arn)?, id.into())
    }

    /// Accepts tokens for an audience no more; one that isn't accepted doesn't matter.
    pub fn remove_client_id(
        &mut self,
        arn: Option<&str>,
        client_id: Option<&str>,
    ) -> Result<(), IamError> {
        let id = check_client_id(client_id)?;
        self.provider_mut(arn)?.client_ids.retain(|known| known != id);
        Ok(())
    }

    /// Keeps other thumbprints, which nothing reads.
    pub fn update_thumbprints(
        &mut self,
        arn: Option<&str>,
        thumbprints: Vec<String>,
    ) -> Result<(), IamError> {
        let provider = self.provider_mut(arn)?;
        check_thumbprints(&thumbprints)?;
        provider.thumbprints = thumbprints;
        Ok(())
    }

    /// Adds tags to a provider.
    pub fn tag_provider(
        &mut self,
        arn: Option<&str>,
        tags: Vec<(String, String)>,
    ) -> Result<(), IamError> {
        let mut faults = Faults::default();
        tags::check(&mut faults, &tags);
        end(faults)?;
        tags::once(&tags)?;
        tags::add(&mut self.provider_mut(arn)?.tags, tags)
    }

    /// Removes tags from a provider.
    pub fn untag_provider(&mut self, arn: Option<&str>, keys: &[String]) -> Result<(), IamError> {
        tags::remove(&mut self.provider_mut(arn)?.tags, keys);
        Ok(())
    }

    fn provider_mut(&mut self, arn: Option<&str>) -> Result<&mut Provider, IamError> {
        let arn = provider_arn(arn)?;
        let account = self.account;
        let is = |it: &&mut Provider| it.account() == account && it.arn() == arn;
        let provider = self.aws.providers.iter_mut().find(is);
        provider.ok_or_else(|| IamError::NoProvider(arn.into()))
    }
}

fn provider_arn(arn: Option<&str>) -> Result<&str, IamError> {
    let mut faults = Faults::default();
    let arn = faults.required("openIDConnectProviderArn", arn, ARN);
    end(faults)?;
    Ok(arn)
}

fn check_client_id(client_id: Option<&str>) -> Result<&str, IamError> {
    let mut faults = Faults::default();
    let id = faults.required("clientID", client_id, CLIENT_ID);
    end(faults)?;
    Ok(id)
}

fn add_client_id(provider: &mut Provider, id: String) -> Result<(), IamError> {
    if provider.client_ids.contains(&id) {
        return Ok(());
    }
    if provider.client_ids.len() >= 100 {
        let quota = "ClientIdsPerOpenIdConnectProvider";
        return Err(IamError::Quota { quota, most: 100 });
    }
    provider.client_ids.push(id);
    Ok(())
}

fn check_thumbprints(thumbprints: &[String]) -> Result<(), IamError> {
    let is_hash = |text: &String| text.len() == 40 && text.bytes().all(|b| b.is_ascii_hexdigit());
    if thumbprints.len() > 5 {
        Err(IamError::Thumbprints)
    } else if !thumbprints.iter().all(is_hash) {
        Err(IamError::Thumbprint)
    } else {
        Ok(())
    }
}

fn issuer(url: &str, loopback: Loopback) -> Result<IssuerUrl, IamError> {
    if url.split_once("://").is_none_or(|(_, rest)| rest.is_empty()) {
        return Err(IamError::NotUrl);
    }
    let issuer = IssuerUrl::of_any_provider(url).ok().filter(|issuer| loopback.admits(issuer));
    let fault = if url.starts_with("https://") { IamError::Url } else { IamError::UrlScheme };
    issuer.ok_or(fault)
}
