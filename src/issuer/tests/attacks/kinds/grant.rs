//! Wishes that nobody granted: audiences, roles, other people's keys, touches that are too old.

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, denied, malformed, refused};
use super::super::stage::{SECOND, Stage, key};
use super::attestation::as_mallory;
use super::statement::answer;
use crate::domain::challenge::Purpose;
use crate::domain::wire::path;
use crate::issuer::tests::world::GIT;

attacks! {
    /// What is wished and not granted.
    Grant {
        UnknownGrantType = "a grant type that is none of ours",
        NoAudience = "no audience",
        AudienceNotListed = "an audience that is not on the list",
        NoRole = "an AWS audience without a role",
        NonsenseRole = "a text that is no role ARN",
        RoleNotGranted = "a role that is not granted",
        SomebodyElsesRole = "a role that is granted to somebody else",
        RoleElsewhere = "a role for an audience that is not AWS",
        PresenceTooOld = "a touch that is too old",
        NonsenseKey = "a text that is no key id",
        UnknownKey = "a key that was never enrolled",
        SomebodyElsesKey = "somebody else's key",
    }
}

const NEVER: &str = "gives neither tokens nor keys";

impl Grant {
    pub(in super::super) fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        let mut set = |name: &str, value: &str| {
            attempt.fields.insert(name.into(), value.into());
        };
        match self {
            Self::UnknownGrantType => set("grant_type", "password"),
            Self::NoAudience => {
                attempt.fields.remove("audience");
            }
            Self::AudienceNotListed => set("audience", "https://evil.example.com"),
            Self::NoRole => {
                attempt.fields.remove("role_arn");
            }
            Self::NonsenseRole => set("role_arn", "Developer"),
            Self::RoleNotGranted => set("role_arn", "arn:aws:iam::123456789012:role/Other"),
            Self::SomebodyElsesRole => as_mallory(stage, attempt),
            Self::RoleElsewhere => set("audience", GIT),
            Self::PresenceTooOld => {
                stage.world.pass(901);
                attempt.renew(&stage.world);
                if attempt.door == Door::KeysAdd {
                    answer(attempt, &stage.challenge(Purpose::Enroll, &key(SECOND).id()));
                }
                return Afterwards::Over;
            }
            Self::NonsenseKey => aim(attempt, "nonsense", stage),
            Self::UnknownKey => aim(attempt, key(44).id().as_str(), stage),
            Self::SomebodyElsesKey => aim(attempt, stage.mallorys.id().as_str(), stage),
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match door {
            Door::Refresh => self.for_a_token(),
            Door::LoginChallenge | Door::EnrollChallenge | Door::KeysRemove => self.for_a_key(door),
            Door::Login if self == Self::UnknownGrantType => self.for_a_token(),
            Door::Login => Expected::NotApplicable("gives a token for the issuer itself alone"),
            Door::KeysAdd if self == Self::PresenceTooOld => refused(
                400,
                "insufficient_user_authentication",
                "adding a key takes a login that is under 5 minutes old",
            ),
            Door::Enroll | Door::KeysAdd => {
                Expected::NotApplicable("takes the key that the proof carries, for nothing else")
            }
            Door::Discovery
            | Door::Jwks
            | Door::Health
            | Door::Revoke
            | Door::KeysList
            | Door::Roles => Expected::NotApplicable(NEVER),
        }
    }

    fn for_a_token(self) -> Expected {
        match self {
            Self::UnknownGrantType => refused(
                400,
                "unsupported_grant_type",
                "the grant type is neither jwt-bearer nor refresh_token",
            ),
            Self::NoAudience => malformed("`audience` is missing"),
            Self::AudienceNotListed => {
                refused(400, "invalid_target", "this issuer gives no tokens for that audience")
            }
            Self::NoRole => malformed("a token for AWS is for one role, and none was named"),
            Self::NonsenseRole => malformed("`role_arn` is no role ARN"),
            Self::RoleNotGranted => {
                denied("arn:aws:iam::123456789012:role/Other is not granted to you")
            }
            Self::SomebodyElsesRole => {
                denied("arn:aws:iam::123456789012:role/Operator is not granted to you")
            }
            Self::RoleElsewhere => malformed("`role_arn` is for an AWS audience only"),
            Self::PresenceTooOld => refused(
                400,
                "insufficient_user_authentication",
                "the last touch was 901 s ago; arn:aws:iam::123456789012:role/Operator takes one of at most 900 s",
            ),
            Self::NonsenseKey | Self::UnknownKey | Self::SomebodyElsesKey => {
                Expected::NotApplicable("names no key: the session's own counts")
            }
        }
    }

    fn for_a_key(self, door: Door) -> Expected {
        let nobodys = refused(404, "invalid_request", "you have no such key");
        match (door, self) {
            (Door::KeysRemove, Self::NonsenseKey | Self::UnknownKey | Self::SomebodyElsesKey) => {
                nobodys
            }
            (_, Self::NonsenseKey) => malformed("the JSON is not what this path takes"),
            (Door::LoginChallenge, Self::UnknownKey) => denied("this key is not enrolled here"),
            (Door::LoginChallenge, Self::SomebodyElsesKey) => Expected::Harmless {
                status: 200,
                because: "a challenge is worth nothing without the key that it is for",
            },
            (_, Self::UnknownKey | Self::SomebodyElsesKey) => {
                Expected::NotApplicable("the key isn't enrolled yet")
            }
            (
                _,
                Self::UnknownGrantType
                | Self::NoAudience
                | Self::AudienceNotListed
                | Self::NoRole
                | Self::NonsenseRole
                | Self::RoleNotGranted
                | Self::SomebodyElsesRole
                | Self::RoleElsewhere
                | Self::PresenceTooOld,
            ) => Expected::NotApplicable("gives no token"),
        }
    }
}

/// Names another key.
fn aim(attempt: &mut Attempt, name: &str, stage: &Stage) {
    if attempt.door == Door::KeysRemove {
        attempt.path = format!("{}/{name}", path::KEYS);
        let url = stage.world.config.issuer.join(&attempt.path);
        attempt.proof().claims()["htu"] = url.into();
    } else {
        attempt.fields.insert("key_id".into(), name.into());
    }
}
