//! More requests than are taken.

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, refused};
use super::super::stage::{ADDRESS, PER_ADDRESS, Stage};

attacks! {
    /// Whose requests are too many.
    Number {
        OneAddress = "more requests of one address than are taken in a minute",
        DisguisedAddress = "the same, with another address made up in front of it",
        OnePerson = "more requests of one person than are taken in a minute",
    }
}

const PUBLIC: Expected =
    Expected::Harmless { status: 200, because: "never refused: AWS and everybody read it" };

impl Number {
    pub(in super::super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        match self {
            Self::OneAddress => use_up(stage, attempt, ADDRESS.into()).await,
            Self::DisguisedAddress => {
                use_up(stage, attempt, format!("192.0.2.99, {ADDRESS}")).await
            }
            Self::OnePerson => use_up_alices(stage),
        }
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        match (self, door) {
            (Self::OneAddress | Self::DisguisedAddress, Door::Discovery) => PUBLIC,
            (Self::OneAddress | Self::DisguisedAddress, Door::Health | Door::Jwks) => PUBLIC,
            (Self::OneAddress | Self::DisguisedAddress, _) => {
                Expected::Unjudged { status: 429, code: "temporarily_unavailable" }
            }
            (Self::OnePerson, Door::Discovery | Door::Health | Door::Jwks) => {
                Expected::NotApplicable("knows nobody: what it tells is public")
            }
            (Self::OnePerson, Door::LoginChallenge | Door::EnrollChallenge | Door::Enroll) => {
                Expected::NotApplicable("nobody has shown yet who they are: others could use it up")
            }
            (Self::OnePerson, Door::Revoke) => {
                Expected::NotApplicable("isn't counted: a session can always be ended")
            }
            (
                Self::OnePerson,
                Door::Login
                | Door::Refresh
                | Door::KeysList
                | Door::KeysAdd
                | Door::KeysRemove
                | Door::Roles,
            ) => refused(
                429,
                "temporarily_unavailable",
                "there were too many requests; the next one is taken in 1 s",
            ),
        }
    }
}

/// Asks for as much as one address may; the attempt comes from there, the request without fault
/// from elsewhere.
async fn use_up(stage: &Stage, attempt: &mut Attempt, forwarded: String) -> Afterwards {
    attempt.forwarded = Some(ADDRESS.into());
    for _ in 0..PER_ADDRESS {
        attempt.send_from_there(&stage.world).await;
    }
    attempt.forwarded = Some(forwarded);
    Afterwards::Passes
}

/// Leaves nothing to alice, who has not been refused since she was last let in.
fn use_up_alices(stage: &Stage) -> Afterwards {
    let alice = "alice@example.com".parse().unwrap();
    let left = &stage.world.running.issuer().state.left;
    while left.person(&alice, stage.world.now()).is_ok() {}
    stage.world.pass(1);
    let a_second = stage.world.config.limits.per_person.get() / 60;
    for _ in 0..a_second {
        left.person(&alice, stage.world.now()).unwrap();
    }
    Afterwards::Over
}
