//! Keys that were removed, people who were disabled.

use super::super::door::{Door, SessionPlace};
use super::super::expected::{Afterwards, Expected, attacks, denied, grant, refused};
use super::super::stage::{ALICE, Stage, key};

attacks! {
    /// Who doesn't count any longer.
    Standing {
        KeyRemoved = "the key was removed",
        PersonDisabled = "the person was disabled",
    }
}

impl Standing {
    pub(in super::super) async fn mount(self, stage: &Stage) -> Afterwards {
        let (alice, bob) =
            ("alice@example.com".parse().unwrap(), "bob@example.com".parse().unwrap());
        let mut transaction = stage.database().begin().await.unwrap();
        match self {
            Self::KeyRemoved => {
                assert!(transaction.remove_key(&alice, &key(ALICE).id()).await.unwrap());
            }
            Self::PersonDisabled => {
                assert!(transaction.disable(&alice, stage.world.now()).await.unwrap());
                transaction.disable(&bob, stage.world.now()).await.unwrap();
            }
        }
        transaction.commit().await.unwrap();
        Afterwards::Over
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match (door, self) {
            (Door::Discovery | Door::Jwks | Door::Health, _) => {
                Expected::NotApplicable("knows nobody: what it tells is public")
            }
            (Door::EnrollChallenge, _) => {
                Expected::NotApplicable("knows nobody: the key isn't enrolled yet")
            }
            (Door::LoginChallenge | Door::Login, Self::KeyRemoved) => {
                denied("this key is not enrolled here")
            }
            (Door::LoginChallenge | Door::Login, Self::PersonDisabled) => {
                denied("the person is disabled")
            }
            (Door::Enroll, Self::KeyRemoved) => {
                Expected::NotApplicable("a key that was removed may come again, by invitation")
            }
            // Disabling deletes the invitations.
            (Door::Enroll, Self::PersonDisabled) => grant("there is no such invitation"),
            (
                Door::Refresh
                | Door::Revoke
                | Door::KeysList
                | Door::KeysAdd
                | Door::KeysRemove
                | Door::Roles,
                _,
            ) => Self::without_session(door),
        }
    }

    /// Both end every session.
    fn without_session(door: Door) -> Expected {
        let why = "there is no such session";
        match door.session() {
            SessionPlace::Header => refused(401, "invalid_token", why),
            SessionPlace::RefreshToken => grant(why),
            SessionPlace::Token => Expected::Harmless {
                status: 200,
                because: "RFC 7009, section 2.2: the session has ended already",
            },
            SessionPlace::None(why) => Expected::NotApplicable(why),
        }
    }
}
