//! GetCallerIdentity: who holds these credentials?

use axum::http::HeaderMap;
use chrono::{DateTime, Utc};

use super::answer::Refusal;
use super::sessions::{SessionFault, Sessions};
use super::xml;

/// Answers with the session that the request is signed for.
///
/// The signature itself isn't verified yet: the access key must exist, the session token must be
/// its own, and the session must not have ended. Who only knows the key id and the token, and not
/// the secret, is therefore let through.
pub(super) fn answer(
    headers: &HeaderMap,
    sessions: &Sessions,
    now: DateTime<Utc>,
    request_id: &str,
) -> Result<String, Refusal> {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let authorization = header("authorization").ok_or(MISSING)?;
    let access_key_id = access_key_id(authorization).ok_or(INCOMPLETE)?;
    let token = header("x-amz-security-token").unwrap_or_default();
    let assumed = sessions.find(access_key_id, token, now).map_err(|fault| match fault {
        SessionFault::Expired => EXPIRED,
        SessionFault::Unknown => INVALID,
    })?;
    let (arn, id) = (&assumed.assumed_role_arn, &assumed.assumed_role_id);
    Ok(xml::caller_identity(arn, id, assumed.role.account(), request_id))
}

/// Reads `AWS4-HMAC-SHA256 Credential=KEY/20260101/eu-central-1/sts/aws4_request, ...`.
fn access_key_id(authorization: &str) -> Option<&str> {
    let parameters = authorization.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let scope = parameters.split(',').find_map(|part| part.trim().strip_prefix("Credential="))?;
    let parts: Vec<&str> = scope.split('/').collect();
    match parts[..] {
        [key, _date, _region, "sts", "aws4_request"] => Some(key),
        _ => None,
    }
}

/// The texts are AWS's own (observed).
const MISSING: Refusal = Refusal::fixed(
    403,
    "MissingAuthenticationToken",
    "Request is missing Authentication Token",
    "no authorization",
);
const INCOMPLETE: Refusal = Refusal::fixed(
    403,
    "IncompleteSignature",
    "Authorization header requires 'Credential' parameter.",
    "no credential scope for sts",
);
const INVALID: Refusal = Refusal::fixed(
    403,
    "InvalidClientTokenId",
    "The security token included in the request is invalid.",
    "unknown access key or another session token",
);
const EXPIRED: Refusal = Refusal::fixed(
    403,
    "ExpiredToken",
    "The security token included in the request is expired",
    "the session has ended",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scope_must_be_for_sts() {
        let of = |scope: &str| {
            let header =
                format!("AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00");
            access_key_id(&header).map(str::to_owned)
        };
        let key = of("ASIAEXAMPLE/20260101/eu-central-1/sts/aws4_request");
        assert_eq!(key.as_deref(), Some("ASIAEXAMPLE"));
        assert_eq!(of("ASIAEXAMPLE/20260101/eu-central-1/s3/aws4_request"), None);
        assert_eq!(of("ASIAEXAMPLE"), None);
        assert_eq!(access_key_id("Bearer abc"), None);
    }
}
