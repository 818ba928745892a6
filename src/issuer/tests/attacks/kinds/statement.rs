//! What a security key signed, for a login or an enrolment: forged, replayed, made for others.

use serde_json::json;

use super::super::attempt::Attempt;
use super::super::door::Door;
use super::super::expected::{Afterwards, Expected, attacks, denied, grant, malformed};
use super::super::stage::{ALICE, BOB, SECOND, Stage, key, public};
use super::super::token::{Seal, Token};
use crate::domain::challenge::{Challenge, ChallengeSecret, Purpose};
use crate::issuer::tests::world::Key;

attacks! {
    /// What is wrong with what was signed.
    Statement {
        Missing = "nothing signed",
        Nonsense = "a text that is no token",
        ReplayedChallenge = "a challenge that was answered",
        ExpiredChallenge = "a challenge that is over",
        AnotherKeysChallenge = "the challenge of another key",
        AnotherServersChallenge = "the challenge of another server",
        OtherPurpose = "a challenge for the other purpose",
        MadeUpChallenge = "a nonce that is no challenge",
        OtherExpiry = "an `exp` that is not the challenge's",
        OtherIssuer = "made for another issuer",
        ForeignSignature = "signed by another key than it carries or names",
        SpeaksForAnother = "signed by another enrolled key, in alice's name",
        NeverEnrolled = "signed by a key that was never enrolled",
        AlgNone = "with `alg: none` and no signature",
        AlgHs256 = "with `alg: HS256`, sealed with the public key",
        WrongType = "of another `typ`",
        ExtraClaim = "with a claim more",
        Critical = "with `crit`",
        SecondKey = "with both `kid` and `jwk`",
    }
}

impl Statement {
    pub(in super::super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        let own = own_key(attempt.door);
        let purpose = purpose(attempt.door);
        match self {
            Self::Missing => attempt.statement = None,
            Self::Nonsense => attempt.statement = Some(Token::Nonsense),
            Self::ReplayedChallenge => {
                let first = attempt.send(&stage.world).await;
                assert_eq!(first.status, attempt.door.success().0, "{first:?}");
                attempt.renew(&stage.world);
                return Afterwards::Over;
            }
            Self::ExpiredChallenge => {
                stage.world.pass(120);
                attempt.renew(&stage.world);
                return Afterwards::Over;
            }
            Self::AnotherKeysChallenge => {
                answer(attempt, &stage.challenge(purpose, &stage.mallorys.id()));
            }
            Self::AnotherServersChallenge => {
                let secret = ChallengeSecret::new([9; 32]);
                answer(attempt, &stage.challenge_of(&secret, purpose, &own.id()));
            }
            Self::OtherPurpose => {
                let other = match purpose {
                    Purpose::Enroll => Purpose::Login,
                    Purpose::Login => Purpose::Enroll,
                };
                answer(attempt, &stage.challenge(other, &own.id()));
            }
            Self::MadeUpChallenge => attempt.statement().claims()["nonce"] = "n".into(),
            Self::OtherExpiry => {
                let later = attempt.statement().claims()["exp"].as_i64().unwrap() + 1;
                attempt.statement().claims()["exp"] = later.into();
            }
            Self::OtherIssuer => {
                attempt.statement().claims()["aud"] = "https://evil.example.com".into();
            }
            Self::ForeignSignature => {
                *attempt.statement().seal() = Seal::Es256(stage.mallorys.0.clone());
            }
            Self::SpeaksForAnother => {
                attempt.statement().header()["kid"] = json!(stage.mallorys.id());
                *attempt.statement().seal() = Seal::Es256(stage.mallorys.0.clone());
            }
            Self::NeverEnrolled => by_a_stranger(stage, attempt),
            Self::AlgNone => attempt.statement().unsign(),
            Self::AlgHs256 => attempt.statement().share_secret(&own.jwk()),
            Self::WrongType => attempt.statement().header()["typ"] = "JWT".into(),
            Self::ExtraClaim => attempt.statement().claims()["admin"] = true.into(),
            Self::Critical => attempt.statement().header()["crit"] = json!(["exp"]),
            Self::SecondKey => {
                attempt.statement().header()["kid"] = json!(own.id());
                attempt.statement().header()["jwk"] = public(&own.jwk());
            }
        }
        Afterwards::Passes
    }

    pub(in super::super) fn expected(self, door: Door) -> Expected {
        let login = match door.statement() {
            Ok(_) => door == Door::Login,
            Err(why) => return Expected::NotApplicable(why),
        };
        match self {
            Self::Missing if login => malformed("`assertion` is missing"),
            Self::Missing => malformed("the JSON is not what this path takes"),
            Self::SpeaksForAnother if login => grant("the assertion speaks for another key"),
            Self::NeverEnrolled if login => denied("this key is not enrolled here"),
            Self::SpeaksForAnother => Expected::NotApplicable(
                "the proof speaks for the key that it carries, and no other",
            ),
            Self::NeverEnrolled => Expected::NotApplicable("the key comes to be enrolled"),
            Self::OtherIssuer if login => grant("the assertion is for another issuer"),
            Self::OtherIssuer => grant("the proof is for another issuer"),
            Self::OtherExpiry if login => grant("the assertion's expiry is not its challenge's"),
            Self::OtherExpiry => grant("the proof's expiry is not its challenge's"),
            Self::ReplayedChallenge => grant("the challenge was answered before"),
            Self::ExpiredChallenge => grant("the challenge has expired"),
            Self::AnotherKeysChallenge | Self::AnotherServersChallenge => {
                grant("the challenge is not one of this issuer for this key")
            }
            Self::OtherPurpose | Self::MadeUpChallenge => {
                grant("the challenge does not have the form of one")
            }
            Self::ForeignSignature => grant("the signature does not hold"),
            Self::Nonsense => grant("the token does not have three parts"),
            Self::AlgNone | Self::AlgHs256 | Self::Critical => {
                grant("the header of the token is not the one expected")
            }
            Self::WrongType => grant("the token is of another type"),
            Self::ExtraClaim => grant("the claims of the token are not the ones expected"),
            Self::SecondKey => grant("the token does not carry its key where this type carries it"),
        }
    }
}

/// Returns the key that signs at the door.
pub(in super::super) fn own_key(door: Door) -> Key {
    key(match door {
        Door::Login => ALICE,
        Door::Enroll => BOB,
        Door::KeysAdd => SECOND,
        other => panic!("no key signs at {other:?}"),
    })
}

fn purpose(door: Door) -> Purpose {
    if door == Door::Login { Purpose::Login } else { Purpose::Enroll }
}

/// Signs this challenge instead.
pub(in super::super) fn answer(attempt: &mut Attempt, challenge: &Challenge) {
    attempt.statement().claims()["nonce"] = challenge.as_str().into();
    attempt.statement().claims()["exp"] = challenge.expires_at().into();
}

/// In its own name, with its own challenge: all that is missing is the enrolment.
fn by_a_stranger(stage: &Stage, attempt: &mut Attempt) {
    let stranger = Key::new();
    answer(attempt, &stage.challenge(Purpose::Login, &stranger.id()));
    let id = json!(stranger.id());
    attempt.statement().header()["kid"] = id.clone();
    attempt.statement().claims()["iss"] = id.clone();
    attempt.statement().claims()["sub"] = id;
    *attempt.statement().seal() = Seal::Es256(stranger.0);
}
