//! AssumeRole: from one identity of AWS to a role
//! ([API reference](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).

use chrono::{DateTime, Utc};

use super::assumed::{Credentials, RANDOM_BYTES, assumed_role_arn, assumed_role_id};
use super::authorise::{Authorised, SET_SOURCE_IDENTITY, TAG_SESSION};
use super::caller::{Caller, Held, OwnPolicies, Principal, RoleSession};
use super::error::{Forbidden, StsError};
use super::role_request::{AssumeRoleRequest, Parameters};
use super::session_policy::{self, ASSUME_ROLE};
use super::state::{AwsState, Role};
use crate::domain::trust::keys::{SessionRequest, set_request};
use crate::domain::trust::{self, Context, Judgement};

const ASSUME: &str = "sts:AssumeRole";
/// How long a role's session may last that was come by with temporary credentials, in seconds
/// ([Role chaining](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining)).
const CHAINED: u32 = 3600;

/// The answer to AssumeRole.
#[derive(Clone, Debug)]
pub struct AssumedRole {
    /// The credentials.
    pub credentials: Credentials,
    /// The session that they are for.
    pub session: RoleSession,
    /// `arn:aws:sts::123456789012:assumed-role/Name/session`.
    pub assumed_role_arn: String,
    /// `AROA...:session`.
    pub assumed_role_id: String,
    /// Percent of the space for session policies and tags; none where there are neither.
    pub packed_policy_size: Option<u32>,
}

/// Whoever assumed a role calls as the role's session.
impl From<&AssumedRole> for Caller {
    fn from(assumed: &AssumedRole) -> Self {
        Self::role(assumed.session.clone())
    }
}

/// Answers AssumeRole.
///
/// The order of the checks is: parameters, caller, tags, source identity, trust policy and own
/// policies, duration, size. AWS's own order isn't known.
pub fn assume_role(
    request: &AssumeRoleRequest,
    caller: &Caller,
    aws: &AwsState,
    now: DateTime<Utc>,
    random: &[u8; RANDOM_BYTES],
) -> Result<AssumedRole, StsError> {
    let parameters = request.check()?;
    if let Principal::Root { .. } = caller.principal {
        return Err(StsError::RootCaller);
    }
    let session = session(&parameters, caller)?;
    let role = authorise(aws, &parameters, caller, &session, now)?;
    if parameters.duration > CHAINED && caller.held == Held::Temporary {
        return Err(StsError::ChainedDuration);
    }
    if parameters.duration > role.0.max_session_duration() {
        return Err(StsError::Duration);
    }
    let packs = parameters.policy_size > 0 || !session.tags.is_empty();
    let size = || session_policy::packed_size(ASSUME_ROLE, parameters.policy_size, &session.tags);
    Ok(AssumedRole {
        packed_policy_size: packs.then(size).transpose()?,
        credentials: Credentials::mint(&role, parameters.duration, now, random),
        assumed_role_arn: assumed_role_arn(&session.role, &session.session_name),
        assumed_role_id: assumed_role_id(&session.role, &session.session_name),
        session,
    })
}

/// Returns the session to come: with what the calling one hands down
/// ([Chaining roles with session tags](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_role-chaining)).
fn session(parameters: &Parameters<'_>, caller: &Caller) -> Result<RoleSession, StsError> {
    let inherited = caller.principal.inherited();
    if parameters.tags.tags.iter().any(|(key, _)| inherited.has(key)) {
        return Err(StsError::InheritedTag);
    }
    let source_identity = match (caller.principal.source_identity(), parameters.source_identity) {
        (Some(set), Some(asked)) if set != asked => return Err(StsError::SourceIdentity),
        (Some(identity), _) | (None, Some(identity)) => Some(identity.to_owned()),
        (None, None) => None,
    };
    Ok(RoleSession {
        role: parameters.role_arn.clone(),
        session_name: parameters.session_name.into(),
        tags: inherited.with(&parameters.tags),
        source_identity,
    })
}

/// A role that its trust policy and the caller's own policies let this caller have. There is no
/// other way to come by one.
struct AssumableRole<'a>(&'a Role);

impl Authorised for AssumableRole<'_> {}

/// Asks for each action that the request needs. Inherited tags and an inherited source identity
/// need their permission at each role of a chain as well (observed).
fn authorise<'a>(
    aws: &'a AwsState,
    parameters: &Parameters<'_>,
    caller: &Caller,
    session: &RoleSession,
    now: DateTime<Utc>,
) -> Result<AssumableRole<'a>, StsError> {
    let forbidden = |action, why| StsError::Forbidden {
        caller: caller.principal.arn(),
        action,
        resource: parameters.role_arn.as_str().into(),
        why,
    };
    let role =
        aws.role(&parameters.role_arn).ok_or_else(|| forbidden(ASSUME, Forbidden::NoRole))?;
    let context = context(parameters, caller, session, now);
    let needed = [
        Some(ASSUME),
        (!session.tags.is_empty()).then_some(TAG_SESSION),
        session.source_identity.as_ref().map(|_| SET_SOURCE_IDENTITY),
    ];
    for action in needed.into_iter().flatten() {
        allowed(role, action, caller, &context).map_err(|why| forbidden(action, why))?;
    }
    Ok(AssumableRole(role))
}

/// The trust policy must allow it. So must the caller's own policies, unless role and caller are of
/// one account and the trust policy names the caller and not just the account
/// ([Evaluation within one account](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html)).
fn allowed(role: &Role, action: &str, caller: &Caller, context: &Context) -> Result<(), Forbidden> {
    let ask = |caller| role.trust_policy().evaluate(action, &trust::Caller::Aws(caller), context);
    let judgement: Judgement = ask(caller.principal.for_trust());
    if !judgement.is_allowed() {
        return Err(Forbidden::TrustPolicy(Box::new(judgement)));
    }
    let same_account = role.arn().account() == caller.principal.account();
    let named = || ask(caller.principal.for_trust().by_name_only()).is_allowed();
    match caller.own_policies {
        OwnPolicies::Allow => Ok(()),
        OwnPolicies::Silent if same_account && named() => Ok(()),
        OwnPolicies::Deny | OwnPolicies::Silent => Err(Forbidden::OwnPolicies),
    }
}

/// The keys that AssumeRole has
/// ([Condition keys of AWS STS](https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html)).
fn context(
    parameters: &Parameters<'_>,
    caller: &Caller,
    session: &RoleSession,
    now: DateTime<Utc>,
) -> Context {
    let mut context = Context::default();
    caller.principal.set(&mut context);
    if caller.held == Held::Temporary {
        context.set("aws:MultiFactorAuthPresent", "false");
    }
    if let Some(external_id) = parameters.external_id {
        context.set("sts:ExternalId", external_id);
    }
    SessionRequest {
        name: parameters.session_name,
        source_identity: session.source_identity.as_deref(),
        tags: &parameters.tags.tags,
        transitive: &session.tags.transitive,
    }
    .set(&mut context);
    set_request(&mut context, parameters.source_ip, now);
    context
}
