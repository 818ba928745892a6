//! The keys of a web identity
//! ([Keys for AWS OIDC federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif)).

use serde_json::{Map, Value};

use super::provider::{provider_claims, text};
use crate::domain::trust::Context;

/// What a token says, as far as a trust policy sees it.
#[derive(Clone, Copy, Debug)]
pub struct WebIdentity<'a> {
    /// The provider's ARN.
    pub provider_arn: &'a str,
    /// The issuer without `https://`: what the keys begin with.
    pub issuer: &'a str,
    /// `azp` if there is one, else the one `aud`.
    pub audience: &'a str,
    /// `aud` as it is.
    pub original_audience: &'a [String],
    /// `sub`.
    pub subject: &'a str,
    /// `amr`.
    pub methods: &'a [String],
    /// `email`.
    pub email: Option<&'a str>,
    /// Every claim: some providers have keys of their own among them.
    pub claims: &'a Map<String, Value>,
    /// Whether the token names the role.
    pub authorized: AuthorizedByIdp,
}

/// Whether the token itself names the role, in its roles claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AuthorizedByIdp {
    /// It names this role.
    Named,
    /// There is no roles claim.
    NotPinned,
}

impl WebIdentity<'_> {
    /// Sets the keys. No claim is one but those that AWS lists: a custom issuer's facts travel as
    /// session tags.
    pub fn set(&self, context: &mut Context) {
        let key = |claim: &str| format!("{}:{claim}", self.issuer);
        context.set(&key("aud"), self.audience);
        context.set(&key("sub"), self.subject);
        context.set_list(&key("oaud"), self.original_audience.to_vec());
        context.set_list(&key("amr"), self.methods.to_vec());
        if let Some(email) = self.email {
            context.set(&key("email"), email);
        }
        for claim in provider_claims(self.issuer) {
            if let Some(value) = text(self.claims, claim) {
                context.set(&key(claim), value);
            }
        }
        context.set("aws:FederatedProvider", self.provider_arn);
        // Both observed; `aws:PrincipalArn` is absent.
        context.set("aws:PrincipalType", "User");
        context.set("aws:userid", self.provider_arn);
        let named = if self.authorized == AuthorizedByIdp::Named { "true" } else { "false" };
        context.set("sts:RoleAuthorizedByIdp", named);
    }
}
