//! The grants as they are written in the issuer's configuration.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::domain::person::{EmailAddress, Person};
use crate::domain::role::RoleArn;
use crate::domain::subject::Subject;

/// All grants of an issuer.
///
/// ```toml
/// [groups]
/// operators = ["alice@example.com"]
///
/// [[grant]]
/// group = "operators"            # or: person = "alice@example.com", or: domain = "example.com"
/// roles = ["arn:aws:iam::123456789012:role/Operator"]
/// max_auth_age = 900             # seconds since the touch
/// max_duration = 3600            # seconds, told to the laptop
/// tags = "transitive"            # or: "none", or the default "session"
/// source_identity = true
/// ```
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(try_from = "Written")]
pub struct Grants {
    any_role: bool,
    groups: BTreeMap<String, Vec<Subject>>,
    grants: Vec<Grant>,
}

/// One grant: these people may have these roles within these limits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Grant {
    /// Who.
    pub who: Who,
    /// Which roles.
    pub roles: Vec<RoleArn>,
    /// Within which limits.
    pub limits: Limits,
}

/// Whom a grant names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Who {
    /// Everybody whose invitation went to an address at exactly this domain.
    Domain(String),
    /// Everybody in this group.
    Group(String),
    /// One person.
    Person(Subject),
}

/// What a grant limits, and what the tokens of it say.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Limits {
    /// How old the touch may be, in seconds; enforced by the issuer.
    pub max_auth_age: Option<u64>,
    /// The longest duration to ask of STS, in seconds. The issuer tells it to the laptop, with each
    /// token as well, which asks for no more; what enforces it is the role's own `MaxSessionDuration`, for STS reads no such claim.
    pub max_duration: Option<u64>,
    /// Whether the token carries session tags.
    pub tags: TagRule,
    /// Whether the token carries the subject as source identity. The role's trust policy must then
    /// allow `sts:SetSourceIdentity`.
    pub source_identity: bool,
}

/// Whether a token carries the session tags `email` and `domain`. The role's trust policy must then
/// allow `sts:TagSession`.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub enum TagRule {
    /// No tags.
    None,
    /// Tags for this session.
    #[default]
    Session,
    /// Tags that follow into roles assumed from this one.
    Transitive,
}

/// Why grants can't be meant as they are written.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum GrantsError {
    /// A domain that no address can have.
    #[error("`{0}` is no domain of an email address (write it in lower case, without @)")]
    Domain(String),
    /// A grant of no role.
    #[error("grant {0} names no roles")]
    NoRoles(usize),
    /// The group isn't in `[groups]`.
    #[error("there is no group `{0}` in [groups]")]
    UnknownGroup(String),
    /// Not exactly one of the three.
    #[error("grant {0} must name exactly one of person, domain, group")]
    Who(usize),
}

impl Grants {
    /// Returns these grants and no others. A group that is not among the groups is empty.
    pub fn new(groups: BTreeMap<String, Vec<Subject>>, grants: Vec<Grant>) -> Self {
        Self { any_role: false, groups, grants }
    }

    /// Returns whether any person may ask for any role.
    pub fn any_role(&self) -> bool {
        self.any_role
    }

    /// Returns the limits of the first grant that names the person and the role.
    pub(super) fn limits_for(&self, person: &Person, role: &RoleArn) -> Option<Limits> {
        self.naming(person)
            .find(|grant| grant.roles.contains(role))
            .map(|grant| grant.limits)
            .or_else(|| self.any_role.then(Limits::default))
    }

    /// Returns each role that the person is granted, with the limits that count for it.
    pub(super) fn roles_of(&self, person: &Person) -> BTreeMap<&RoleArn, Limits> {
        let mut roles = BTreeMap::new();
        for grant in self.naming(person) {
            for role in &grant.roles {
                roles.entry(role).or_insert(grant.limits);
            }
        }
        roles
    }

    fn naming(&self, person: &Person) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(|grant| match &grant.who {
            Who::Domain(domain) => person.email.domain() == domain,
            Who::Group(group) => {
                self.groups.get(group).is_some_and(|people| people.contains(&person.subject))
            }
            Who::Person(subject) => person.subject == *subject,
        })
    }
}

/// [`Grants`] before they are understood; the issuer's configuration has the same three members.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct Written {
    #[serde(default)]
    pub(in crate::domain) any_role: bool,
    #[serde(default)]
    pub(in crate::domain) groups: BTreeMap<String, Vec<Subject>>,
    #[serde(default)]
    pub(in crate::domain) grant: Vec<WrittenGrant>,
}

/// A [`Grant`] before it is understood.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::domain) struct WrittenGrant {
    person: Option<Subject>,
    domain: Option<String>,
    group: Option<String>,
    roles: Vec<RoleArn>,
    max_auth_age: Option<u64>,
    max_duration: Option<u64>,
    #[serde(default)]
    tags: TagRule,
    #[serde(default)]
    source_identity: bool,
}

impl TryFrom<Written> for Grants {
    type Error = GrantsError;

    fn try_from(written: Written) -> Result<Self, GrantsError> {
        let Written { any_role, groups, grant } = written;
        let grants = (1..)
            .zip(grant)
            .map(|(number, grant)| grant.understand(number, &groups))
            .collect::<Result<_, _>>()?;
        Ok(Self { any_role, groups, grants })
    }
}

impl WrittenGrant {
    fn understand(
        self,
        number: usize,
        groups: &BTreeMap<String, Vec<Subject>>,
    ) -> Result<Grant, GrantsError> {
        let who = match (self.person, self.domain, self.group) {
            (Some(subject), None, None) => Who::Person(subject),
            (None, Some(domain), None) => Who::Domain(checked_domain(domain)?),
            (None, None, Some(group)) if groups.contains_key(&group) => Who::Group(group),
            (None, None, Some(group)) => return Err(GrantsError::UnknownGroup(group)),
            _ => return Err(GrantsError::Who(number)),
        };
        if self.roles.is_empty() {
            return Err(GrantsError::NoRoles(number));
        }
        let limits = Limits {
            max_auth_age: self.max_auth_age,
            max_duration: self.max_duration,
            tags: self.tags,
            source_identity: self.source_identity,
        };
        Ok(Grant { who, roles: self.roles, limits })
    }
}

/// Returns the domains, if an address can be at each of them.
#[cfg(feature = "server")]
pub(in crate::domain) fn checked_domains(domains: Vec<String>) -> Result<Vec<String>, GrantsError> {
    domains.into_iter().map(checked_domain).collect()
}

fn checked_domain(domain: String) -> Result<String, GrantsError> {
    match format!("a@{domain}").parse::<EmailAddress>() {
        Ok(_) => Ok(domain),
        Err(_) => Err(GrantsError::Domain(domain)),
    }
}
