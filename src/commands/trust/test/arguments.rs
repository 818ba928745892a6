//! What `vouch trust test` is told.

use std::path::PathBuf;

/// How a recorded request is written.
const RECORDED: &str = r#"A recorded request holds the account that it was made to; a file holds one, or a list of them:

  {
    "name": "alice is let in",
    "at": "2026-11-23T12:00:00Z",
    "action": "AssumeRoleWithWebIdentity",
    "role_arn": "arn:aws:iam::123456789012:role/Developer",
    "role_session_name": "alice",
    "web_identity_token": "eyJ...",
    "duration_seconds": 3600,
    "account": {
      "id": "123456789012",
      "allow_loopback": false,
      "providers": [{"url": "https://vouch.example.com", "client_ids": ["..."], "jwks": {}}],
      "roles": [{"arn": "...", "trust_policy": {}, "max_session_duration": 3600}]
    }
  }

There may be `policy`, `policy_arns` and `provider_id` as well; other members are left alone."#;

/// Tell what AWS would answer to a token
///
/// It decides as AWS STS does, as far as that is known, and asks nothing of AWS.
#[derive(Debug, clap::Args)]
#[command(after_long_help = RECORDED)]
pub struct Args {
    /// A file with a recorded request, or a list of them (JSON); `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub request: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The forms of the answer.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Form {
    Json,
    Text,
}

impl Args {
    /// Returns the form of the answer.
    pub(super) fn form(&self) -> Form {
        if self.json { Form::Json } else { Form::Text }
    }
}
