//! Who signs a call, and GetCallerIdentity.

use std::str::FromStr;

use thiserror::Error;

use super::assumed::{Assumed, assumed_role_arn, assumed_role_id, unique_id};
use super::tags::SessionTags;
use crate::domain::role::RoleArn;
use crate::domain::trust::{AwsCaller, Context};

/// Whoever's credentials a call is signed with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// With what kind of credentials. A role's are always temporary.
    pub held: Held,
    /// What the caller's own policies say of the calls here.
    pub own_policies: OwnPolicies,
}

/// An identity that AWS knows
/// ([IAM identifiers](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Principal {
    /// A session of a role.
    Role(RoleSession),
    /// The account itself.
    Root {
        /// `aws`, `aws-cn`, ...
        partition: String,
        /// Twelve digits.
        account: String,
    },
    /// A user.
    User(User),
}

/// A session of a role, however it was come by.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct RoleSession {
    /// The role.
    pub role: RoleArn,
    /// The session's name.
    pub session_name: String,
    /// Its tags, those that were inherited included.
    pub tags: SessionTags,
    /// Who is behind it.
    pub source_identity: Option<String>,
}

/// An IAM user.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct User {
    arn: String,
    /// The user's tags, which policies see as `aws:PrincipalTag/...`.
    pub tags: Vec<(String, String)>,
}

/// A text that is no user's ARN.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not a user's ARN (arn:aws:iam::123456789012:user/name)")]
pub struct UserArnError(String);

/// What kind of credentials a caller holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Held {
    /// An access key that doesn't end.
    LongLived,
    /// From GetSessionToken or a role.
    Temporary,
}

/// What the policies that are attached to the caller say of AssumeRole on the role asked for
/// ([Cross-account policy evaluation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html)).
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum OwnPolicies {
    /// They allow it.
    #[default]
    Allow,
    /// They deny it.
    Deny,
    /// They don't speak of it.
    Silent,
}

/// The answer to GetCallerIdentity.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CallerIdentity {
    /// Twelve digits.
    pub account: String,
    /// The caller's ARN.
    pub arn: String,
    /// The unique id; for a role's session `AROA...:name`.
    pub user_id: String,
}

/// Answers GetCallerIdentity, which needs no permission and which no policy denies
/// ([API reference](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html)).
pub fn caller_identity(caller: &Caller) -> CallerIdentity {
    let principal = &caller.principal;
    CallerIdentity {
        account: principal.account().into(),
        arn: principal.arn(),
        user_id: principal.user_id(),
    }
}

impl Caller {
    /// A user with an access key.
    pub fn user(user: User) -> Self {
        Self::long_lived(Principal::User(user))
    }

    /// The account's owner with an access key.
    pub fn root(partition: &str, account: &str) -> Self {
        let (partition, account) = (partition.into(), account.into());
        Self::long_lived(Principal::Root { partition, account })
    }

    /// A role's session.
    pub fn role(session: RoleSession) -> Self {
        let (held, own_policies) = (Held::Temporary, OwnPolicies::default());
        Self { principal: Principal::Role(session), held, own_policies }
    }

    fn long_lived(principal: Principal) -> Self {
        Self { principal, held: Held::LongLived, own_policies: OwnPolicies::default() }
    }
}

/// Whoever was let in with a web identity calls as the role's session.
impl From<&Assumed> for Caller {
    fn from(assumed: &Assumed) -> Self {
        let session_name = assumed.assumed_role_id.split_once(':').map_or("", |(_, name)| name);
        Self::role(RoleSession {
            role: assumed.role.clone(),
            session_name: session_name.into(),
            tags: assumed.tags.clone(),
            source_identity: assumed.source_identity.clone(),
        })
    }
}

impl Principal {
    /// Returns the twelve digits of the account.
    pub fn account(&self) -> &str {
        match self {
            Self::Role(session) => session.role.account(),
            Self::Root { account, .. } => account,
            Self::User(user) => user.field(4),
        }
    }

    /// Returns the ARN that AWS shows: of a role, its session's.
    pub fn arn(&self) -> String {
        match self {
            Self::Role(session) => assumed_role_arn(&session.role, &session.session_name),
            Self::Root { partition, account } => format!("arn:{partition}:iam::{account}:root"),
            Self::User(user) => user.arn.clone(),
        }
    }

    /// Returns the unique id, the same at each call.
    pub fn user_id(&self) -> String {
        match self {
            Self::Role(session) => assumed_role_id(&session.role, &session.session_name),
            Self::Root { account, .. } => account.clone(),
            Self::User(user) => unique_id("AIDA", &user.arn),
        }
    }

    /// Returns the partition: `aws`, `aws-cn`, `aws-us-gov`, ...
    pub fn partition(&self) -> &str {
        match self {
            Self::Role(session) => session.role.partition(),
            Self::Root { partition, .. } => partition,
            Self::User(user) => user.field(1),
        }
    }

    /// Returns how trust policies may name the principal: a role's session by its own ARN and by
    /// the role's.
    pub(super) fn for_trust(&self) -> AwsCaller {
        let mut names = vec![self.arn()];
        if let Self::Role(session) = self {
            names.push(session.role.as_str().into());
        }
        AwsCaller::new(self.partition(), self.account(), names)
    }

    /// Sets the keys of the principal
    /// ([Properties of the principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principal-properties)).
    pub(super) fn set(&self, context: &mut Context) {
        let (kind, arn) = match self {
            Self::Role(session) => ("AssumedRole", session.role.as_str().to_owned()),
            Self::Root { .. } => ("Account", self.arn()),
            Self::User(_) => ("User", self.arn()),
        };
        context.set("aws:PrincipalType", kind);
        context.set("aws:PrincipalArn", arn);
        context.set("aws:PrincipalAccount", self.account());
        context.set("aws:PrincipalIsAWSService", "false");
        context.set("aws:userid", self.user_id());
        if let Self::User(user) = self {
            context.set("aws:username", user.name());
        }
        for (key, value) in self.tags() {
            context.set(&format!("aws:PrincipalTag/{key}"), value);
        }
        if let Some(identity) = self.source_identity() {
            context.set("aws:SourceIdentity", identity);
        }
    }

    fn tags(&self) -> &[(String, String)] {
        match self {
            Self::Role(session) => &session.tags.tags,
            Self::Root { .. } => &[],
            Self::User(user) => &user.tags,
        }
    }

    /// Returns who is behind a role's session.
    pub(super) fn source_identity(&self) -> Option<&str> {
        if let Self::Role(session) = self { session.source_identity.as_deref() } else { None }
    }

    /// Returns the tags that a role assumed from here inherits.
    pub(super) fn inherited(&self) -> SessionTags {
        if let Self::Role(session) = self {
            session.tags.inherited()
        } else {
            SessionTags::default()
        }
    }
}

impl User {
    fn field(&self, index: usize) -> &str {
        self.arn.split(':').nth(index).unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.arn.rsplit('/').next().unwrap_or_default()
    }
}

impl FromStr for User {
    type Err = UserArnError;

    /// Reads a user's ARN. The rules are a role's, with `user/` in the place of `role/`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let as_role = text.replacen(":user/", ":role/", 1);
        if text.contains(":user/") && as_role.parse::<RoleArn>().is_ok() {
            Ok(Self { arn: text.into(), tags: Vec::new() })
        } else {
            Err(UserArnError(text.into()))
        }
    }
}
