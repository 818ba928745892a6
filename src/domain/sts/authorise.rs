//! Asks the role's trust policy.

use core::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::trust::{Caller, Context};

use super::claims::Identity;
use super::error::StsError;
use super::state::{Provider, Role};
use super::tags::{PinnedRole, SessionTags};

const ASSUME: &str = "sts:AssumeRoleWithWebIdentity";
pub(super) const TAG_SESSION: &str = "sts:TagSession";
pub(super) const SET_SOURCE_IDENTITY: &str = "sts:SetSourceIdentity";

/// Everything that a trust policy can ask about.
pub(super) struct Facts<'a> {
    pub(super) provider: &'a Provider,
    pub(super) identity: &'a Identity,
    pub(super) session_name: &'a str,
    pub(super) source_identity: Option<&'a str>,
    pub(super) tags: &'a SessionTags,
    pub(super) pinned: PinnedRole,
    pub(super) source_ip: Option<IpAddr>,
    pub(super) now: DateTime<Utc>,
}

/// What only a check gives and credentials are made for.
pub(super) trait Authorised {}

impl Authorised for AuthorisedRole<'_> {}

/// A role that its trust policy lets this caller have. There is no other way to come by one.
pub(super) struct AuthorisedRole<'a>(&'a Role);

impl<'a> AuthorisedRole<'a> {
    pub(super) fn role(&self) -> &'a Role {
        self.0
    }
}

/// Asks for each action that the request needs: tags need `sts:TagSession` and a source identity
/// needs `sts:SetSourceIdentity`, or the whole call fails (observed).
pub(super) fn authorise<'a>(
    role: Option<&'a Role>,
    facts: &Facts<'_>,
) -> Result<AuthorisedRole<'a>, StsError> {
    let Some(role) = role else {
        return Err(StsError::NotAuthorized { action: ASSUME, judgement: None });
    };
    let caller = Caller::Federated(facts.provider.arn());
    let context = facts.context();
    let needed = [
        Some(ASSUME),
        (!facts.tags.is_empty()).then_some(TAG_SESSION),
        facts.source_identity.map(|_| SET_SOURCE_IDENTITY),
    ];
    for action in needed.into_iter().flatten() {
        let judgement = role.trust_policy().evaluate(action, &caller, &context);
        if !judgement.is_allowed() {
            return Err(StsError::NotAuthorized { action, judgement: Some(Box::new(judgement)) });
        }
    }
    Ok(AuthorisedRole(role))
}

impl Facts<'_> {
    /// The keys of a custom OpenID Connect provider: no other claim is one.
    fn context(&self) -> Context {
        let mut context = Context::default();
        self.set_claims(&mut context);
        let named = if self.pinned == PinnedRole::Named { "true" } else { "false" };
        context.set("sts:RoleAuthorizedByIdp", named);
        set_session(&mut context, self.session_name, self.source_identity, self.tags);
        set_request(&mut context, self.source_ip, self.now);
        context
    }

    fn set_claims(&self, context: &mut Context) {
        let Identity { subject, audience, original_audience, methods, email, .. } = self.identity;
        let key = |claim: &str| format!("{}:{claim}", self.provider.issuer().without_scheme());
        context.set(&key("aud"), audience);
        context.set(&key("sub"), subject);
        context.set_list(&key("oaud"), original_audience.clone());
        context.set_list(&key("amr"), methods.clone());
        if let Some(email) = email {
            context.set(&key("email"), email);
        }
        context.set("aws:FederatedProvider", self.provider.arn());
        // Both observed; `aws:PrincipalArn` is absent.
        context.set("aws:PrincipalType", "User");
        context.set("aws:userid", self.provider.arn());
    }
}

/// Sets what every request has.
pub(super) fn set_request(context: &mut Context, source_ip: Option<IpAddr>, now: DateTime<Utc>) {
    context.set("aws:CurrentTime", now.to_rfc3339_opts(SecondsFormat::Secs, true));
    context.set("aws:EpochTime", now.timestamp().to_string());
    context.set("aws:SecureTransport", "true");
    if let Some(address) = source_ip {
        context.set("aws:SourceIp", address.to_string());
    }
}

/// Sets what a request says of the session to come.
pub(super) fn set_session(
    context: &mut Context,
    session_name: &str,
    source_identity: Option<&str>,
    tags: &SessionTags,
) {
    context.set("sts:RoleSessionName", session_name);
    if let Some(identity) = source_identity {
        context.set("sts:SourceIdentity", identity);
    }
    for (key, value) in &tags.tags {
        context.set(&format!("aws:RequestTag/{key}"), value);
    }
    let keys = tags.tags.iter().map(|(key, _)| key.clone()).collect();
    context.set_list("aws:TagKeys", keys);
    context.set_list("sts:TransitiveTagKeys", tags.transitive.clone());
}
