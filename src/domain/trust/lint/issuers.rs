//! What is known of the identity providers that many organisations share.

/// A provider whose claims AWS knows
/// ([keys of web identity federation](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif)).
pub(super) struct KnownIssuer {
    /// Its name in ARNs and keys.
    pub(super) name: &'static str,
    /// The claims besides [`CLAIMS`] that are condition keys.
    pub(super) claims: &'static [&'static str],
    /// Those of them that say who: a person, a repository, an organisation.
    pub(super) identity: &'static [&'static str],
}

/// The claims that are condition keys for every provider.
pub(super) const CLAIMS: [&str; 5] = ["aud", "sub", "amr", "oaud", "email"];

/// The claims that say who, for every provider.
pub(super) const IDENTITY: [&str; 2] = ["sub", "email"];

/// The providers with further claims.
pub(super) const KNOWN: &[KnownIssuer] = &[
    KnownIssuer {
        name: "token.actions.githubusercontent.com",
        claims: &[
            "actor",
            "actor_id",
            "job_workflow_ref",
            "repository",
            "repository_id",
            "repository_owner_id",
            "workflow",
            "ref",
            "environment",
            "enterprise_id",
        ],
        identity: &[
            "actor",
            "actor_id",
            "job_workflow_ref",
            "repository",
            "repository_id",
            "repository_owner_id",
            "enterprise_id",
        ],
    },
    KnownIssuer {
        name: "gitlab.com",
        claims: &[
            "namespace_id",
            "project_id",
            "user_id",
            "user_login",
            "user_email",
            "user_access_level",
            "ref_protected",
            "pipeline_source",
            "runner_environment",
        ],
        identity: &["namespace_id", "project_id", "user_id", "user_login", "user_email"],
    },
    KnownIssuer {
        name: "agent.buildkite.com",
        claims: &[
            "organization_slug",
            "organization_id",
            "pipeline_slug",
            "pipeline_id",
            "cluster_name",
            "cluster_id",
            "build_branch",
        ],
        identity: &["organization_slug", "organization_id", "pipeline_id", "cluster_id"],
    },
    KnownIssuer {
        name: "oidc.circleci.com",
        claims: &["oidc.circleci.com/project-id"],
        identity: &["oidc.circleci.com/project-id"],
    },
    KnownIssuer {
        name: "accounts.google.com",
        claims: &["google/organization_number"],
        identity: &["google/organization_number"],
    },
];

/// Returns what is known of a provider.
pub(super) fn known(name: &str) -> Option<&'static KnownIssuer> {
    let is = |known: &&KnownIssuer| {
        name.eq_ignore_ascii_case(known.name)
            // CircleCI's provider has the organisation's ID as its path.
            || name.split('/').next().is_some_and(|host| host.eq_ignore_ascii_case(known.name))
                && known.name == "oidc.circleci.com"
    };
    KNOWN.iter().find(is)
}
