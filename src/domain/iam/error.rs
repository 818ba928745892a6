//! Why IAM refuses, in AWS's own codes and words.

use thiserror::Error;

/// A refusal. `Display` is the `Message` of the answer: documented, or observed in recorded answers
/// and reports, unless it says otherwise.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum IamError {
    /// Parameters of the wrong form.
    #[error("{} validation error{} detected: {}", .0.len(), plural(.0), .0.join("; "))]
    Parameters(Vec<String>),
    /// The role's name has other characters.
    #[error(
        "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-"
    )]
    RoleName,
    /// The path has another form.
    #[error(
        "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters."
    )]
    Path,
    /// The provider's URL is no URL.
    #[error("Invalid Open ID Connect Provider URL")]
    NotUrl,
    /// The provider's URL isn't https.
    #[error("Invalid Open ID Connect Provider URL. The URL must begin with https://.")]
    UrlScheme,
    /// The provider's URL has a port, a query, or another part that it can't have.
    #[error("Invalid Open ID Connect Provider URL.")]
    Url,
    /// A thumbprint has another length, or isn't hexadecimal.
    #[error("Thumbprint must be exactly 40 characters.")]
    Thumbprint,
    /// More than five thumbprints.
    #[error("Thumbprint list must contain fewer than 5 entries.")]
    Thumbprints,
    /// A tag's key is given twice.
    #[error("Duplicate tag keys found. Please note that Tag keys are case insensitive.")]
    TagTwice,
    /// The account has the provider.
    #[error("Provider with url {0} already exists.")]
    ProviderExists(String),
    /// The account has no such provider.
    #[error("OpenIDConnect Provider not found for arn {0}")]
    NoProvider(String),
    /// The account has the role.
    #[error("Role with name {0} already exists.")]
    RoleExists(String),
    /// The account has no such role.
    #[error("The role with name {0} cannot be found.")]
    NoRole(String),
    /// The role has no such policy of its own.
    #[error("The role policy with name {0} cannot be found.")]
    NoRolePolicy(String),
    /// The managed policy isn't attached.
    #[error("Policy {0} was not found.")]
    NotAttached(String),
    /// Not the ARN of a managed policy.
    #[error("ARN {0} is not valid.")]
    PolicyArn(String),
    /// There is no room for more.
    #[error("Cannot exceed quota for {quota}: {most}")]
    Quota {
        /// AWS's name for it.
        quota: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// The role's own policies are too long together.
    #[error("Maximum policy size of 10240 bytes exceeded for role {0}")]
    PolicySize(String),
    /// Managed policies are attached to the role.
    #[error("Cannot delete entity, must detach all policies first.")]
    MustDetach,
    /// The role has policies of its own.
    #[error("Cannot delete entity, must delete policies first.")]
    MustDelete,
    /// The text is no policy that IAM takes.
    #[error("{problem}")]
    Policy {
        /// In AWS's words.
        problem: PolicyProblem,
        /// In ours.
        why: String,
    },
}

/// What is wrong with a policy's text.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PolicyProblem {
    /// No JSON.
    #[error("This policy contains invalid Json")]
    Json,
    /// Another shape.
    #[error("Syntax errors in policy.")]
    Syntax,
    /// An element that must be there.
    #[error("Missing required field {0}")]
    Missing(&'static str),
    /// An element that trust policies don't have.
    #[error("Has prohibited field {0}")]
    Prohibited(String),
    /// No statement.
    #[error("Could not parse the policy: Statement is empty!")]
    NoStatement,
    /// AWS has no such operator.
    #[error("Invalid Condition type : {0}.")]
    Operator(String),
    /// `NotPrincipal` in an `Allow`.
    #[error("Allow with NotPrincipal is not allowed.")]
    NotPrincipal,
    /// Something else than assuming a role.
    #[error("AssumeRole policy may only specify STS AssumeRole actions.")]
    Action,
    /// No provider's name.
    #[error("Federated principals must be valid domain names or SAML metadata ARNs")]
    Federated,
    /// An issuer that many organisations share, without a condition on what tells them apart
    /// ([Identity-provider controls for shared OIDC providers](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html)).
    #[error(
        "Trust policy with trusted principal {principal} must evaluate, using StringEquals, StringLike or StringEqualsIgnoreCase, {key} which is not scoped to all."
    )]
    Shared {
        /// As the policy names it.
        principal: String,
        /// The condition key.
        key: String,
    },
}

fn plural<T>(list: &[T]) -> &'static str {
    if list.len() == 1 { "" } else { "s" }
}

impl IamError {
    /// Returns AWS's error code
    /// ([CreateRole's](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html#API_CreateRole_Errors)).
    pub fn code(&self) -> &'static str {
        match self {
            Self::Parameters(_) | Self::RoleName | Self::Path | Self::NotUrl => "ValidationError",
            Self::UrlScheme
            | Self::Url
            | Self::Thumbprint
            | Self::Thumbprints
            | Self::TagTwice
            | Self::PolicyArn(_) => "InvalidInput",
            Self::ProviderExists(_) | Self::RoleExists(_) => "EntityAlreadyExists",
            Self::NoProvider(_)
            | Self::NoRole(_)
            | Self::NoRolePolicy(_)
            | Self::NotAttached(_) => "NoSuchEntity",
            Self::Quota { .. } | Self::PolicySize(_) => "LimitExceeded",
            Self::MustDetach | Self::MustDelete => "DeleteConflict",
            Self::Policy { .. } => "MalformedPolicyDocument",
        }
    }

    /// Returns the HTTP status.
    pub fn status(&self) -> u16 {
        match self.code() {
            "NoSuchEntity" => 404,
            "EntityAlreadyExists" | "LimitExceeded" | "DeleteConflict" => 409,
            _ => 400,
        }
    }

    /// Returns what failed, for a person who debugs. One line of ASCII.
    pub fn reason(&self) -> String {
        let reason = match self {
            Self::Parameters(_) => "parameters".into(),
            Self::RoleName => "role-name".into(),
            Self::Path => "path".into(),
            Self::NotUrl | Self::UrlScheme | Self::Url => {
                "url: https, no port, no query; allow_loopback lifts this for this machine".into()
            }
            Self::Thumbprint | Self::Thumbprints => "thumbprints".into(),
            Self::TagTwice => "tags: a key is given twice".into(),
            Self::ProviderExists(url) => format!("provider: {url} is registered"),
            Self::NoProvider(arn) => format!("provider: {arn} is not registered in this account"),
            Self::RoleExists(name) => format!("role: {name} exists"),
            Self::NoRole(name) => format!("role: no {name} in this account"),
            Self::NoRolePolicy(name) => format!("role policy: no {name}"),
            Self::NotAttached(arn) => format!("policy: {arn} is not attached"),
            Self::PolicyArn(arn) => format!("policy: {arn} is no ARN of a policy"),
            Self::Quota { quota, .. } => format!("quota: {quota}"),
            Self::PolicySize(_) => "quota: policy size".into(),
            Self::MustDetach => "role: managed policies are attached".into(),
            Self::MustDelete => "role: it has policies of its own".into(),
            Self::Policy { why, .. } => format!("policy: {why}"),
        };
        let plain = |c: char| if c.is_ascii() && !c.is_ascii_control() { c } else { '?' };
        reason.chars().map(plain).collect()
    }
}
