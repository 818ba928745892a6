//! For whose tokens a role is, and which options that takes.

use clap::ValueEnum;

use super::Args;
use crate::commands::error::{CommandError, Exit};

/// For whose tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(super) enum Preset {
    /// People who log in with vouch
    Vouch,
    /// Workflows of GitHub Actions
    Github,
    /// Pipelines of GitLab
    Gitlab,
    /// Pods of a service account in an EKS cluster
    Eks,
    /// Another account, with an external ID
    Vendor,
    /// Exact subjects of any OpenID Connect provider
    Oidc,
}

impl Preset {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().into())
    }
}

/// What may become of an option.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Use {
    May,
    Must,
}

/// An option that isn't for all: its name, whether it is there, and for whom it is.
type Row = (&'static str, bool, Vec<(Preset, Use)>);

/// Refuses options that a preset doesn't have, and a preset without those that it needs: what says
/// who may come is never passed over in silence.
pub(super) fn check(args: &Args) -> Result<(), CommandError> {
    let preset = args.preset;
    for (option, given, uses) in options(args) {
        let found = uses.iter().find(|(of, _)| *of == preset).map(|(_, use_of)| *use_of);
        let what = match (given, found) {
            (true, None) => format!("`{option}` means nothing with `--for {}`", preset.name()),
            (false, Some(Use::Must)) => format!("`--for {}` needs `{option}`", preset.name()),
            _ => continue,
        };
        return Err(CommandError::new(Exit::Misused, what));
    }
    Ok(())
}

fn options(args: &Args) -> [Row; 20] {
    use Preset as P;
    use Use::{May, Must};
    let (tokens, others) = (&args.tokens, &args.others);
    let ours = || vec![(P::Vouch, May)];
    let only = |preset| vec![(preset, Must)];
    let providers = [P::Vouch, P::Github, P::Gitlab, P::Eks, P::Oidc];
    let client_id =
        providers.map(|preset| (preset, if preset == P::Oidc { Must } else { May })).to_vec();
    let registered = || providers.map(|preset| (preset, May)).to_vec();
    let provider = vec![(P::Github, May), (P::Gitlab, May), (P::Eks, Must), (P::Oidc, Must)];
    let of_git = vec![(P::Github, May), (P::Gitlab, May)];
    [
        ("--subject", !args.subject.is_empty(), vec![(P::Vouch, May), (P::Oidc, Must)]),
        ("--domain", tokens.has_domain(), ours()),
        ("--tag", tokens.has_tag(), ours()),
        ("--software-keys", tokens.software_keys, ours()),
        ("--no-tags", tokens.no_tags, ours()),
        ("--source-identity", tokens.source_identity, ours()),
        ("--hub", args.place.has_hub(), ours()),
        ("--client-id", args.client_id.is_some(), client_id),
        ("--existing-provider", args.place.existing_provider, registered()),
        ("--thumbprint", args.place.has_thumbprint(), registered()),
        ("--provider", others.provider.is_some(), provider),
        ("--repository", others.repository.is_some(), only(P::Github)),
        ("--environment", others.environment.is_some(), vec![(P::Github, May)]),
        ("--branch", others.branch.is_some(), of_git.clone()),
        ("--git-tag", others.git_tag.is_some(), of_git),
        ("--project", others.project.is_some(), only(P::Gitlab)),
        ("--namespace", others.namespace.is_some(), only(P::Eks)),
        ("--service-account", others.service_account.is_some(), only(P::Eks)),
        ("--vendor", others.vendor.is_some(), only(P::Vendor)),
        ("--external-id", others.external_id.is_some(), only(P::Vendor)),
    ]
}
