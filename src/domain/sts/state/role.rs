//! Roles.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::StateError;
use crate::domain::role::RoleArn;
use crate::domain::sts::assumed::unique_id;
use crate::domain::trust::TrustPolicy;

/// How many characters a trust policy has at most where AWS has raised the quota as far as it does
/// ([IAM quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)).
const RAISED: usize = 4096;

/// A role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Role {
    arn: RoleArn,
    trust_policy: TrustPolicy,
    document: String,
    pub(in crate::domain) max_session_duration: u32,
    pub(in crate::domain) description: Option<String>,
    pub(in crate::domain) tags: Vec<(String, String)>,
    pub(in crate::domain) attached: Vec<String>,
    pub(in crate::domain) inline: BTreeMap<String, String>,
    pub(in crate::domain) created: DateTime<Utc>,
}

impl Role {
    /// Makes a role from the JSON of its trust policy and its longest duration in seconds.
    pub fn new(arn: RoleArn, trust_policy: &str, max: u32) -> Result<Self, StateError> {
        if is_longer(trust_policy, RAISED) {
            return Err(StateError::TrustPolicyLength(arn));
        }
        if !(3600..=43_200).contains(&max) {
            return Err(StateError::MaxSessionDuration(arn));
        }
        match trust_policy.parse() {
            Ok(policy) => Ok(Self {
                max_session_duration: max,
                ..Self::trusting(arn, policy, trust_policy.into())
            }),
            Err(error) => Err(StateError::TrustPolicy { role: arn, error }),
        }
    }

    /// A role for an hour, with nothing but its trust policy and the text that it was read from.
    pub(in crate::domain) fn trusting(
        arn: RoleArn,
        trust_policy: TrustPolicy,
        document: String,
    ) -> Self {
        Self {
            arn,
            trust_policy,
            document,
            max_session_duration: 3600,
            description: None,
            tags: Vec::new(),
            attached: Vec::new(),
            inline: BTreeMap::new(),
            created: DateTime::UNIX_EPOCH,
        }
    }

    /// Gives the role another trust policy, with the text that it was read from.
    #[cfg(feature = "server")]
    pub(in crate::domain) fn trust(&mut self, policy: TrustPolicy, document: String) {
        self.trust_policy = policy;
        self.document = document;
    }

    /// Returns the role's ARN.
    pub fn arn(&self) -> &RoleArn {
        &self.arn
    }

    /// Returns the unique id, `AROA` and 17 characters, the same at each call.
    pub fn id(&self) -> String {
        unique_id("AROA", self.arn.as_str())
    }

    /// Returns who may assume the role.
    pub fn trust_policy(&self) -> &TrustPolicy {
        &self.trust_policy
    }

    /// Returns the trust policy as it was written.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// Returns the longest duration of a session, in seconds.
    pub fn max_session_duration(&self) -> u32 {
        self.max_session_duration
    }

    /// Returns what its maker says of it.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns keys and values, in the order in which they were given.
    pub fn tags(&self) -> &[(String, String)] {
        &self.tags
    }

    /// Returns the ARNs of the managed policies. Nothing evaluates them.
    pub fn attached(&self) -> &[String] {
        &self.attached
    }

    /// Returns the role's own policies by name. Nothing evaluates them.
    pub fn inline(&self) -> &BTreeMap<String, String> {
        &self.inline
    }

    /// Returns when it was made: 1970 where that isn't known.
    pub fn created(&self) -> DateTime<Utc> {
        self.created
    }
}

/// Tells whether a trust policy is longer than AWS takes. White space isn't counted.
pub(in crate::domain) fn is_longer(trust_policy: &str, most: usize) -> bool {
    trust_policy.chars().filter(|character| !character.is_whitespace()).count() > most
}
