//! What `vouch trust lint` is told.

use std::path::PathBuf;

use crate::commands::error::{CommandError, Exit};
use crate::domain::trust::lint::{Carries, Facts, Severity, rules};

/// Find what is wrong with trust policies
///
/// Reads policies in JSON, what the AWS CLI prints of roles, CloudFormation (JSON, YAML) and
/// Terraform, as far as literals and jsonencode go. What can't be worked out is told as a note.
///
/// With `--issuer`, `--client-id`, `--account`, `--partition`, `--tags` and `--source-identity` it
/// checks what depends on the organisation; what it isn't told it doesn't check.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files with trust policies; `-` is stdin
    #[arg(required_unless_present = "explain", value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Print JSON
    #[arg(long, conflicts_with = "format")]
    json: bool,

    /// Mend what is certain in JSON, and report the rest
    #[arg(long)]
    fix: bool,

    /// With --fix: print what would change, write nothing
    #[arg(long, requires = "fix")]
    dry_run: bool,

    /// A rule to pass over; may be given again
    #[arg(long, value_name = "RULE", value_parser = rule)]
    pub allow: Vec<String>,

    /// The form of the report
    #[arg(long, value_enum, default_value = "text")]
    format: Format,

    /// The mildest finding that makes the command fail: note, warning or error
    #[arg(long, value_name = "SEVERITY", default_value = "warning")]
    pub deny: Severity,

    /// Print what a rule is about instead
    #[arg(long, value_name = "RULE", exclusive = true)]
    pub explain: Option<String>,

    /// A client ID that IAM's provider of the issuer lists; may be given again
    #[arg(long = "client-id", value_name = "ID")]
    client_ids: Vec<String>,

    /// The account that the roles are in
    #[arg(long, value_name = "ACCOUNT", value_parser = account)]
    account: Option<String>,

    /// The partition that the roles are in, such as aws-cn
    #[arg(long, value_name = "PARTITION")]
    partition: Option<String>,

    /// The issuer's tokens carry session tags
    #[arg(long)]
    tags: bool,

    /// The issuer's tokens carry a source identity
    #[arg(long)]
    source_identity: bool,
}

/// The forms of the report.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum Format {
    /// For programs
    Json,
    /// For code scanning
    Sarif,
    /// For people
    Text,
}

/// What `--fix` and `--dry-run` ask for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mending {
    None,
    Show,
    Write,
}

impl Args {
    /// Returns what becomes of that which can be mended.
    pub(super) fn mending(&self) -> Mending {
        match (self.fix, self.dry_run) {
            (false, _) => Mending::None,
            (true, false) => Mending::Write,
            (true, true) => Mending::Show,
        }
    }

    /// Returns the form of the report.
    pub(super) fn format(&self) -> Format {
        if self.json { Format::Json } else { self.format }
    }

    /// Returns what the linter is told about the organisation.
    pub(super) fn facts(&self, issuer: Option<&str>) -> Result<Facts, CommandError> {
        let issuer = issuer
            .map(str::parse)
            .transpose()
            .map_err(|error| CommandError::new(Exit::Misused, format!("--issuer: {error}")))?;
        Ok(Facts {
            issuer,
            client_ids: self.client_ids.clone(),
            account: self.account.clone(),
            partition: self.partition.clone(),
            tags: carries(self.tags),
            source_identity: carries(self.source_identity),
        })
    }
}

fn carries(said: bool) -> Carries {
    if said { Carries::Yes } else { Carries::NotSaid }
}

fn account(text: &str) -> Result<String, String> {
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_account { Ok(text.into()) } else { Err("an account is twelve digits".into()) }
}

fn rule(text: &str) -> Result<String, String> {
    let is_rule = rules().any(|rule| rule.id == text);
    if is_rule { Ok(text.into()) } else { Err("there is no such rule".into()) }
}
