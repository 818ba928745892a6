//! A role that was to be assumed from another one: what its trust policy looks at.

use serde::{Deserialize, Serialize};

use crate::domain::role::RoleArn;
use crate::domain::role_session::{ExternalId, Hop, SessionTag, SourceIdentity};

/// What was said with the step, and what the caller's session brought along besides what its first
/// token claimed.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct ChainedStep {
    /// The role whose session called.
    pub from: RoleArn,
    /// That session's name.
    pub from_session: String,
    /// What was said for the role's owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// The session tags that were passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<(String, String)>,
    /// The keys of those that travel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitive_tags: Vec<String>,
    /// The source identity that was passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<String>,
    /// The tags that an earlier step had set for all after it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inherited_tags: Vec<(String, String)>,
    /// The source identity that an earlier step had set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inherited_source_identity: Option<String>,
}

impl ChainedStep {
    /// Returns the step after those before it; `None` where there are none, so that it took a token.
    pub fn of(hop: &Hop<'_>, before: &[Hop<'_>]) -> Option<Self> {
        let from = before.last()?;
        let travels = before.iter().flat_map(|hop| {
            hop.tags.iter().filter(|tag| hop.transitive_tags.contains(&&tag.key)).copied()
        });
        let identity = before.iter().find_map(|hop| hop.source_identity);
        Some(Self {
            from: from.role.clone(),
            from_session: from.session_name.into(),
            external_id: hop.external_id.map(ExternalId::as_str).map(Into::into),
            tags: hop.tags.iter().copied().map(pair).collect(),
            transitive_tags: hop.transitive_tags.iter().map(|key| key.as_str().into()).collect(),
            source_identity: hop.source_identity.map(SourceIdentity::as_str).map(Into::into),
            inherited_tags: travels.map(pair).collect(),
            inherited_source_identity: identity.map(SourceIdentity::as_str).map(Into::into),
        })
    }
}

fn pair(tag: &SessionTag) -> (String, String) {
    (tag.key.as_str().into(), tag.value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::role_session::Wishes;

    #[test]
    fn a_step_knows_what_the_ones_before_set() {
        let [a, b, c] = ["A", "B", "C"]
            .map(|name| format!("arn:aws:iam::123456789012:role/{name}").parse().unwrap());
        let (via, tags) = ([a, b], ["Team=blue", "Project=vouch"].map(|tag| tag.parse().unwrap()));
        let (transitive, identity) = (["Project".parse().unwrap()], "alice".parse().unwrap());
        let wishes = Wishes {
            via: &via,
            tags: &tags,
            transitive_tags: &transitive,
            source_identity: Some(&identity),
            ..Wishes::of(&c, "alice@example.com")
        };
        let hops = wishes.hops(None).unwrap();
        assert_eq!(ChainedStep::of(&hops[0], &hops[..0]), None);
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let second = ChainedStep::of(&hops[1], &hops[..1]).unwrap();
        assert_eq!((second.from.name(), second.inherited_tags.len()), ("A", 0));
        assert_eq!(second.tags, [pair("Project", "vouch")]);
        assert_eq!(second.source_identity.as_deref(), Some("alice"));
        let third = ChainedStep::of(&hops[2], &hops[..2]).unwrap();
        assert_eq!((third.from.name(), third.tags), ("B", vec![pair("Team", "blue")]));
        assert_eq!(third.inherited_tags, [pair("Project", "vouch")]);
        assert_eq!(
            (third.source_identity, third.inherited_source_identity),
            (None, Some("alice".into()))
        );
    }
}
