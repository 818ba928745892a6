//! Options for others than our own issuer.

use std::fmt::Display;

use super::preset::Preset;
use crate::commands::error::{CommandError, Exit};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::trust::write::{
    Account, Admission, GITHUB, GITLAB, NameError, Partition, Provider, ReferenceKind, Repository,
    STS, Workflow,
};

/// What says who may come, where it isn't people of our own issuer.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(next_help_heading = "With --for")]
pub(super) struct Args {
    /// eks, oidc: the provider's URL; github, gitlab: that of your own server
    #[arg(long, value_name = "URL")]
    pub(super) provider: Option<IssuerUrl>,

    /// github: the repository, OWNER/NAME, or OWNER@ID/NAME@ID where `sub` has the numbers
    #[arg(long, value_name = "REPOSITORY")]
    pub(super) repository: Option<Repository>,

    /// github: jobs of this environment
    #[arg(long, value_name = "NAME", conflicts_with_all = ["branch", "git_tag"])]
    pub(super) environment: Option<String>,

    /// github, gitlab: jobs of this branch; at GitHub those without an environment
    #[arg(long, value_name = "NAME", conflicts_with = "git_tag")]
    pub(super) branch: Option<String>,

    /// github, gitlab: jobs of this Git tag; at GitHub those without an environment
    #[arg(long, value_name = "NAME")]
    pub(super) git_tag: Option<String>,

    /// gitlab: the project, GROUP/PROJECT
    #[arg(long, value_name = "PATH")]
    pub(super) project: Option<String>,

    /// eks: the namespace of the service account
    #[arg(long, value_name = "NAME")]
    pub(super) namespace: Option<String>,

    /// eks: the service account
    #[arg(long, value_name = "NAME")]
    pub(super) service_account: Option<String>,

    /// vendor: its account
    #[arg(long, value_name = "ID")]
    pub(super) vendor: Option<Account>,

    /// vendor: what it must name, so that it can't be used for somebody else's role
    #[arg(long, value_name = "TEXT")]
    pub(super) external_id: Option<String>,
}

impl Args {
    /// Returns whom the role lets in. The options were checked.
    pub(super) fn admission(
        &self,
        preset: Preset,
        client_id: Option<&str>,
        subjects: Vec<String>,
        partition: &Partition,
    ) -> Result<Admission, CommandError> {
        let provider = |usual: &str, audience: Option<&str>| {
            let issuer = match &self.provider {
                Some(issuer) => issuer.clone(),
                None => usual.parse()?,
            };
            let client_id = client_id.or(audience).unwrap_or(issuer.as_str()).to_owned();
            Provider::new(issuer, &client_id).map_err(misused)
        };
        let admission = match preset {
            Preset::Vouch | Preset::Oidc => Admission::subjects(&provider("", None)?, subjects),
            Preset::Github => {
                let repository = need(self.repository.as_ref(), "--repository")?;
                Admission::github(&provider(GITHUB, Some(STS))?, repository, &self.workflow()?)
            }
            Preset::Gitlab => {
                let project = need(self.project.as_deref(), "--project")?;
                let (kind, name) = self.reference("`--branch` or `--git-tag`")?;
                Admission::gitlab(&provider(GITLAB, None)?, project, kind, name)
            }
            Preset::Eks => {
                let namespace = need(self.namespace.as_deref(), "--namespace")?;
                let name = need(self.service_account.as_deref(), "--service-account")?;
                Admission::service_account(&provider("", Some(STS))?, namespace, name)
            }
            Preset::Vendor => {
                let account = need(self.vendor.as_ref(), "--vendor")?;
                let external_id = need(self.external_id.as_deref(), "--external-id")?;
                Admission::vendor(partition, account, external_id)
            }
        };
        admission.map_err(|error: NameError| misused(error))
    }

    fn workflow(&self) -> Result<Workflow, CommandError> {
        if let Some(name) = &self.environment {
            return Ok(Workflow::Environment(name.clone()));
        }
        let (kind, name) = self.reference("`--environment`, `--branch` or `--git-tag`")?;
        Ok(Workflow::Reference(match kind {
            ReferenceKind::Branch => format!("refs/heads/{name}"),
            ReferenceKind::Tag => format!("refs/tags/{name}"),
        }))
    }

    fn reference(&self, needed: &str) -> Result<(ReferenceKind, &str), CommandError> {
        match (&self.branch, &self.git_tag) {
            (Some(name), _) => Ok((ReferenceKind::Branch, name)),
            (None, Some(name)) => Ok((ReferenceKind::Tag, name)),
            (None, None) => Err(misused(format!("say what may have the role: {needed}"))),
        }
    }

    /// Returns what is worth knowing about who is let in.
    pub(super) fn hint(&self, preset: Preset) -> Option<&'static str> {
        let by_name = self.repository.as_ref().is_some_and(|it| !it.is_immutable());
        (preset == Preset::Github && by_name).then_some(
            "repositories that were made or renamed since July 2026 have their numbers in `sub`: \
             write OWNER@ID/NAME@ID for them",
        )
    }
}

fn need<T>(given: Option<T>, option: &str) -> Result<T, CommandError> {
    given.ok_or_else(|| misused(format!("`{option}` is needed")))
}

fn misused(error: impl Display) -> CommandError {
    CommandError::new(Exit::Misused, error.to_string())
}
