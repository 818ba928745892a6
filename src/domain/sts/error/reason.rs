//! What failed, in more words than AWS uses.

use super::{Forbidden, KeyFault, StsError};
use crate::domain::trust::{Judgement, Outcome, StatementVerdict, Verdict};

impl StsError {
    /// Returns what failed, for a person who debugs: more than AWS tells. One line of ASCII.
    pub fn reason(&self) -> String {
        let reason = match self {
            Self::Parameters(_) => "parameters".into(),
            Self::RequestArn | Self::RoleArn(_) => "role-arn".into(),
            Self::ProviderId => "provider-id".into(),
            Self::PolicyArn(_) | Self::SessionPolicy(_) => "session-policy".into(),
            Self::Duration => "max-session-duration".into(),
            Self::ChainedDuration => "role-chaining".into(),
            Self::NotJwt(why) => format!("jwt: {why}"),
            Self::MissingClaim(claim) | Self::ClaimForm(claim) => format!("claim: {claim}"),
            Self::NullSubject => "claim: sub".into(),
            Self::TimestampForm(claim) => format!("timestamp: {claim}"),
            Self::Expired { .. } => "expired".into(),
            Self::NotYetValid(claim) => format!("not-yet-valid: {claim}"),
            Self::ManyAudiences => "many-audiences".into(),
            Self::UnknownIssuer(issuer) => format!("issuer: {issuer} is not registered"),
            Self::UnknownAudience(audience) => format!("audience: {audience} is not a client id"),
            Self::Unreachable(why) => format!("unreachable: {why}"),
            Self::NoKey(fault) => format!("key: {}", fault.reason()),
            Self::Signature => "signature".into(),
            Self::RolesClaimForm | Self::RolesClaimEmpty | Self::RolesClaimOther => {
                "roles-claim".into()
            }
            Self::TagsForm => "tags: not lists of one text".into(),
            Self::Tag(why) => format!("tags: {why}"),
            Self::NotAuthorized { action, judgement: None } => format!("{action}: no such role"),
            Self::NotAuthorized { action, judgement: Some(judgement) } => {
                format!("{action}: {}", explain(judgement))
            }
            Self::Forbidden { action, why, .. } => format!("{action}: {}", why.reason()),
            Self::RootCaller => "caller: root".into(),
            Self::SessionCaller => "caller: temporary credentials".into(),
            Self::Mfa => "mfa: no such device".into(),
            Self::TagTwice => "tags: a key is given twice".into(),
            Self::TagReserved => "tags: keys that begin with aws: are reserved".into(),
            Self::TransitiveTag => "tags: a transitive key is no tag".into(),
            Self::InheritedTag => "tags: a key is inherited".into(),
            Self::SourceIdentity => "source-identity: the session has another".into(),
            Self::PackedTooLarge(_) => "packed-size".into(),
        };
        reason
            .chars()
            .map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' })
            .collect()
    }
}

impl KeyFault {
    fn reason(&self) -> String {
        match self {
            Self::Document(why) => why.clone(),
            Self::KidAbsent => "no kid and several keys".into(),
            Self::KidUnknown => "unknown kid".into(),
            Self::KeyUnusable(why) => (*why).into(),
        }
    }
}

impl Forbidden {
    fn reason(&self) -> String {
        match self {
            Self::NoRole => "no such role".into(),
            Self::OwnPolicies => "the caller's own policies do not allow it".into(),
            Self::TrustPolicy(judgement) => explain(judgement),
        }
    }
}

/// Tells in a line what each statement came to.
fn explain(judgement: &Judgement) -> String {
    let statements = judgement.statements.iter().map(|statement| {
        let outcome = match statement.outcome {
            Outcome::Applies => "applies".into(),
            Outcome::AppliesUnjudged => format!("applies unjudged ({})", names(statement)),
            Outcome::ConditionsFail => format!("fails {}", names(statement)),
            Outcome::OtherAction => "speaks of another action".into(),
            Outcome::OtherPrincipal => "speaks of another principal".into(),
        };
        format!("{:?} statement {} {outcome}", statement.effect, statement.number)
    });
    let verdict = match judgement.verdict {
        Verdict::Allowed => "allowed",
        Verdict::DeniedByDefault => "nothing allows",
        Verdict::DeniedExplicitly => "denied explicitly",
    };
    format!("{verdict}; {}", statements.collect::<Vec<_>>().join("; "))
}

fn names(statement: &StatementVerdict) -> String {
    let names = statement.failures().map(|failed| format!("{} {}", failed.operator, failed.key));
    names.collect::<Vec<_>>().join(", ")
}
