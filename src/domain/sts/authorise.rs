//! Asks the role's trust policy.

use core::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::domain::trust::keys::{AuthorizedByIdp, SessionRequest, WebIdentity, set_request};
use crate::domain::trust::{Caller, Context, Judgement};

use super::claims::Identity;
use super::error::StsError;
use super::state::{Provider, Role};
use super::tags::SessionTags;
use super::token::Members;

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
    pub(super) claims: &'a Members,
    pub(super) authorized: AuthorizedByIdp,
    pub(super) source_ip: Option<IpAddr>,
    pub(super) now: DateTime<Utc>,
}

/// What only a check gives and credentials are made for.
pub(super) trait Authorised {}

impl Authorised for AuthorisedRole<'_> {}

/// A role that its trust policy lets this caller have. There is no other way to come by one.
pub(super) struct AuthorisedRole<'a> {
    role: &'a Role,
    judgements: Vec<Judgement>,
}

impl<'a> AuthorisedRole<'a> {
    pub(super) fn role(&self) -> &'a Role {
        self.role
    }

    /// Returns what its trust policy said of each action that was asked for.
    pub(super) fn judgements(self) -> Vec<Judgement> {
        self.judgements
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
    let mut judgements = Vec::new();
    for action in needed.into_iter().flatten() {
        let judgement = role.trust_policy().evaluate(action, &caller, &context);
        if !judgement.is_allowed() {
            return Err(StsError::NotAuthorized { action, judgement: Some(Box::new(judgement)) });
        }
        judgements.push(judgement);
    }
    Ok(AuthorisedRole { role, judgements })
}

impl Facts<'_> {
    fn context(&self) -> Context {
        let Identity { subject, audience, original_audience, methods, email, .. } = self.identity;
        let mut context = Context::default();
        WebIdentity {
            provider_arn: &self.provider.arn(),
            issuer: self.provider.issuer().without_scheme(),
            audience,
            original_audience,
            subject,
            methods,
            email: email.as_deref(),
            claims: self.claims,
            authorized: self.authorized,
        }
        .set(&mut context);
        SessionRequest {
            name: self.session_name,
            source_identity: self.source_identity,
            tags: &self.tags.tags,
            transitive: &self.tags.transitive,
        }
        .set(&mut context);
        set_request(&mut context, self.source_ip, self.now);
        context
    }
}
