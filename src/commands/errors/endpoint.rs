//! Errors of the choice of an STS, for people.

use crate::commands::error::{CommandError, Exit};
use crate::domain::endpoint::EndpointError;

impl From<EndpointError> for CommandError {
    fn from(error: EndpointError) -> Self {
        let hint = match &error {
            EndpointError::Insecure { .. }
            | EndpointError::NoServices(_)
            | EndpointError::NotTruth { .. }
            | EndpointError::NotUrl { .. } => "mend that setting, or remove it",
            EndpointError::NotListed { .. } => {
                "remove that setting; list the endpoint only if a token for your roles may go there"
            }
            EndpointError::GlobalVariant => "name another region with --region or AWS_REGION",
            EndpointError::OtherPartition { .. } | EndpointError::UnknownRegion(_) => {
                "name a region of the role's partition with --region or AWS_REGION"
            }
            EndpointError::UnknownPartition(_) => "check the ARN of the role",
        };
        Self::new(Exit::Configuration, error.to_string()).hint(hint)
    }
}
