//! What `vouch trust test` is told.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::domain::duration;
use crate::domain::role::RoleArn;

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
    /// The role's trust policy (JSON); `-` is stdin
    #[arg(long, value_name = "FILE", required_unless_present = "request")]
    pub policy: Option<PathBuf>,

    /// The token; `-` is stdin. Without it, the issuer is asked for one for `--role`
    #[arg(long, value_name = "FILE", required_unless_present_any = ["request", "role"])]
    pub token: Option<PathBuf>,

    /// The role; without it, the one that the token is for, or any in the policy's account
    #[arg(long, value_name = "ARN")]
    pub role: Option<RoleArn>,

    /// The issuer's key set (JSON); without it, the issuer is asked
    #[arg(long, value_name = "FILE")]
    pub jwks: Option<PathBuf>,

    /// A client ID that IAM's provider of the issuer lists; may be given again. Without it, the
    /// token's own
    #[arg(long = "client-id", value_name = "ID")]
    pub client_ids: Vec<String>,

    /// When AWS is asked, such as 2026-11-23T12:00:00Z; without it, now
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub at: Option<DateTime<Utc>>,

    /// What the session is called; without it, the token's `sub`
    #[arg(long, value_name = "NAME")]
    pub session_name: Option<String>,

    /// How long the credentials are asked for
    #[arg(long, value_name = "DURATION", value_parser = seconds)]
    pub duration: Option<u64>,

    /// A session tag to try as if the token carried it; may be given again
    #[arg(long = "request-tag", value_name = "KEY=VALUE", value_parser = tag)]
    pub request_tags: Vec<(String, String)>,

    /// A file with a recorded request, or a list of them (JSON); `-` is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "policy", "token", "role", "jwks", "client_ids", "at", "session_name", "duration", "request_tags",
    ])]
    pub request: Option<PathBuf>,

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

fn time(text: &str) -> Result<DateTime<Utc>, String> {
    let read = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    read.map_err(|_| "expected a time such as 2026-11-23T12:00:00Z".into())
}

fn seconds(text: &str) -> Result<u64, String> {
    duration::parse(text).map(|duration| duration.as_secs()).map_err(|error| error.to_string())
}

fn tag(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.into(), value.into()))
}
