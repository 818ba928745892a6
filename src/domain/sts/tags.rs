//! Session tags, source identity and roles in a token
//! ([Session tags with AssumeRoleWithWebIdentity](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_adding-assume-role-idp)).

use serde_json::Value;

use crate::domain::role::RoleArn;
use crate::domain::trust::keys::AuthorizedByIdp;

use super::error::StsError;
use super::faults::{NAME, TAG};
use super::token::Members;

const TAGS: &str = "https://aws.amazon.com/tags";
const PRINCIPAL_TAG: &str = "https://aws.amazon.com/tags/principal_tags/";
const TRANSITIVE: &str = "https://aws.amazon.com/tags/transitive_tag_keys";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";
const ROLES: &str = "https://aws.amazon.com/roles";

/// The tags of a session.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct SessionTags {
    /// Keys and values, in the order of the keys.
    pub tags: Vec<(String, String)>,
    /// The keys that roles assumed from this session inherit.
    pub transitive: Vec<String>,
}

impl SessionTags {
    /// Reads both forms: the nested one with lists of one text, and the flattened one.
    pub(super) fn read(claims: &Members) -> Result<Self, StsError> {
        let mut read = Self::default();
        if let Some(nested) = claims.get(TAGS) {
            let nested = nested.as_object().ok_or(StsError::TagsForm)?;
            read.add_nested(nested)?;
        }
        for (name, value) in claims {
            let Some(key) = name.strip_prefix(PRINCIPAL_TAG) else { continue };
            read.add(key, value.as_str().ok_or(StsError::TagsForm)?)?;
        }
        if let Some(keys) = claims.get(TRANSITIVE) {
            read.add_transitive(keys)?;
        }
        read.check()?;
        Ok(read)
    }

    /// Takes the tags of AssumeRole, whose lengths and characters were checked.
    pub(super) fn passed(
        tags: &[(String, String)],
        transitive: &[String],
    ) -> Result<Self, StsError> {
        let mut passed = Self::default();
        for (key, value) in tags {
            if passed.has(key) {
                return Err(StsError::TagTwice);
            }
            if is_reserved(key) {
                return Err(StsError::TagReserved);
            }
            passed.tags.push((key.clone(), value.clone()));
        }
        if !transitive.iter().all(|key| passed.has(key)) {
            return Err(StsError::TransitiveTag);
        }
        passed.transitive = transitive.to_vec();
        Ok(passed)
    }

    /// Returns the tags that a role inherits which is assumed from this session.
    pub(super) fn inherited(&self) -> Self {
        let is_transitive = |(key, _): &&(String, String)| {
            self.transitive.iter().any(|known| known.to_lowercase() == key.to_lowercase())
        };
        let tags = self.tags.iter().filter(is_transitive).cloned().collect();
        Self { tags, transitive: self.transitive.clone() }
    }

    /// Returns these and the others.
    pub(super) fn with(mut self, others: &Self) -> Self {
        self.tags.extend_from_slice(&others.tags);
        self.transitive.extend_from_slice(&others.transitive);
        self
    }

    /// Returns these with the tags that are tried, each instead of its own of the same key.
    pub(super) fn and_tried(mut self, tried: &[(String, String)]) -> Result<Self, StsError> {
        let is_tried =
            |key: &str| tried.iter().any(|(k, _)| k.to_lowercase() == key.to_lowercase());
        self.tags.retain(|(key, _)| !is_tried(key));
        tried.iter().try_for_each(|(key, value)| self.add(key, value))?;
        self.check()?;
        Ok(self)
    }

    fn add_nested(&mut self, nested: &Members) -> Result<(), StsError> {
        if let Some(tags) = nested.get("principal_tags") {
            for (key, value) in tags.as_object().ok_or(StsError::TagsForm)? {
                match value.as_array().map(Vec::as_slice) {
                    Some([Value::String(value)]) => self.add(key, value)?,
                    _ => return Err(StsError::TagsForm),
                }
            }
        }
        nested.get("transitive_tag_keys").map_or(Ok(()), |keys| self.add_transitive(keys))
    }

    fn add(&mut self, key: &str, value: &str) -> Result<(), StsError> {
        let refuse = |why| Err(StsError::Tag(why));
        if !(1..=128).contains(&key.chars().count()) {
            return refuse("a key has 1 to 128 characters");
        }
        if value.chars().count() > 256 {
            return refuse("a value has at most 256 characters");
        }
        if !key.chars().chain(value.chars()).all(TAG.fits) {
            return refuse("only letters, digits, spaces and _.:/=+-@");
        }
        if is_reserved(key) {
            return refuse("keys that begin with aws: are reserved");
        }
        if self.has(key) {
            return refuse("a key is given twice");
        }
        self.tags.push((key.into(), value.into()));
        Ok(())
    }

    fn add_transitive(&mut self, keys: &Value) -> Result<(), StsError> {
        let refused = || StsError::Tag("transitive_tag_keys is no list of texts");
        for key in keys.as_array().ok_or_else(refused)? {
            self.transitive.push(key.as_str().ok_or_else(refused)?.into());
        }
        Ok(())
    }

    fn check(&self) -> Result<(), StsError> {
        if self.tags.len() > 50 {
            return Err(StsError::Tag("at most 50 tags"));
        }
        if !self.transitive.iter().all(|key| self.has(key)) {
            return Err(StsError::Tag("a transitive key is no tag"));
        }
        Ok(())
    }

    /// Keys are compared without regard to case.
    pub(super) fn has(&self, key: &str) -> bool {
        self.tags.iter().any(|(known, _)| known.to_lowercase() == key.to_lowercase())
    }

    /// Tells whether the token says anything about tags, for which `sts:TagSession` is needed.
    pub(super) fn is_empty(&self) -> bool {
        self.tags.is_empty() && self.transitive.is_empty()
    }
}

fn is_reserved(key: &str) -> bool {
    key.to_lowercase().starts_with("aws:")
}

/// Reads the source identity: 2 to 64 characters of `[\w+=,.@-]`, never beginning with `aws:`.
pub(super) fn source_identity(claims: &Members) -> Result<Option<String>, StsError> {
    let refused = StsError::ClaimForm(SOURCE_IDENTITY);
    let Some(value) = claims.get(SOURCE_IDENTITY) else { return Ok(None) };
    let Some(text) = value.as_str() else { return Err(refused) };
    // A colon isn't among the characters, which keeps `aws:` out as well.
    if (2..=64).contains(&text.len()) && text.chars().all(NAME.fits) {
        Ok(Some(text.into()))
    } else {
        Err(refused)
    }
}

/// Checks the roles claim: a list, or a text with semicolons; exact ARNs, white space around them
/// ignored, `null` like absent, what is no role ARN passed over (all observed).
pub(super) fn check_roles(claims: &Members, role: &RoleArn) -> Result<AuthorizedByIdp, StsError> {
    let candidates: Vec<&str> = match claims.get(ROLES) {
        None | Some(Value::Null) => return Ok(AuthorizedByIdp::NotPinned),
        Some(Value::String(text)) => text.split(';').collect(),
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        Some(_) => return Err(StsError::RolesClaimForm),
    };
    let roles = candidates.iter().filter_map(|text| text.trim().parse::<RoleArn>().ok());
    let roles: Vec<RoleArn> = roles.collect();
    if roles.is_empty() {
        Err(StsError::RolesClaimEmpty)
    } else if roles.contains(role) {
        Ok(AuthorizedByIdp::Named)
    } else {
        Err(StsError::RolesClaimOther)
    }
}
