//! The results of STS's actions.

use chrono::SecondsFormat;

use super::Element;
use crate::domain::sts::{Assumed, AssumedRole, CallerIdentity, Credentials};

/// The result of AssumeRoleWithWebIdentity.
pub(in crate::simulator) fn assumed(assumed: &Assumed) -> Vec<Element> {
    let mut result = vec![
        Element::text("Audience", &assumed.audience),
        role_user(&assumed.assumed_role_arn, &assumed.assumed_role_id),
        Element::text("Provider", &assumed.provider),
        credentials(&assumed.credentials),
        Element::text("SubjectFromWebIdentityToken", &assumed.subject),
        Element::text("PackedPolicySize", &assumed.packed_policy_size.to_string()),
    ];
    result.extend(source_identity(assumed.source_identity.as_deref()));
    result
}

/// The result of AssumeRole.
pub(in crate::simulator) fn assumed_role(assumed: &AssumedRole) -> Vec<Element> {
    let mut result = vec![
        role_user(&assumed.assumed_role_arn, &assumed.assumed_role_id),
        credentials(&assumed.credentials),
    ];
    let size = assumed.packed_policy_size.map(|percent| percent.to_string());
    result.extend(size.map(|percent| Element::text("PackedPolicySize", &percent)));
    result.extend(source_identity(assumed.session.source_identity.as_deref()));
    result
}

/// The result of GetSessionToken, and a part of others.
pub(in crate::simulator) fn credentials(credentials: &Credentials) -> Element {
    let expiration = credentials.expiration.to_rfc3339_opts(SecondsFormat::Secs, true);
    Element::of(
        "Credentials",
        [
            Element::text("AccessKeyId", &credentials.access_key_id),
            Element::text("SecretAccessKey", credentials.secret_access_key.expose()),
            Element::text("SessionToken", credentials.session_token.expose()),
            Element::text("Expiration", &expiration),
        ],
    )
}

/// The result of GetCallerIdentity.
pub(in crate::simulator) fn caller_identity(identity: &CallerIdentity) -> Vec<Element> {
    vec![
        Element::text("Arn", &identity.arn),
        Element::text("UserId", &identity.user_id),
        Element::text("Account", &identity.account),
    ]
}

fn role_user(arn: &str, id: &str) -> Element {
    Element::of("AssumedRoleUser", [Element::text("AssumedRoleId", id), Element::text("Arn", arn)])
}

fn source_identity(identity: Option<&str>) -> Option<Element> {
    identity.map(|identity| Element::text("SourceIdentity", identity))
}
