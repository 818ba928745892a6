//! Editing an AWS config file as text, every other byte untouched.
//!
//! The AWS tools don't agree on what such a file says: botocore (the AWS CLI, boto3) reads it with
//! Python's configparser, the SDKs with a grammar of their own. The editor therefore reads it
//! both ways, changes lines of one section alone, writes only what both read alike, and refuses a
//! file that botocore can't read. `docs/design/aws-config-editor.md` says why for each rule.

mod botocore;
mod clear;
mod command;
mod conflict;
mod document;
mod edit;
mod lines;
mod mend;
mod name;
mod ours;
mod outrank;
mod region;
mod remove;
mod sdk;
mod shadow;
mod sts;
mod template;
mod veil;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod traps;

use thiserror::Error;

pub use botocore::Unreadable;
pub use clear::{Cleared, clear};
pub use command::{CommandLine, CommandLineError, check_program};
pub use conflict::{Conflict, Origin, conflicts};
pub use edit::{Present, Settings, present, section, set};
pub use mend::mend;
pub use name::{ProfileName, ProfileNameError};
pub use ours::ours;
pub use outrank::Tool;
pub use region::{Region, RegionError};
pub use remove::remove;
pub use sdk::{Unread, unread};
pub use shadow::{Shadow, Variables, shadows};
pub use sts::{Services, StsSettings, sts_settings};
pub use template::{NameTemplate, NameTemplateError, Naming};
pub use veil::veiled;
pub use words::split;

/// Why a file was not edited. Nothing was changed.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum Refusal {
    /// Something else runs in the profile's `credential_process`.
    #[error("line {line}: the profile's credential_process is not vouch's: `{command}`")]
    Foreign {
        /// The line, counted from 1.
        line: usize,
        /// What it runs.
        command: String,
    },
    /// A line of the section, or the header after it, is indented: botocore reads it, but any line
    /// added before it would take it in.
    #[error("line {line} is indented, so the AWS tools differ on what it belongs to")]
    Indented {
        /// The line, counted from 1.
        line: usize,
    },
    /// Two sections mean the same profile.
    #[error(
        "lines {first} and {second} both begin the profile `{profile}`, and the AWS tools differ on which one counts"
    )]
    SeveralSections {
        /// The line of the first, counted from 1.
        first: usize,
        /// The line of the second.
        second: usize,
        /// The profile.
        profile: ProfileName,
    },
    /// botocore can't read the file.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
}
