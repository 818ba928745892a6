//! Session policies: what STS takes as one
//! ([Session policies](https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session)).

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::de::IgnoredAny;
use thiserror::Error;

use crate::domain::sts::faults::POLICY;

/// An inline session policy: a JSON object without the white space that only people read. What it
/// says is left to AWS.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SessionPolicy(String);

/// The ARN of a managed policy: `arn:PARTITION:iam::ACCOUNT:policy/NAME`, where AWS's own have `aws`
/// for an account. 20 to 2048 characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PolicyArn(String);

/// A text that is no session policy.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PolicyFault {
    /// A character that STS doesn't take.
    #[error("line {line} has {character:?} in it, and AWS takes no character beyond U+00FF there")]
    Character {
        /// The character.
        character: char,
        /// From 1.
        line: usize,
    },
    /// It isn't a JSON object.
    #[error("it is no JSON object: {0}")]
    NotObject(String),
}

/// A text that is no ARN of a managed policy.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("`{0}` is not the ARN of a managed policy (arn:aws:iam::123456789012:policy/Name)")]
pub struct PolicyArnError(String);

impl SessionPolicy {
    /// Returns what goes to STS.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SessionPolicy {
    type Err = PolicyFault;

    /// Reads the text of a policy. Nothing but white space between the words of the JSON changes.
    fn from_str(text: &str) -> Result<Self, PolicyFault> {
        serde_json::from_str::<BTreeMap<String, IgnoredAny>>(text)
            .map_err(|error| PolicyFault::NotObject(error.to_string()))?;
        for (line, words) in (1..).zip(text.lines()) {
            if let Some(character) = words.chars().find(|character| !(POLICY.fits)(*character)) {
                return Err(PolicyFault::Character { character, line });
            }
        }
        Ok(Self(without_space(text)))
    }
}

/// Leaves out the white space of a JSON text that is not within a string.
fn without_space(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let keep = |character: &char| {
        let is_space = matches!(character, ' ' | '\t' | '\n' | '\r');
        match (in_string, *character) {
            _ if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => in_string = !in_string,
            _ => {}
        }
        in_string || !is_space
    };
    json.chars().filter(keep).collect()
}

impl PolicyArn {
    /// Returns the ARN as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the partition: `aws`, `aws-cn`, ...
    pub fn partition(&self) -> &str {
        self.field(1)
    }

    /// Returns the account, twelve digits; `None` where the policy is AWS's own.
    pub fn account(&self) -> Option<&str> {
        Some(self.field(4)).filter(|account| *account != "aws")
    }

    fn field(&self, index: usize) -> &str {
        self.0.split(':').nth(index).unwrap_or_default()
    }
}

impl FromStr for PolicyArn {
    type Err = PolicyArnError;

    fn from_str(text: &str) -> Result<Self, PolicyArnError> {
        if is_policy_arn(text) { Ok(Self(text.into())) } else { Err(PolicyArnError(text.into())) }
    }
}

fn is_policy_arn(text: &str) -> bool {
    let fields: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = fields[..] else { return false };
    let is_account =
        account == "aws" || account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@-_/".contains(&byte);
    (20..=2048).contains(&text.len())
        && partition.starts_with("aws")
        && is_account
        && resource.strip_prefix("policy/").is_some_and(|name| !name.is_empty())
        && resource.bytes().all(is_name)
}

impl fmt::Display for PolicyArn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_space_between_words_goes() {
        let text =
            "{\r\n\t\"Version\" : \"2012-10-17\",\n  \"Sid\": \"a \\\" b\\\\\" , \"é\": [ ] }\n";
        let policy: SessionPolicy = text.parse().unwrap();
        assert_eq!(policy.as_str(), r#"{"Version":"2012-10-17","Sid":"a \" b\\","é":[]}"#);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(json(policy.as_str()), json(text));
    }

    #[test]
    fn what_is_no_object_of_latin_letters_is_refused() {
        for text in ["", "[]", "\"a\"", "{", "{\"a\":1}{", "\u{feff}{}"] {
            let read = text.parse::<SessionPolicy>();
            assert!(matches!(read, Err(PolicyFault::NotObject(_))), "{text}");
        }
        let read = "{\"a\":\n\"€\"}".parse::<SessionPolicy>();
        assert_eq!(read, Err(PolicyFault::Character { character: '€', line: 2 }));
    }

    #[test]
    fn an_arn_of_a_managed_policy_is_taken_apart() {
        let own: PolicyArn = "arn:aws-cn:iam::123456789012:policy/team/Read".parse().unwrap();
        assert_eq!((own.partition(), own.account()), ("aws-cn", Some("123456789012")));
        let awss: PolicyArn = "arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap();
        assert_eq!((awss.partition(), awss.account()), ("aws", None));
        for text in [
            "ReadOnlyAccess",
            "arn:aws:iam::aws:role/ReadOnlyAccess",
            "arn:aws:iam::aws:policy/",
            "arn:aws:iam::12:policy/ReadOnlyAccess",
            "arn:aws:s3::aws:policy/ReadOnlyAccess",
            "arn:aws:iam::aws:policy/Read Only",
        ] {
            assert!(text.parse::<PolicyArn>().is_err(), "{text}");
        }
    }
}
