//! The results of IAM's actions.

use chrono::{DateTime, SecondsFormat, Utc};
use url::form_urlencoded::byte_serialize;

use super::Element;
use crate::domain::sts::{Provider, Role};

/// The result of GetOpenIDConnectProvider: the URL is without its scheme there.
pub(in crate::simulator) fn provider(provider: &Provider) -> Vec<Element> {
    vec![
        Element::text("Url", provider.issuer().without_scheme()),
        Element::texts("ClientIDList", provider.client_ids()),
        Element::texts("ThumbprintList", provider.thumbprints()),
        date(provider.created()),
        tag_list(provider.tags()),
    ]
}

/// A role.
pub(in crate::simulator) fn role(role: &Role) -> Element {
    Element::of("Role", role_members(role))
}

/// What a role is made of.
pub(in crate::simulator) fn role_members(role: &Role) -> Vec<Element> {
    let mut members = vec![
        Element::text("Path", role.arn().path()),
        Element::text("RoleName", role.arn().name()),
        Element::text("RoleId", &role.id()),
        Element::text("Arn", role.arn().as_str()),
        date(role.created()),
        document("AssumeRolePolicyDocument", role.document()),
        Element::text("MaxSessionDuration", &role.max_session_duration().to_string()),
    ];
    members.extend(role.description().map(|text| Element::text("Description", text)));
    if !role.tags().is_empty() {
        members.push(tag_list(role.tags()));
    }
    members
}

/// A policy's text, percent-encoded as IAM gives it
/// ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)).
pub(in crate::simulator) fn document(name: &str, text: &str) -> Element {
    let encoded: String = byte_serialize(text.as_bytes()).collect();
    Element::text(name, &encoded.replace('+', "%20"))
}

/// The result of ListAttachedRolePolicies.
pub(in crate::simulator) fn attached(role: &Role) -> Vec<Element> {
    let policies = role.attached().iter().map(|arn| {
        let name = arn.rsplit('/').next().unwrap_or_default();
        vec![Element::text("PolicyName", name), Element::text("PolicyArn", arn)]
    });
    page("AttachedPolicies", policies)
}

/// The result of ListRolePolicies.
pub(in crate::simulator) fn policy_names(role: &Role) -> Vec<Element> {
    vec![whole(), Element::texts("PolicyNames", role.inline().keys())]
}

/// The result of an action that lists tags.
pub(in crate::simulator) fn tags(tags: &[(String, String)]) -> Vec<Element> {
    vec![whole(), tag_list(tags)]
}

/// Tags.
pub(in crate::simulator) fn tag_list(tags: &[(String, String)]) -> Element {
    let pair = |(key, value): &(String, String)| {
        vec![Element::text("Key", key), Element::text("Value", value)]
    };
    Element::list("Tags", tags.iter().map(pair))
}

/// A list that is always whole, however many members are asked for.
pub(in crate::simulator) fn page(
    name: &str,
    members: impl IntoIterator<Item = Vec<Element>>,
) -> Vec<Element> {
    vec![whole(), Element::list(name, members)]
}

fn whole() -> Element {
    Element::text("IsTruncated", "false")
}

fn date(date: DateTime<Utc>) -> Element {
    Element::text("CreateDate", &date.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_percent_encoded() {
        let expected = "<D>%7B%22a%20b%22%3A%22%2B%2A%C3%A9%0A%22%7D</D>";
        assert_eq!(document("D", "{\"a b\":\"+*\u{e9}\n\"}").0, expected.replace("%2A", "*"));
    }
}
