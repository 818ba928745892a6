//! Others than our own issuer: CI systems, clusters, vendors, and any OpenID Connect provider.

use std::str::FromStr;

use thiserror::Error;

use super::admission::Admission;
use super::place::{Account, Partition};
use super::provider::{Provider, is_exact};

/// The audience that the tokens of GitHub Actions and of EKS have by convention.
pub const STS: &str = "sts.amazonaws.com";

/// Where the tokens of GitHub Actions come from.
pub const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// Where the tokens of GitLab.com's pipelines come from.
pub const GITLAB: &str = "https://gitlab.com";

/// A text that names nobody exactly.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum NameError {
    /// No external ID
    /// ([AssumeRole](https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html)).
    #[error("`{0}` is no external ID: 2 to 1224 of A-Z a-z 0-9 _ + = , . @ : / -")]
    ExternalId(String),
    /// Nobody is named.
    #[error("nobody is named")]
    Nobody,
    /// A pattern, or too long, or nothing.
    #[error("`{0}` can't be compared exactly: 1 to 255 characters without space, *, ? and ${{")]
    Pattern(String),
    /// A part of it would be read as the next one.
    #[error("`{0}` must have no colon and no slash at its ends")]
    Separator(String),
}

/// A repository at GitHub, `OWNER/NAME`, or `OWNER@ID/NAME@ID` where the claim `sub` has the numbers
/// that outlive a name
/// ([Subject claims](https://docs.github.com/en/actions/reference/security/oidc)).
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Repository(String);

/// What of a repository may have the role.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Workflow {
    /// Jobs in this environment, wherever they run from.
    Environment(String),
    /// Jobs without an environment, run from this Git reference: `refs/heads/main`.
    Reference(String),
}

/// A branch or a tag of a project.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ReferenceKind {
    /// A branch.
    Branch,
    /// A tag.
    Tag,
}

impl Admission {
    /// Lets in a repository's workflow at GitHub.
    pub fn github(
        provider: &Provider,
        repository: &Repository,
        workflow: &Workflow,
    ) -> Result<Self, NameError> {
        let Repository(repository) = repository;
        let subject = match workflow {
            // GitHub writes a colon within a name like that.
            Workflow::Environment(name) => {
                format!("repo:{repository}:environment:{}", name.replace(':', "%3A"))
            }
            Workflow::Reference(name) => format!("repo:{repository}:ref:{name}"),
        };
        Self::subjects(provider, vec![subject])
    }

    /// Lets in the pipelines of a project at GitLab, `GROUP/PROJECT`, for one branch or tag
    /// ([ID token claims](https://docs.gitlab.com/ci/secrets/id_token_authentication/)).
    pub fn gitlab(
        provider: &Provider,
        project: &str,
        kind: ReferenceKind,
        reference: &str,
    ) -> Result<Self, NameError> {
        let kind = match kind {
            ReferenceKind::Branch => "branch",
            ReferenceKind::Tag => "tag",
        };
        let project = segment(project)?;
        let subject = format!("project_path:{project}:ref_type:{kind}:ref:{reference}");
        Self::subjects(provider, vec![subject])
    }

    /// Lets in the pods of a Kubernetes service account, as EKS signs for them
    /// ([IAM roles for service accounts](https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html)).
    pub fn service_account(
        provider: &Provider,
        namespace: &str,
        name: &str,
    ) -> Result<Self, NameError> {
        let (namespace, name) = (segment(namespace)?, segment(name)?);
        let subject = format!("system:serviceaccount:{namespace}:{name}");
        Self::subjects(provider, vec![subject])
    }

    /// Lets in exactly these subjects of a provider.
    pub fn subjects(provider: &Provider, subjects: Vec<String>) -> Result<Self, NameError> {
        if subjects.is_empty() {
            return Err(NameError::Nobody);
        }
        match subjects.iter().find(|subject| !is_exact(subject)) {
            Some(subject) => Err(NameError::Pattern(subject.clone())),
            None => Ok(Self::of(provider).equal(provider.key("sub"), subjects)),
        }
    }

    /// Lets in a vendor's account, if it names our external ID
    /// ([The confused deputy problem](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html)).
    pub fn vendor(
        partition: &Partition,
        account: &Account,
        external_id: &str,
    ) -> Result<Self, NameError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_+=,.@:/-".contains(&byte);
        if !(2..=1224).contains(&external_id.len()) || !external_id.bytes().all(fits) {
            return Err(NameError::ExternalId(external_id.into()));
        }
        let principal = format!("arn:{}:iam::{account}:root", partition.as_str());
        Ok(Self::of_principal(principal).equal("sts:ExternalId", vec![external_id.into()]))
    }
}

/// A colon would let a name reach into what follows it.
fn segment(text: &str) -> Result<&str, NameError> {
    if text.is_empty() || text.contains(':') || text.starts_with('/') || text.ends_with('/') {
        Err(NameError::Separator(text.into()))
    } else {
        Ok(text)
    }
}

impl Repository {
    /// Tells whether it is named by its numbers, too.
    pub fn is_immutable(&self) -> bool {
        self.0.contains('@')
    }
}

impl FromStr for Repository {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = |part: &str| {
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
            !part.is_empty() && part.bytes().all(fits)
        };
        let numbered = |part: &str| {
            let is_id = |id: &str| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
            part.split_once('@').is_some_and(|(name, id)| plain(name) && is_id(id))
        };
        match text.split_once('/') {
            Some((owner, name)) if plain(owner) && plain(name) => Ok(Self(text.into())),
            Some((owner, name)) if numbered(owner) && numbered(name) => Ok(Self(text.into())),
            _ => Err(format!("`{text}` is no repository (OWNER/NAME, or OWNER@ID/NAME@ID)")),
        }
    }
}
