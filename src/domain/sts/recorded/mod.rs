//! Recorded requests: each with the account that it was made to, so that it can be answered anew.
//!
//! ```json
//! {"name": "...", "at": "2026-11-23T12:00:00Z", "action": "AssumeRoleWithWebIdentity",
//!  "role_arn": "...", "role_session_name": "...", "web_identity_token": "...",
//!  "account": {"id": "...", "providers": [{"url": "...", "client_ids": [], "jwks": {}}],
//!              "roles": [{"arn": "...", "trust_policy": {}}]}}
//! ```
//!
//! What isn't known is left alone: records carry what their makers need besides.

mod account;
mod error;
mod members;

use chrono::{DateTime, Utc};

use crate::domain::document::{JsonError, Node, Place, parse_json};
use crate::domain::secret::Secret;

use account::Account;
use members::{Misread, digits, find, list, object, raw, text};

use super::assumed::{Assumed, RANDOM_BYTES};
use super::decide;
use super::request::AssumeRequest;

pub use error::{RecordError, RecordFault, Unanswered};

/// The one action whose requests are recorded.
const ACTION: &str = "AssumeRoleWithWebIdentity";

/// A recorded request and what AWS would answer.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What the record calls itself, else its number, counted from 1.
    pub name: String,
    /// The answer. Its credentials are made without chance and are worth nothing.
    pub outcome: Result<Assumed, Unanswered>,
}

/// Answers the recorded request in a JSON text, or each of a list of them, in their order. A record
/// without a time was made `now`.
///
/// A text that isn't JSON is an error; a record that can't be read is an answer of its own.
pub fn replay(json: &str, now: DateTime<Utc>) -> Result<Vec<Replayed>, JsonError> {
    let tree = parse_json(json)?;
    let numbered = tree.elements().iter().enumerate();
    let replayed = numbered.map(|(index, record)| Replayed {
        name: name(record).unwrap_or_else(|| (index + 1).to_string()),
        outcome: answer(json, record, now),
    });
    Ok(replayed.collect())
}

fn name(record: &Node) -> Option<String> {
    find(record, "name").ok()?.and_then(|name| digits(name, "").ok())
}

fn answer(json: &str, record: &Node, now: DateTime<Utc>) -> Result<Assumed, Unanswered> {
    let read = Recorded::read(json, record, now).map_err(|misread| {
        let Misread { at, fault } = misread;
        Unanswered::Record(RecordError { place: Place::of(json, at), fault })
    })?;
    if read.action != ACTION {
        return Err(Unanswered::Action(read.action));
    }
    let Recorded { request, account, now, .. } = read;
    let documents = account.documents(request.web_identity_token.as_ref());
    Ok(decide(&request, &account.aws, &documents, now, &[0; RANDOM_BYTES])?)
}

/// A record, read.
struct Recorded {
    action: String,
    request: AssumeRequest,
    account: Account,
    now: DateTime<Utc>,
}

impl Recorded {
    fn read(json: &str, record: &Node, now: DateTime<Utc>) -> Result<Self, Misread> {
        object(record, "a recorded request: an object")?;
        let optional = |name: &'static str| find(record, name);
        let written = |name| optional(name)?.map(|node| text(node, "a text")).transpose();
        let owned = |name| Ok(written(name)?.map(str::to_owned));
        let policy = optional("policy")?.map(|node| node.text().unwrap_or_else(|| raw(json, node)));
        let request = AssumeRequest {
            role_arn: owned("role_arn")?,
            role_session_name: owned("role_session_name")?,
            web_identity_token: written("web_identity_token")?.map(Secret::new),
            duration_seconds: optional("duration_seconds")?
                .map(|node| digits(node, "a number of seconds"))
                .transpose()?,
            policy: policy.map(str::to_owned),
            policy_arns: optional("policy_arns")?.map_or(Ok(Vec::new()), policy_arns)?,
            provider_id: owned("provider_id")?,
            source_ip: None,
            tried_tags: Vec::new(),
        };
        let account = Account::read(json, record, request.role_arn.as_deref())?;
        let now = optional("at")?.map_or(Ok(now), time)?;
        let action = owned("action")?.unwrap_or_else(|| ACTION.into());
        Ok(Self { action, request, account, now })
    }
}

/// Reads a list of ARNs, each by itself or as AWS's tools write it (`{"arn": "..."}`).
fn policy_arns(node: &Node) -> Result<Vec<String>, Misread> {
    let arn = |element: &Node| {
        let written = find(element, "arn")?.unwrap_or(element);
        text(written, "the ARN of a policy").map(str::to_owned)
    };
    list(node, "a list of ARNs of policies")?.iter().map(arn).collect()
}

fn time(node: &Node) -> Result<DateTime<Utc>, Misread> {
    let expected = "a time such as `2026-11-23T12:00:00Z`";
    DateTime::parse_from_rfc3339(text(node, expected)?)
        .map(|time| time.to_utc())
        .map_err(|_| Misread::expected(node, expected))
}

#[cfg(test)]
mod tests;
