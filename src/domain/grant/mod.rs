//! Grants: who may have which role, how fresh the touch must be, and what their tokens say.
//!
//! [`decide`] is the only way to a [`Granted`], and a token for AWS is written from nothing else.

mod rules;
#[cfg(test)]
mod tests;

pub use rules::{Grant, Grants, GrantsError, Limits, TagRule, Who};
#[cfg(feature = "server")]
pub(in crate::domain) use rules::{Written, WrittenGrant, checked_domains};

use chrono::TimeDelta;
use thiserror::Error;

use super::live_session::LiveSession;
use super::role::RoleArn;
use super::wire::GrantedRole;

/// Proof that the person of this session may have this role now.
///
/// There is no public constructor. It holds on to the session, so that a grant of one person can't
/// meet the session of another.
#[derive(Clone, Copy, Debug)]
pub struct Granted<'a> {
    session: &'a LiveSession,
    role: &'a RoleArn,
    limits: Limits,
}

impl<'a> Granted<'a> {
    /// Returns the session it was decided for.
    pub fn session(&self) -> &'a LiveSession {
        self.session
    }

    /// Returns the role.
    pub fn role(&self) -> &'a RoleArn {
        self.role
    }

    /// Returns the limits and what the token is to say.
    pub fn limits(&self) -> Limits {
        self.limits
    }
}

/// Why a role isn't given.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Refusal {
    /// No grant names this person and this role.
    #[error("{role} is not granted to you")]
    NotGranted {
        /// The role that was asked for.
        role: RoleArn,
    },
    /// The touch is too old for this role.
    #[error("the last touch was {age} s ago; {role} takes one of at most {max_auth_age} s")]
    PresenceTooOld {
        /// The role that was asked for.
        role: RoleArn,
        /// In seconds.
        age: i64,
        /// In seconds.
        max_auth_age: u64,
    },
}

impl Refusal {
    /// Returns the error code for the wire.
    pub fn code(&self) -> &'static str {
        match self {
            // RFC 6749, section 4.1.2.1: the resource owner or the server denied the request.
            Self::NotGranted { .. } => "access_denied",
            // RFC 9470, section 3: a more recent authentication is needed.
            Self::PresenceTooOld { .. } => "insufficient_user_authentication",
        }
    }
}

/// Returns the grant, if the first one in the order written that names this person and this role
/// finds the touch fresh enough. Where no grant does, nothing is given, unless the configuration
/// says `any_role = true`.
pub fn decide<'a>(
    grants: &Grants,
    session: &'a LiveSession,
    role: &'a RoleArn,
) -> Result<Granted<'a>, Refusal> {
    let limits = grants
        .limits_for(session.person(), role)
        .ok_or_else(|| Refusal::NotGranted { role: role.clone() })?;
    match limits.max_auth_age {
        Some(max_auth_age) if session.age() > seconds(max_auth_age) => {
            let age = session.age().num_seconds();
            Err(Refusal::PresenceTooOld { role: role.clone(), age, max_auth_age })
        }
        _ => Ok(Granted { session, role, limits }),
    }
}

/// Returns the roles that the person of this session may have, sorted by ARN.
pub fn roles_for(grants: &Grants, session: &LiveSession) -> Vec<GrantedRole> {
    let roles = grants.roles_of(session.person());
    roles
        .into_iter()
        .map(|(role, limits)| GrantedRole {
            account_id: role.account().into(),
            max_duration: limits.max_duration,
            max_auth_age: limits.max_auth_age,
            role_arn: role.clone(),
        })
        .collect()
}

fn seconds(count: u64) -> TimeDelta {
    i64::try_from(count).ok().and_then(TimeDelta::try_seconds).unwrap_or(TimeDelta::MAX)
}
