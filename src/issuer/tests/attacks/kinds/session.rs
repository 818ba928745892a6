//! Sessions that are none, are over, or are another's.

use super::super::attempt::Attempt;
use super::super::door::{Door, SessionPlace};
use super::super::expected::{Afterwards, Expected, attacks, grant, malformed, refused};
use super::super::stage::{Stage, private, public};
use super::super::token::Seal;
use crate::domain::live_session::SessionToken;
use crate::domain::secret::Secret;

attacks! {
    /// What is wrong with the session.
    Session {
        Missing = "no session",
        Nonsense = "a text that is no session",
        Unknown = "a session that never was",
        IdToken = "an ID token instead of the session",
        Expired = "a session that has ended",
        Revoked = "a session that was revoked",
        Bearer = "the session as a bearer token",
        AnotherSessionKey = "another session's DPoP key",
    }
}

/// The status of a request that presents its session as authorization.
const fn unauthorised(why: &'static str) -> Expected {
    refused(401, "invalid_token", why)
}

impl Session {
    pub(in super::super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        match self {
            Self::Missing => attempt.session = None,
            Self::Nonsense => attempt.present(Secret::new("nonsense")),
            Self::Unknown => attempt.present(SessionToken::from_random([9; 32]).secret().clone()),
            Self::IdToken => {
                let git = [("audience", super::super::super::world::GIT)];
                let answer = stage.world.token(&stage.alice, &git).await;
                attempt.present(Secret::new(answer.body["id_token"].as_str().unwrap()));
            }
            Self::Expired => {
                stage.world.pass(8 * 3600);
                attempt.renew(&stage.world);
                return Afterwards::Over;
            }
            Self::Revoked => {
                let alice = "alice@example.com".parse().unwrap();
                let mut transaction = stage.database().begin().await.unwrap();
                transaction.revoke_sessions_of(&alice, stage.world.now()).await.unwrap();
                transaction.commit().await.unwrap();
                return Afterwards::Over;
            }
            Self::Bearer => attempt.scheme = "Bearer",
            Self::AnotherSessionKey => {
                attempt.proof().header()["jwk"] = public(&stage.mallory.key.jwk());
                *attempt.proof().seal() = Seal::Es256(private(&stage.mallory.key));
            }
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match (door.session(), self) {
            (SessionPlace::None(_), Self::AnotherSessionKey) if door == Door::Login => {
                grant("the assertion was made for another session key")
            }
            (SessionPlace::None(why), _) => Expected::NotApplicable(why),
            (SessionPlace::Header, _) => unauthorised(self.why()),
            (_, Self::Bearer) => Expected::NotApplicable("takes the session in the form"),
            (SessionPlace::RefreshToken, Self::Missing) => malformed("`refresh_token` is missing"),
            (SessionPlace::Token, Self::Missing) => {
                malformed("the form is not what this path takes")
            }
            (SessionPlace::Token, Self::AnotherSessionKey) | (SessionPlace::RefreshToken, _) => {
                grant(self.why())
            }
            (SessionPlace::Token, _) => Expected::Harmless {
                status: 200,
                because: "RFC 7009, section 2.2: revoking what is no session is no error",
            },
        }
    }

    fn why(self) -> &'static str {
        match self {
            Self::Missing | Self::Bearer => "the request presents no session",
            Self::Nonsense | Self::IdToken => "the session token does not have the form of one",
            Self::Unknown => "there is no such session",
            Self::Expired => "the session has ended",
            Self::Revoked => "the session was revoked",
            Self::AnotherSessionKey => "the session belongs to another session key",
        }
    }
}
