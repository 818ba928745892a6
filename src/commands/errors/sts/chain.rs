//! What mends the refusal of a role that was to be assumed from another one.

use crate::adapters::sts_client::Refusal;
use crate::domain::role::RoleArn;
use crate::domain::role_session::Hop;

/// Returns what to do, by the likely cause.
pub(super) fn remedy(refusal: &Refusal, hop: &Hop<'_>, from: &RoleArn) -> String {
    let (role, says) = (hop.role, |text: &str| refusal.message.contains(text));
    match refusal.code.as_str() {
        "AccessDenied" if says("sts:TagSession") => format!(
            "the trust policy of {role} must allow sts:TagSession to {from}: tags are passed, or \
             handed down by a role before"
        ),
        "AccessDenied" if says("sts:SetSourceIdentity") => format!(
            "the trust policy of {role} must allow sts:SetSourceIdentity to {from}: a source \
             identity is passed, or handed down by a role before"
        ),
        "AccessDenied" => {
            let external_id = match hop.external_id {
                Some(_) => "expects another external id",
                None => "demands an external id (--external-id)",
            };
            format!(
                "the trust policy of {role} doesn't let {from} in, or {external_id}, or a policy of \
                 {from} doesn't allow it sts:AssumeRole, or there is no such role"
            )
        }
        "InvalidParameterValue" if says("transitive tag key from the calling session") => format!(
            "leave that --tag out: {from} hands the tag down as transitive, so it arrives by itself \
             and can't be changed"
        ),
        "InvalidClientTokenId" | "RequestExpired" | "SignatureDoesNotMatch" => {
            "try again; if it stays so, compare this machine's clock with a time server".into()
        }
        "ValidationError" if says("by role chaining") => {
            "a role that is assumed from another lasts at most 1h: ask for less with --duration".into()
        }
        "ValidationError" if says("source identity") => {
            "leave --source-identity out: the token carries another one already, and down a chain it \
             can't be changed"
                .into()
        }
        _ => "look the code up in the documentation of AssumeRole".into(),
    }
}
