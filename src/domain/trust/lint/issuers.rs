//! Which claims of a token say who has it.

use crate::domain::trust::keys::provider_claims;

/// The claims that are condition keys for every provider.
pub(super) const CLAIMS: [&str; 5] = ["aud", "sub", "amr", "oaud", "email"];

/// The claims that name a person, a repository, an organisation, and so say who. The others say how
/// (`amr`), or what whoever owns a repository can choose (`workflow`, `ref`, `pipeline_slug`).
const WHO: [&str; 21] = [
    "sub",
    "email",
    "actor",
    "actor_id",
    "cluster_id",
    "enterprise_id",
    "google/organization_number",
    "job_workflow_ref",
    "namespace_id",
    "oidc.circleci.com/project-id",
    "organization_id",
    "organization_slug",
    "pipeline_id",
    "project_id",
    "repository",
    "repository_id",
    "repository_owner_id",
    "rpst_id",
    "user_email",
    "user_id",
    "user_login",
];

/// Returns the claims that AWS knows of a provider.
pub(super) fn claims(provider: &str) -> impl Iterator<Item = &'static str> {
    let own = provider_claims(&provider.to_ascii_lowercase());
    CLAIMS.into_iter().chain(own.iter().copied())
}

/// Returns those of them that say who.
pub(super) fn identity(provider: &str) -> impl Iterator<Item = &'static str> {
    claims(provider).filter(|claim| WHO.contains(claim))
}
