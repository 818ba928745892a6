//! The claims that STS turns into session tags.

use serde::Serialize;

use crate::domain::grant::TagRule;
use crate::domain::person::EmailAddress;

/// The claim `https://aws.amazon.com/tags`
/// ([Passing session tags](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp)).
#[derive(Clone, Debug, Serialize)]
pub(super) struct Tags {
    principal_tags: PrincipalTags,
    #[serde(skip_serializing_if = "Option::is_none")]
    transitive_tag_keys: Option<[&'static str; 2]>,
}

/// Each value is a list of one: STS refuses a plain string.
#[derive(Clone, Debug, Serialize)]
struct PrincipalTags {
    domain: [String; 1],
    email: [String; 1],
}

impl Tags {
    pub(super) fn by_rule(rule: TagRule, email: &EmailAddress) -> Option<Self> {
        let transitive_tag_keys = match rule {
            TagRule::None => return None,
            TagRule::Session => None,
            TagRule::Transitive => Some(["domain", "email"]),
        };
        let principal_tags =
            PrincipalTags { domain: [email.domain().into()], email: [email.as_str().into()] };
        Some(Self { principal_tags, transitive_tag_keys })
    }
}
