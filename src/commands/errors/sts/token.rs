//! What mends a token's refusal.

use crate::adapters::sts_client::Refusal;
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;

/// Returns what to do, by the likely cause.
pub(super) fn remedy(refusal: &Refusal, role: &RoleArn, issuer: &IssuerUrl) -> String {
    let (account, provider) = (role.account(), issuer.without_scheme());
    match refusal.code.as_str() {
        "AccessDenied" => format!(
            "the trust policy of {role} doesn't let this token in, or the role doesn't exist: \
             compare its conditions with `vouch token --role {role} --decode`; a role made a \
             moment ago takes some seconds"
        ),
        "ExpiredToken" => {
            "the clocks of the issuer and of AWS differ: set the issuer's clock".into()
        }
        "IDPCommunicationError" => format!(
            "AWS could not reach {issuer}: it must answer the public internet within 5 s; try again"
        ),
        "IDPRejectedClaim" => "log in again with `vouch login`".into(),
        "InvalidIdentityToken" if refusal.is_missing_key() => format!(
            "AWS could not fetch {issuer}/.well-known/jwks.json: it must answer the public \
             internet within 5 s; try again"
        ),
        "InvalidIdentityToken" if refusal.message.starts_with("No OpenIDConnect provider") => {
            format!("account {account} has no OIDC provider {provider}: make one in IAM")
        }
        "InvalidIdentityToken" => format!(
            "check that account {account} has the OIDC provider {provider} with the client id \
             {provider}"
        ),
        _ => "look the code up in the documentation of AssumeRoleWithWebIdentity".into(),
    }
}
