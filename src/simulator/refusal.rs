//! A refusal in AWS's words, and why.

use std::borrow::Cow;

use crate::domain::iam::IamError;
use crate::domain::sts::StsError;

/// What is answered instead of what was asked for.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    /// AWS's code.
    pub(super) code: Cow<'static, str>,
    /// AWS's words.
    pub(super) message: Cow<'static, str>,
    /// What failed, in more words than AWS uses. One line of ASCII.
    pub(super) reason: Cow<'static, str>,
}

impl Refusal {
    /// A refusal whose words never change.
    pub(super) const fn fixed(
        status: u16,
        code: &'static str,
        message: &'static str,
        reason: &'static str,
    ) -> Self {
        Self {
            status,
            code: Cow::Borrowed(code),
            message: Cow::Borrowed(message),
            reason: Cow::Borrowed(reason),
        }
    }

    /// AWS has no such action, or not in this version (observed).
    pub(super) fn no_operation(action: &str, version: Option<&str>) -> Self {
        let version = version.unwrap_or("NO_VERSION_SPECIFIED");
        let message = format!("Could not find operation {action} for version {version}");
        Self { message: message.into(), ..NO_OPERATION }
    }
}

impl From<StsError> for Refusal {
    fn from(error: StsError) -> Self {
        Self {
            status: error.status(),
            code: error.code().into(),
            message: error.to_string().into(),
            reason: error.reason().into(),
        }
    }
}

impl From<IamError> for Refusal {
    fn from(error: IamError) -> Self {
        Self {
            status: error.status(),
            code: error.code().into(),
            message: error.to_string().into(),
            reason: error.reason().into(),
        }
    }
}

/// Ours: AWS's own words for a field that comes twice aren't known.
pub(super) const TWICE: Refusal =
    Refusal::fixed(400, "MalformedInput", "A parameter is given twice", "a parameter comes twice");
/// The message is completed where it is used.
const NO_OPERATION: Refusal = Refusal::fixed(400, "InvalidAction", "", "unknown action or version");
/// Documented.
pub(super) const NO_ACTION: Refusal = Refusal::fixed(
    400,
    "MissingAction",
    "The request is missing an action or a required parameter.",
    "no action",
);
