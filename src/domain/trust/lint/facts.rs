//! What the linter is told about the organisation.

use crate::domain::issuer_url::IssuerUrl;

/// What is known besides the policy. What isn't known isn't checked.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Facts {
    /// The organisation's own issuer.
    pub issuer: Option<IssuerUrl>,
    /// The client IDs that IAM's provider of that issuer lists.
    pub client_ids: Vec<String>,
    /// The twelve digits of the account that the role is in.
    pub account: Option<String>,
    /// The partition that the role is in: `aws`, `aws-cn`, ...
    pub partition: Option<String>,
    /// Whether the issuer's tokens carry session tags.
    pub tags: Carries,
    /// Whether the issuer's tokens carry a source identity.
    pub source_identity: Carries,
}

/// Whether the issuer's tokens carry something.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Carries {
    /// They do.
    Yes,
    /// They don't, or nobody said.
    #[default]
    NotSaid,
}
