//! Session policies: what STS takes as one, and how much room it takes
//! ([Session policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session)).

use serde_json::{Map, Value};

use super::error::{PolicyText, StsError};
use super::tags::SessionTags;

/// What a web identity takes of the space with nothing at all, in percent (observed: 24 to 26).
pub(super) const WEB_IDENTITY: usize = 25;
/// What a role session takes that has a session policy, besides the policy (observed: 16 percent
/// with a short one; ours how it is shared out).
pub(super) const ASSUME_ROLE: usize = 12;

/// Checks the inline session policy, and returns how many characters all of them take.
pub(super) fn check(policy: Option<&str>, arns: &[String]) -> Result<usize, StsError> {
    if let Some(policy) = policy {
        inline(policy).map_err(StsError::SessionPolicy)?;
    }
    if let Some(arn) = arns.iter().find(|arn| !is_policy_arn(arn)) {
        return Err(StsError::PolicyArn(arn.clone()));
    }
    Ok(policy.into_iter().map(str::len).chain(arns.iter().map(String::len)).sum())
}

/// `arn:PARTITION:iam::ACCOUNT:policy/...`, where AWS's own policies have `aws` for an account.
fn is_policy_arn(text: &str) -> bool {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = fields[..] else { return false };
    let is_account =
        account == "aws" || account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    partition.starts_with("aws") && is_account && resource.starts_with("policy/")
}

fn inline(policy: &str) -> Result<(), PolicyText> {
    let read: Value = serde_json::from_str(policy).map_err(|_| PolicyText::Json)?;
    let members = read.as_object().ok_or(PolicyText::Syntax)?;
    if !members.keys().all(|name| matches!(name.as_str(), "Version" | "Id" | "Statement")) {
        return Err(PolicyText::Syntax);
    }
    match members.get("Statement") {
        Some(Value::Array(statements)) => statements.iter().try_for_each(statement),
        Some(one @ Value::Object(_)) => statement(one),
        _ => Err(PolicyText::Syntax),
    }
}

fn statement(statement: &Value) -> Result<(), PolicyText> {
    let members = statement.as_object().ok_or(PolicyText::Syntax)?;
    let has =
        |plain: &str, negated: &str| members.contains_key(plain) || members.contains_key(negated);
    if has("Principal", "NotPrincipal") {
        Err(PolicyText::Principal)
    } else if !is_effect(members) || !members.keys().all(|name| is_element(name)) {
        Err(PolicyText::Syntax)
    } else if !has("Action", "NotAction") {
        Err(PolicyText::NoAction)
    } else if !has("Resource", "NotResource") {
        Err(PolicyText::NoResource)
    } else {
        Ok(())
    }
}

fn is_effect(members: &Map<String, Value>) -> bool {
    matches!(members.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny"))
}

fn is_element(name: &str) -> bool {
    let elements = ["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"];
    elements.contains(&name)
}

/// How many characters all session policies may take together.
const LONGEST: usize = 2048;

/// Estimates the percentage: a base, and one more for every 30 characters, so that the longest
/// session policy still fits (ours). More plain text than AWS takes never fits (documented).
pub(super) fn packed_size(
    base: usize,
    policy_size: usize,
    tags: &SessionTags,
) -> Result<u32, StsError> {
    let tags: usize = tags.tags.iter().map(|(key, value)| key.len() + value.len()).sum();
    let percent = u32::try_from(base + (policy_size + tags).div_ceil(30)).unwrap_or(u32::MAX);
    if percent > 100 || policy_size > LONGEST {
        Err(StsError::PackedTooLarge(percent.max(101)))
    } else {
        Ok(percent)
    }
}
