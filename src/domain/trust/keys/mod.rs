//! The keys that a trust policy can ask about, and where their values come from
//! ([Condition keys of AWS STS](https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html)).

mod provider;
mod web_identity;

use core::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};

use super::context::Context;

pub use provider::provider_claims;
pub use web_identity::{AuthorizedByIdp, WebIdentity};

/// What a request says of the session to come.
#[derive(Clone, Copy, Debug)]
pub struct SessionRequest<'a> {
    /// `RoleSessionName`.
    pub name: &'a str,
    /// Who is behind the session.
    pub source_identity: Option<&'a str>,
    /// Keys and values of the session tags that the request brings.
    pub tags: &'a [(String, String)],
    /// The keys that roles assumed from the session inherit.
    pub transitive: &'a [String],
}

impl SessionRequest<'_> {
    /// Sets the keys.
    pub fn set(&self, context: &mut Context) {
        context.set("sts:RoleSessionName", self.name);
        if let Some(identity) = self.source_identity {
            context.set("sts:SourceIdentity", identity);
        }
        for (key, value) in self.tags {
            context.set(&format!("aws:RequestTag/{key}"), value);
        }
        let keys = self.tags.iter().map(|(key, _)| key.clone()).collect();
        context.set_list("aws:TagKeys", keys);
        context.set_list("sts:TransitiveTagKeys", self.transitive.to_vec());
    }
}

/// Sets what every request has: its time, its transport and, where it is known, its address.
pub fn set_request(context: &mut Context, source_ip: Option<IpAddr>, now: DateTime<Utc>) {
    context.set("aws:CurrentTime", now.to_rfc3339_opts(SecondsFormat::Secs, true));
    context.set("aws:EpochTime", now.timestamp().to_string());
    context.set("aws:SecureTransport", "true");
    if let Some(address) = source_ip {
        context.set("aws:SourceIp", address.to_string());
    }
}

#[cfg(test)]
mod tests;
