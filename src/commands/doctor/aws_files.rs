//! The files of AWS tools: whether all of them can read them.

use std::path::Path;

use super::catalogue::{AWS_CONFIG_FILE, AWS_CREDENTIALS_FILE, Check};
use super::finding::Finding;
use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::error::Exit;
use crate::domain::aws_profile;

/// Returns what both kinds of readers make of both files.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    vec![
        one(&AWS_CONFIG_FILE, &environment.aws_config_file),
        one(&AWS_CREDENTIALS_FILE, &environment.aws_credentials_file),
    ]
}

fn one(check: &Check, path: &Path) -> Finding {
    let text = match files::read_text(path) {
        Ok(text) => text.unwrap_or_default(),
        Err(error) => return check.failed(error),
    };
    let bad =
        |reason: String| check.bad(Exit::Configuration, format!("{}: {reason}", path.display()));
    // Those of the AWS CLI first: with them no profile works in the tool that most people use.
    if let Err(error) = aws_profile::ours(&text) {
        return bad(error.to_string());
    }
    match aws_profile::unread(&text) {
        Some(error) => {
            bad(error.to_string()).remedy("mend the line: no SDK can use any profile before")
        }
        None => check.good(format!("{} can be read by every AWS tool", path.display())),
    }
}
