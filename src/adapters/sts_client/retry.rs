//! What STS is asked again for, beyond what AWS's library knows to be passing.

use aws_sdk_sts::config::retry::{ClassifyRetry, RetryAction};
use aws_sdk_sts::error::ProvideErrorMetadata;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;

use super::error::is_missing_key;

/// "Couldn't retrieve verification key": the library takes it for final, and it is often over the
/// next moment. So is a 429 that comes from something before STS, without a code of AWS's.
///
/// It is asked again by the library itself, so that all causes together make three attempts.
#[derive(Debug)]
pub(super) struct Passing;

impl ClassifyRetry for Passing {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        if context.response().is_some_and(|answer| answer.status().as_u16() == 429) {
            return RetryAction::throttling_error();
        }
        let Some(Err(error)) = context.output_or_error() else {
            return RetryAction::NoActionIndicated;
        };
        let refusal = error
            .as_operation_error()
            .and_then(|error| error.downcast_ref::<AssumeRoleWithWebIdentityError>());
        match refusal {
            Some(refusal) if is_missing_key(refusal.code(), refusal.message()) => {
                RetryAction::server_error()
            }
            _ => RetryAction::NoActionIndicated,
        }
    }

    fn name(&self) -> &'static str {
        "Passing"
    }
}
