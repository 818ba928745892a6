//! Why a recorded request gets no credentials.

use thiserror::Error;

use crate::domain::document::Place;
use crate::domain::trust::PolicyFault;

use super::super::error::StsError;
use super::super::state::StateError;

/// Why a recorded request gets no credentials. `Display` is the message.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Unanswered {
    /// AWS has no such action, or it isn't one that is answered here.
    #[error("Could not find operation {0} for version 2011-06-15")]
    Action(String),
    /// The record itself is at fault.
    #[error(transparent)]
    Record(RecordError),
    /// AWS refuses.
    #[error(transparent)]
    Sts(#[from] StsError),
}

/// What is wrong with a record, and where.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("{place}: {fault}")]
pub struct RecordError {
    /// Where.
    pub place: Place,
    /// What.
    pub fault: RecordFault,
}

/// What is wrong with a record.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum RecordFault {
    /// A member is written twice.
    #[error("`{0}` is written twice")]
    Doubled(String),
    /// Something else stands there.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What would be right.
        expected: &'static str,
        /// What stands there.
        found: String,
    },
    /// A member is missing.
    #[error("`{0}` is missing")]
    Missing(&'static str),
    /// IAM would not store the provider or the role.
    #[error(transparent)]
    State(StateError),
    /// IAM would not store the trust policy.
    #[error("{0}")]
    TrustPolicy(PolicyFault),
}

impl Unanswered {
    /// Returns the error code: AWS's, where AWS would have said anything.
    pub fn code(&self) -> &'static str {
        self.wording().0
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        self.wording().1
    }

    /// Returns what failed, for a person who debugs. One line.
    pub fn reason(&self) -> String {
        match self {
            Self::Action(_) => "unknown action or version".into(),
            Self::Record(error) if error.is_iams() => format!("not to be stored: {}", error.fault),
            Self::Record(_) => "the record can't be read".into(),
            Self::Sts(error) => error.reason(),
        }
    }

    /// Tells whether the record can't even be read, so that nobody knows AWS's answer.
    pub fn is_misread(&self) -> bool {
        matches!(self, Self::Record(error) if !error.is_iams())
    }

    fn wording(&self) -> (&'static str, u16) {
        match self {
            Self::Action(_) => ("InvalidAction", 400),
            Self::Record(error) => error.wording(),
            Self::Sts(error) => (error.code(), error.status()),
        }
    }
}

impl RecordError {
    /// Tells whether IAM would have refused to store what is written.
    fn is_iams(&self) -> bool {
        matches!(self.fault, RecordFault::State(_) | RecordFault::TrustPolicy(_))
    }

    /// IAM's own codes, where it is IAM that would refuse
    /// ([CreateOpenIDConnectProvider](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html),
    /// [CreateRole](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)).
    fn wording(&self) -> (&'static str, u16) {
        match &self.fault {
            RecordFault::TrustPolicy(_) | RecordFault::State(StateError::TrustPolicy { .. }) => {
                ("MalformedPolicyDocument", 400)
            }
            RecordFault::State(StateError::TrustPolicyLength(_)) => ("LimitExceeded", 409),
            RecordFault::State(StateError::MaxSessionDuration(_)) => ("ValidationError", 400),
            RecordFault::State(_) => ("InvalidInput", 400),
            RecordFault::Doubled(_) | RecordFault::Expected { .. } | RecordFault::Missing(_) => {
                ("MalformedInput", 400)
            }
        }
    }
}
