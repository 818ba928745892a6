//! Invitations that are none, are over, or are another's.

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, grant, malformed};
use super::super::stage::{BOB, SECOND, SERIAL, Stage, invite, key};
use super::statement::answer;
use crate::domain::challenge::Purpose;
use crate::domain::enrolment::{InvitationCode, SoftwareKeys};
use crate::domain::fixtures::TestKey;
use crate::issuer::tests::attested::attestation;

attacks! {
    /// What is wrong with the invitation.
    Invitation {
        Missing = "no invitation",
        Nonsense = "a text that is no invitation code",
        Unknown = "a code that was never given out",
        Spent = "an invitation that was used, with another key",
        Expired = "an invitation that is over",
        Superseded = "an invitation after which another was made",
        Foreign = "somebody else's invitation, with the proof for one's own",
    }
}

impl Invitation {
    pub(in super::super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        match self {
            Self::Missing => {
                attempt.fields.remove("invitation");
            }
            Self::Nonsense => present(attempt, "nonsense"),
            Self::Unknown => {
                let code = InvitationCode::from_random([9; 16]);
                present(attempt, code.to_groups().expose());
                attempt.statement().claims()["code_hash"] = code.hash().into();
            }
            Self::Spent => {
                assert_eq!(attempt.send(&stage.world).await.status, 201);
                let code = attempt.statement().claims()["code_hash"].clone();
                attempt.statement = Some(stage.enrolment(&key(SECOND), None));
                attempt.statement().claims()["code_hash"] = code;
                let certificates = attestation(&TestKey::new(SECOND));
                attempt.fields.insert("attestation".into(), certificates);
                return Afterwards::Over;
            }
            Self::Expired => {
                stage.world.pass(24 * 3600);
                answer(attempt, &stage.challenge(Purpose::Enroll, &key(BOB).id()));
                return Afterwards::Over;
            }
            Self::Superseded => {
                let serial = Some(SERIAL);
                invite(&stage.world, "bob@example.com", serial, SoftwareKeys::Refused).await;
                return Afterwards::Over;
            }
            Self::Foreign if attempt.door == Door::KeysAdd => {
                let code = InvitationCode::from_random([9; 16]);
                attempt.statement().claims()["code_hash"] = code.hash().into();
            }
            Self::Foreign => {
                let carol = "carol@example.com";
                let code = invite(&stage.world, carol, None, SoftwareKeys::Refused).await;
                present(attempt, code.to_groups().expose());
            }
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match (door, self) {
            (Door::Enroll, Self::Missing) => malformed("the JSON is not what this path takes"),
            (Door::Enroll, Self::Nonsense) => grant("an invitation code is 26 letters and digits"),
            (Door::Enroll, Self::Unknown | Self::Superseded) => {
                grant("there is no such invitation")
            }
            (Door::Enroll, Self::Spent) => grant("the invitation was used before"),
            (Door::Enroll, Self::Expired) => grant("the invitation has expired"),
            (Door::Enroll | Door::KeysAdd, Self::Foreign) => {
                grant("the proof was made with another invitation")
            }
            (Door::KeysAdd, _) => {
                Expected::NotApplicable("takes no invitation: the session stands for it")
            }
            (
                Door::Discovery
                | Door::Jwks
                | Door::Health
                | Door::LoginChallenge
                | Door::EnrollChallenge
                | Door::Login
                | Door::Refresh
                | Door::Revoke
                | Door::KeysList
                | Door::KeysRemove
                | Door::Roles,
                _,
            ) => Expected::NotApplicable("takes no invitation: no key comes in here"),
        }
    }
}

fn present(attempt: &mut Attempt, code: &str) {
    attempt.fields.insert("invitation".into(), code.into());
}
