//! One account, one call after another.

use chrono::DateTime;

use super::*;
use crate::domain::sts::{Loopback, User};

mod policies;
mod providers;
mod roles;
mod shared;

const ACCOUNT: &str = "123456789012";
const URL: &str = "https://vouch.example.com";
const ARN: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
const TRUST: &str = r#"{
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/vouch.example.com"},
        "Action": "sts:AssumeRoleWithWebIdentity"
    }
}"#;

/// Two accounts: the caller's, and another.
struct World {
    aws: AwsState,
    caller: Caller,
}

impl World {
    fn new() -> Self {
        let user: User = format!("arn:aws:iam::{ACCOUNT}:user/alice").parse().unwrap();
        Self { aws: AwsState::default(), caller: Caller::user(user) }
    }

    fn iam(&mut self) -> Iam<'_> {
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Iam::new(&mut self.aws, &self.caller, now)
    }

    fn allow_loopback(&mut self) {
        self.aws.set_loopback(Loopback::Allowed);
    }
}

fn provider(url: &str) -> NewProvider {
    NewProvider { url: Some(url.into()), ..NewProvider::default() }
}

fn role(name: &str, trust_policy: &str) -> NewRole {
    NewRole {
        name: Some(name.into()),
        trust_policy: Some(trust_policy.into()),
        ..NewRole::default()
    }
}

/// Code, status and words of a refusal.
#[track_caller]
fn assert_refused<T>(outcome: Result<T, IamError>, code: &str, status: u16, words: &str) {
    let Err(error) = outcome else { panic!("{code} was expected") };
    assert_eq!((error.code(), error.status()), (code, status), "{error}");
    assert_eq!(error.to_string(), words);
    let reason = error.reason();
    assert!(!reason.is_empty() && reason.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
}
