//! A chain of roles: the token is exchanged for the first one, and each further role is assumed with
//! the credentials of the one before.

use thiserror::Error;

use super::lasting::{DurationError, LEAST, Reached, lasting};
use super::name::{ExternalId, SourceIdentity};
use super::policy::{PolicyArn, SessionPolicy};
use super::tag::{SessionTag, TagKey};
use crate::domain::role::RoleArn;
use crate::domain::role_session_name::RoleSessionName;

/// How many characters all session policies may have together, the ARNs of managed ones included.
const POLICIES: usize = 2048;
/// How many managed policies may be session policies.
const POLICY_ARNS: usize = 10;
/// How many tags a session may have.
const TAGS: usize = 50;

/// Everything that is asked of the session that is handed out, and of the way to it.
///
/// What is said of a session is said of the last one, the role's own: its name, the external id, the
/// session policies, and the tags that stay with it. What travels on, transitive tags and the source
/// identity, is set where the chain leaves the token's role, and is the same from there to the end.
#[derive(Clone, Copy, Debug)]
pub struct Wishes<'a> {
    /// The role whose credentials are handed out.
    pub role: &'a RoleArn,
    /// The roles on the way to it, that of the token first.
    pub via: &'a [RoleArn],
    /// How the sessions are called of which nothing is said.
    pub usual_name: &'a str,
    /// How the role's session is called.
    pub session_name: Option<&'a RoleSessionName>,
    /// For the role.
    pub external_id: Option<&'a ExternalId>,
    /// For the role, or for all from the first that is assumed.
    pub tags: &'a [SessionTag],
    /// The keys of those that are for all.
    pub transitive_tags: &'a [TagKey],
    /// For all from the first that is assumed.
    pub source_identity: Option<&'a SourceIdentity>,
    /// For the role.
    pub policy: Option<&'a SessionPolicy>,
    /// For the role.
    pub policy_arns: &'a [PolicyArn],
    /// For the role, in seconds.
    pub duration: Option<u32>,
}

/// One step: a role, and what is said with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Hop<'a> {
    /// The role.
    pub role: &'a RoleArn,
    /// The session's name.
    pub session_name: &'a str,
    /// In seconds.
    pub duration: u32,
    /// The external id.
    pub external_id: Option<&'a ExternalId>,
    /// The tags, transitive and others.
    pub tags: Vec<&'a SessionTag>,
    /// The keys of the transitive ones, written as the tags are.
    pub transitive_tags: Vec<&'a TagKey>,
    /// The source identity.
    pub source_identity: Option<&'a SourceIdentity>,
    /// The inline session policy.
    pub policy: Option<&'a SessionPolicy>,
    /// The managed session policies.
    pub policy_arns: &'a [PolicyArn],
}

/// What can't be asked for.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum WishError {
    /// The duration.
    #[error(transparent)]
    Duration(#[from] DurationError),
    /// What only goes with a role that is assumed from another one.
    #[error("{0} goes with a role that is assumed from another one: name that with --via")]
    NoChain(&'static str),
    /// A role of the chain is in another partition.
    #[error("{via} is in another partition than {role}, and no role leads from one to the other")]
    OtherPartition {
        /// The role on the way.
        via: RoleArn,
        /// The role at the end.
        role: RoleArn,
    },
    /// A managed session policy of another account.
    #[error("{0} is neither AWS's own nor of the role's account, {1}, as a session policy must be")]
    PolicyAccount(PolicyArn, String),
    /// A managed session policy of another partition.
    #[error("{0} is not in the role's partition, {1}")]
    PolicyPartition(PolicyArn, String),
    /// The session policies together.
    #[error("the session policies have {0} characters together, ARNs included; AWS takes 2048")]
    PoliciesTooLong(usize),
    /// A tag twice; AWS compares keys without regard to case.
    #[error("the tag {0} is given twice (keys are compared without regard to case)")]
    TagTwice(TagKey),
    /// More than AWS takes.
    #[error("there are {count} {what}, and AWS takes {most} at most")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        count: usize,
        /// How many it may be.
        most: usize,
    },
    /// A tag that shall travel and isn't there.
    #[error("there is no tag {0} that could be transitive")]
    TransitiveTag(TagKey),
}

impl<'a> Wishes<'a> {
    /// Returns the wish for a role of which nothing more is said.
    pub fn of(role: &'a RoleArn, usual_name: &'a str) -> Self {
        Self {
            role,
            via: &[],
            usual_name,
            session_name: None,
            external_id: None,
            tags: &[],
            transitive_tags: &[],
            source_identity: None,
            policy: None,
            policy_arns: &[],
            duration: None,
        }
    }

