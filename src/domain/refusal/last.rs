//! The last refusal, kept so that it can be explained: what AWS said and what the token claimed,
//! never the token.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ChainedStep;
use crate::domain::issuer_url::{self, IssuerUrl};
use crate::domain::role::RoleArn;

/// The longest message that is kept, in characters.
const MESSAGE: usize = 1000;
/// The longest claims that are kept, in bytes of JSON.
const CLAIMS: usize = 16 * 1024;

/// A refusal and what was asked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct LastRefusal {
    /// When.
    pub at: DateTime<Utc>,
    /// Who issued the token.
    #[serde(deserialize_with = "issuer_url::of_any_provider")]
    pub issuer: IssuerUrl,
    /// Which role was asked for.
    pub role: RoleArn,
    /// What the session was to be called.
    pub session_name: String,
    /// AWS's code.
    pub code: String,
    /// AWS's message.
    pub message: String,
    /// What the token claimed. Whoever has them has no token: they aren't signed.
    pub claims: Map<String, Value>,
    /// What was asked from another role's session; `None` where the token itself was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chained: Option<ChainedStep>,
}

impl LastRefusal {
    /// Cuts what is too long to be kept.
    pub fn bounded(mut self) -> Self {
        self.message = self.message.chars().take(MESSAGE).collect();
        self.code = self.code.chars().take(100).collect();
        if serde_json::to_string(&self.claims).map_or(usize::MAX, |text| text.len()) > CLAIMS {
            self.claims = Map::new();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_kept_is_bounded() {
        let long = LastRefusal {
            at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
            issuer: "https://vouch.example.com".parse().unwrap(),
            role: "arn:aws:iam::123456789012:role/Developer".parse().unwrap(),
            session_name: "alice".into(),
            code: "AccessDenied".into(),
            message: "é".repeat(5000),
            claims: Map::from_iter([("a".into(), json!("b".repeat(20_000)))]),
            chained: None,
        };
        let kept = long.clone().bounded();
        assert_eq!((kept.message.chars().count(), kept.claims.len()), (1000, 0));
        let short = LastRefusal { claims: Map::from_iter([("a".into(), json!(1))]), ..kept };
        assert_eq!(short.clone().bounded(), short);
        let text = serde_json::to_string(&short).unwrap();
        assert_eq!(serde_json::from_str::<LastRefusal>(&text).unwrap(), short);
    }
}
