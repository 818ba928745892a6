//! The kinds of attack: what each does to a request, and what every door must answer.

pub(super) mod attestation;
pub(super) mod grant;
pub(super) mod invitation;
pub(super) mod number;
pub(super) mod proof;
pub(super) mod request;
pub(super) mod session;
pub(super) mod standing;
pub(super) mod statement;

use attestation::Attestation;
use grant::Grant;
use invitation::Invitation;
use number::Number;
use proof::Proof;
use request::Request;
use session::Session;
use standing::Standing;
use statement::Statement;

use super::attempt::Attempt;
use super::door::Door;
use super::expected::{Afterwards, Expected};
use super::stage::Stage;

/// Every attack there is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Attack {
    Attestation(Attestation),
    Grant(Grant),
    Invitation(Invitation),
    Number(Number),
    Proof(Proof),
    Request(Request),
    Session(Session),
    Standing(Standing),
    Statement(Statement),
}

/// The kinds, in the order of the document, with their names.
pub(super) fn kinds() -> [(&'static str, Vec<Attack>); 9] {
    [
        ("Request", Request::ALL.iter().map(|it| Attack::Request(*it)).collect()),
        ("Number", Number::ALL.iter().map(|it| Attack::Number(*it)).collect()),
        ("Session", Session::ALL.iter().map(|it| Attack::Session(*it)).collect()),
        ("Key and person", Standing::ALL.iter().map(|it| Attack::Standing(*it)).collect()),
        ("DPoP proof", Proof::ALL.iter().map(|it| Attack::Proof(*it)).collect()),
        (
            "Signed by the security key",
            Statement::ALL.iter().map(|it| Attack::Statement(*it)).collect(),
        ),
        ("Invitation", Invitation::ALL.iter().map(|it| Attack::Invitation(*it)).collect()),
        ("Attestation", Attestation::ALL.iter().map(|it| Attack::Attestation(*it)).collect()),
        ("What is wished", Grant::ALL.iter().map(|it| Attack::Grant(*it)).collect()),
    ]
}

impl Attack {
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Attestation(it) => it.text(),
            Self::Grant(it) => it.text(),
            Self::Invitation(it) => it.text(),
            Self::Number(it) => it.text(),
            Self::Proof(it) => it.text(),
            Self::Request(it) => it.text(),
            Self::Session(it) => it.text(),
            Self::Standing(it) => it.text(),
            Self::Statement(it) => it.text(),
        }
    }

    /// Turns a request without fault into the attack.
    pub(super) async fn mount(self, stage: &Stage, attempt: &mut Attempt) -> Afterwards {
        match self {
            Self::Attestation(it) => it.mount(stage, attempt),
            Self::Grant(it) => it.mount(stage, attempt),
            Self::Invitation(it) => it.mount(stage, attempt).await,
            Self::Number(it) => it.mount(stage, attempt).await,
            Self::Proof(it) => it.mount(stage, attempt).await,
            Self::Request(it) => it.mount(attempt),
            Self::Session(it) => it.mount(stage, attempt).await,
            Self::Standing(it) => it.mount(stage).await,
            Self::Statement(it) => it.mount(stage, attempt).await,
        }
    }

    pub(super) fn expected(self, door: Door) -> Expected {
        match self {
            Self::Attestation(it) => it.expected(door),
            Self::Grant(it) => it.expected(door),
            Self::Invitation(it) => it.expected(door),
            Self::Number(it) => it.expected(door),
            Self::Proof(it) => it.expected(door),
            Self::Request(it) => it.expected(door),
            Self::Session(it) => it.expected(door),
            Self::Standing(it) => it.expected(door),
            Self::Statement(it) => it.expected(door),
        }
    }
}
