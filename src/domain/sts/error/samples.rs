//! One of each refusal, for whoever lists them.

use super::{Forbidden, KeyFault, PolicyText, StsError};

const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

impl StsError {
    /// Returns each refusal once, in the order in which a page would list them.
    pub fn samples() -> Vec<Self> {
        samples()
    }

    /// Says in a few words what is wrong.
    pub fn subject(&self) -> &'static str {
        subject(self)
    }
}

fn samples() -> Vec<StsError> {
    use StsError as E;
    let parameter = "Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900";
    vec![
        E::Parameters(vec![parameter.into()]),
        E::RequestArn,
        E::RoleArn("nothing".into()),
        E::Duration,
        E::ChainedDuration,
        E::ProviderId,
        E::SessionPolicy(PolicyText::Json),
        E::SessionPolicy(PolicyText::Syntax),
        E::SessionPolicy(PolicyText::NoAction),
        E::SessionPolicy(PolicyText::NoResource),
        E::SessionPolicy(PolicyText::Principal),
        E::PolicyArn("arn:aws:s3:::bucket/policy".into()),
        E::NotJwt("alg"),
        E::MissingClaim("sub"),
        E::ClaimForm("aud"),
        E::NullSubject,
        E::TimestampForm("exp"),
        E::Expired { now: 1_800_000_300, expires: 1_800_000_000 },
        E::NotYetValid("nbf"),
        E::ManyAudiences,
        E::UnknownIssuer("https://vouch.example.com".into()),
        E::UnknownAudience("other".into()),
        E::Unreachable("no answer in time".into()),
        E::NoKey(KeyFault::KidUnknown),
        E::Signature,
        E::RolesClaimForm,
        E::RolesClaimEmpty,
        E::RolesClaimOther,
        E::TagsForm,
        E::Tag("at most 50 tags"),
        E::NotAuthorized { action: "sts:AssumeRoleWithWebIdentity", judgement: None },
        E::Forbidden {
            caller: "arn:aws:iam::123456789012:user/alice".into(),
            action: "sts:AssumeRole",
            resource: ROLE.into(),
            why: Forbidden::NoRole,
        },
        E::RootCaller,
        E::SessionCaller,
        E::Mfa,
        E::TagTwice,
        E::TagReserved,
        E::TransitiveTag,
        E::InheritedTag,
        E::SourceIdentity,
        E::PackedTooLarge(120),
    ]
}

/// A new variant doesn't compile until it is here; put it in the samples
/// as well.
fn subject(error: &StsError) -> &'static str {
    use StsError as E;
    match error {
        E::Parameters(_) => "parameter",
        E::RequestArn => "role ARN (web identity)",
        E::RoleArn(_) => "role ARN (AssumeRole)",
        E::ProviderId => "`ProviderId` with a JWT",
        E::PolicyArn(_) | E::SessionPolicy(_) => "session policy",
        E::Duration => "longer than the role allows",
        E::ChainedDuration => "role chaining",
        E::NotJwt(_) => "shape, algorithm, `crit`, `kid`",
        E::MissingClaim(_) => "claim missing",
        E::ClaimForm(_) => "claim of another type",
        E::NullSubject => "`sub` is null",
        E::TimestampForm(_) => "fractional time",
        E::Expired { .. } => "over",
        E::NotYetValid(_) => "not yet good",
        E::ManyAudiences => "many audiences, no `azp`",
        E::UnknownIssuer(_) => "issuer not registered",
        E::UnknownAudience(_) => "audience not registered",
        E::Unreachable(_) => "issuer out of reach",
        E::NoKey(_) => "no key for the token",
        E::Signature => "signature",
        E::RolesClaimForm | E::RolesClaimEmpty | E::RolesClaimOther => "roles claim",
        E::TagsForm => "tags not lists of one",
        E::Tag(_) => "tag (token)",
        E::NotAuthorized { .. } => "trust policy (web identity)",
        E::Forbidden { .. } => "trust or own policy (AssumeRole)",
        E::RootCaller => "root assumes a role",
        E::SessionCaller => "a session asks for a session token",
        E::Mfa => "MFA code",
        E::TagTwice => "tag twice",
        E::TagReserved => "reserved tag",
        E::TransitiveTag => "transitive key without tag",
        E::InheritedTag => "tag that is inherited",
        E::SourceIdentity => "another source identity",
        E::PackedTooLarge(_) => "packed size",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_has_a_text_a_reason_and_a_status() {
        let samples = StsError::samples();
        for error in &samples {
            assert!(!error.to_string().is_empty() && !error.reason().is_empty(), "{error:?}");
            assert!(matches!(error.status(), 400 | 403 | 500), "{error:?}");
        }
        let kinds: std::collections::HashSet<_> =
            samples.iter().map(std::mem::discriminant).collect();
        assert_eq!(kinds.len(), 37, "one sample of each variant");
    }
}
