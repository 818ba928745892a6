//! What AWS would answer, for people and for programs.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use super::arguments::Form;
use crate::commands::trust::table;
use crate::domain::sts::{Assumed, Replayed, StsError, Unanswered};

/// Returns the answers. People see the conditions of a single one as well.
pub(super) fn report(replayed: &[Replayed], form: Form) -> String {
    match (form, replayed) {
        (Form::Json, _) => {
            let answers: Vec<Answer<'_>> = replayed.iter().map(Answer::of).collect();
            serde_json::to_string_pretty(&answers).expect("plain structures serialise")
        }
        (Form::Text, [one]) => [vec![line(one)], tables(one)].concat().join("\n\n"),
        (Form::Text, many) => many.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

fn line(Replayed { name, outcome }: &Replayed) -> String {
    match outcome {
        Ok(Assumed { assumed_role_arn, credentials, .. }) => {
            let end = credentials.expiration.to_rfc3339_opts(SecondsFormat::Secs, true);
            format!("{name}: allowed: {assumed_role_arn} until {end}")
        }
        Err(error) => {
            let (code, status, reason) = (error.code(), error.status(), error.reason());
            format!("{name}: refused: {code} ({status}): {error}\n  {reason}")
        }
    }
}

fn tables(Replayed { outcome, .. }: &Replayed) -> Vec<String> {
    match outcome {
        Ok(assumed) => assumed.judgements.iter().map(table::of).collect(),
        Err(Unanswered::Sts(StsError::NotAuthorized { judgement: Some(judgement), .. })) => {
            vec![table::of(judgement)]
        }
        Err(_) => Vec::new(),
    }
}

/// An answer, for programs.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Allowed {
        name: &'a str,
        allowed: bool,
        subject: &'a str,
        audience: &'a str,
        provider: &'a str,
        assumed_role_arn: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        source_identity: Option<&'a str>,
        /// Percent.
        packed_policy_size: u32,
        expiration: DateTime<Utc>,
    },
    Refused {
        name: &'a str,
        allowed: bool,
        /// HTTP's.
        status: u16,
        code: &'a str,
        message: String,
        reason: String,
    },
}

impl<'a> Answer<'a> {
    fn of(Replayed { name, outcome }: &'a Replayed) -> Self {
        match outcome {
            Ok(assumed) => Self::Allowed {
                name,
                allowed: true,
                subject: &assumed.subject,
                audience: &assumed.audience,
                provider: &assumed.provider,
                assumed_role_arn: &assumed.assumed_role_arn,
                source_identity: assumed.source_identity.as_deref(),
                packed_policy_size: assumed.packed_policy_size,
                expiration: assumed.credentials.expiration,
            },
            Err(error) => Self::Refused {
                name,
                allowed: false,
                status: error.status(),
                code: error.code(),
                message: error.to_string(),
                reason: error.reason(),
            },
        }
    }
}
