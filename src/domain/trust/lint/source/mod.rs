//! Where the policies of a text are: the text itself, a template's roles, Terraform's documents.

mod cloudformation;
mod document;
mod template;
mod terraform;

use crate::domain::document::{Node, Place, parse_json, parse_yaml};

/// The form that a text is written in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
    /// A policy, what the AWS CLI prints of roles, or a CloudFormation template.
    Json,
    /// Terraform.
    Terraform,
    /// A CloudFormation template.
    Yaml,
}

/// What a text holds.
pub(super) struct Source {
    /// Its trust policies.
    pub(super) policies: Vec<Node>,
}

/// Why a text can't be read, and where.
pub(super) struct Unread {
    pub(super) place: Place,
    pub(super) reason: String,
}

impl Form {
    /// Tells the form by the file's name, else by how the text begins.
    pub fn of(name: &str, text: &str) -> Self {
        match name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).as_deref() {
            Some("json") => return Self::Json,
            Some("tf" | "hcl" | "tofu") => return Self::Terraform,
            Some("yaml" | "yml") => return Self::Yaml,
            _ => {}
        }
        let begins = |word: &str| text.lines().any(|line| line.starts_with(word));
        match text.trim_start().chars().next() {
            Some('{' | '[') => Self::Json,
            _ if begins("resource \"") || begins("data \"") => Self::Terraform,
            _ if begins("Resources:") || begins("AWSTemplateFormatVersion:") => Self::Yaml,
            _ => Self::Json,
        }
    }
}

impl Source {
    /// Reads a text.
    pub(super) fn read(text: &str, form: Form) -> Result<Self, Unread> {
        let policies = match form {
            Form::Json => {
                let tree = parse_json(text).map_err(|error| Unread {
                    place: error.place,
                    reason: format!("not JSON: {}", error.reason),
                })?;
                cloudformation::policies(&tree, text).unwrap_or_else(|| vec![tree])
            }
            Form::Yaml => {
                let tree = parse_yaml(text).map_err(|error| Unread {
                    place: error.place,
                    reason: format!("not YAML: {}", error.reason),
                })?;
                cloudformation::policies(&tree, text)
                    .unwrap_or_else(|| vec![cloudformation::resolved(&tree, text)])
            }
            Form::Terraform => terraform::policies(text)?,
        };
        Ok(Self { policies })
    }
}