    /// Returns the role that the token is for.
    pub fn first_role(&self) -> &'a RoleArn {
        self.via.first().unwrap_or(self.role)
    }

    /// Finds what AWS would refuse in any case.
    pub fn check(&self) -> Result<(), WishError> {
        self.check_chain()?;
        self.check_tags()?;
        self.check_policies()
    }

    /// Returns the steps in their order; the first is the one that takes the token. `granted` is the
    /// longest duration that the issuer lets be asked for.
    pub fn hops(&self, granted: Option<u64>) -> Result<Vec<Hop<'a>>, DurationError> {
        let duration = lasting(self.duration, self.reached(), granted)?;
        let roles = self.via.iter().chain([self.role]).enumerate();
        Ok(roles.map(|(index, role)| self.hop(index, role, duration)).collect())
    }

    /// One step may both leave the token's role and arrive at the last.
    fn hop(&self, index: usize, role: &'a RoleArn, duration: u32) -> Hop<'a> {
        let (leaves, arrives) = (index == 1, index == self.via.len());
        let travels = |tag: &SessionTag| self.transitive_tags.contains(&tag.key);
        let goes = |tag: &&SessionTag| if travels(tag) { leaves } else { arrives };
        let tags: Vec<&SessionTag> = self.tags.iter().filter(goes).collect();
        let name = self.session_name.filter(|_| arrives).map(RoleSessionName::as_str);
        Hop {
            role,
            session_name: name.unwrap_or(self.usual_name),
            // What is only passed through needs no more than the least.
            duration: if arrives { duration } else { LEAST },
            external_id: self.external_id.filter(|_| arrives),
            transitive_tags: tags.iter().filter(|tag| travels(tag)).map(|tag| &tag.key).collect(),
            tags,
            source_identity: self.source_identity.filter(|_| leaves),
            policy: self.policy.filter(|_| arrives),
            policy_arns: if arrives { self.policy_arns } else { &[] },
        }
    }

    fn reached(&self) -> Reached {
        if self.via.is_empty() { Reached::Directly } else { Reached::ThroughOthers }
    }

    fn check_chain(&self) -> Result<(), WishError> {
        lasting(self.duration, self.reached(), None)?;
        if self.via.is_empty() {
            for (is_there, what) in [
                (self.external_id.is_some(), "--external-id"),
                (!self.tags.is_empty(), "--tag"),
                (!self.transitive_tags.is_empty(), "--transitive-tag"),
                (self.source_identity.is_some(), "--source-identity"),
            ] {
                if is_there {
                    return Err(WishError::NoChain(what));
                }
            }
        }
        let role = self.role;
        match self.via.iter().find(|via| via.partition() != role.partition()) {
            None => Ok(()),
            Some(via) => Err(WishError::OtherPartition { via: via.clone(), role: role.clone() }),
        }
    }

    fn check_tags(&self) -> Result<(), WishError> {
        at_most("session tags", self.tags.len(), TAGS)?;
        for (index, tag) in self.tags.iter().enumerate() {
            if self.tags[..index].iter().any(|known| known.key == tag.key) {
                return Err(WishError::TagTwice(tag.key.clone()));
            }
        }
        for (index, key) in self.transitive_tags.iter().enumerate() {
            if self.transitive_tags[..index].contains(key) {
                return Err(WishError::TagTwice(key.clone()));
            }
            if !self.tags.iter().any(|tag| tag.key == *key) {
                return Err(WishError::TransitiveTag(key.clone()));
            }
        }
        Ok(())
    }

    fn check_policies(&self) -> Result<(), WishError> {
        at_most("managed session policies", self.policy_arns.len(), POLICY_ARNS)?;
        for arn in self.policy_arns {
            if arn.partition() != self.role.partition() {
                let partition = self.role.partition().into();
                return Err(WishError::PolicyPartition(arn.clone(), partition));
            }
            if arn.account().is_some_and(|account| account != self.role.account()) {
                return Err(WishError::PolicyAccount(arn.clone(), self.role.account().into()));
            }
        }
        let inline = self.policy.map_or(0, |policy| policy.as_str().chars().count());
        let arns: usize = self.policy_arns.iter().map(|arn| arn.as_str().len()).sum();
        if inline + arns > POLICIES {
            Err(WishError::PoliciesTooLong(inline + arns))
        } else {
            Ok(())
        }
    }
}

fn at_most(what: &'static str, count: usize, most: usize) -> Result<(), WishError> {
    if count > most { Err(WishError::TooMany { what, count, most }) } else { Ok(()) }
}
