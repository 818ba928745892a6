//! `vouch trust test --request`: recorded requests, answered anew.

use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::arguments::Form;
use crate::commands::error::{CommandError, Exit};
use crate::commands::trust::input::Input;
use crate::commands::world::World;
use crate::domain::sts::{Assumed, Replayed, Unanswered, replay};

/// The longest file of requests, in bytes: ten thousand of them with long tokens.
const LONGEST: u64 = 64 << 20;

/// Answers every request of the file.
pub(super) fn run(world: &mut World, path: &Path, form: Form) -> Result<(), CommandError> {
    let input = Input::read(path, LONGEST)?;
    let replayed = replay(&input.text, world.clock.now()).map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{}: {error}", input.name))
            .hint("`--request` takes a recorded request, or a list of them, as JSON")
    })?;
    if replayed.is_empty() {
        let what = format!("{}: there is no request in it", input.name);
        return Err(CommandError::new(Exit::Configuration, what)
            .hint("`--request` takes a recorded request, or a list of them, as JSON"));
    }
    let report = match form {
        Form::Json => {
            let answers: Vec<Answer<'_>> = replayed.iter().map(Answer::of).collect();
            serde_json::to_string_pretty(&answers).expect("plain structures serialise")
        }
        Form::Text => replayed.iter().map(line).collect::<Vec<_>>().join("\n"),
    };
    world.output.print(&report).map_err(CommandError::unwritten)?;
    verdict(&input.name, &replayed)
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

fn line(Replayed { name, outcome }: &Replayed) -> String {
    match outcome {
        Ok(Assumed { assumed_role_arn, .. }) => format!("{name}: allowed: {assumed_role_arn}"),
        Err(error) => {
            let (code, status, reason) = (error.code(), error.status(), error.reason());
            format!("{name}: refused: {code} ({status}): {error}\n  {reason}")
        }
    }
}

/// A record that can't be read is worse than a refusal: nobody knows what AWS would say.
fn verdict(file: &str, replayed: &[Replayed]) -> Result<(), CommandError> {
    let refusals: Vec<(&str, &Unanswered)> = replayed
        .iter()
        .filter_map(|Replayed { name, outcome }| Some((name.as_str(), outcome.as_ref().err()?)))
        .collect();
    if let Some((name, error)) = refusals.iter().find(|(_, error)| error.is_misread()) {
        let what = format!("{file}: the request {name} can't be read");
        return Err(CommandError::new(Exit::Configuration, what)
            .cause(error)
            .hint("`vouch trust test --help` says how a recorded request is written"));
    }
    match (refusals.len(), replayed.len()) {
        (0, _) => Ok(()),
        (_, 1) => Err(CommandError::new(Exit::Refused, "AWS would refuse the request")),
        (refused, all) => {
            let what = format!("AWS would refuse {refused} of {all} requests");
            Err(CommandError::new(Exit::Refused, what))
        }
    }
}
