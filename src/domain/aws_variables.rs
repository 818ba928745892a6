//! The environment variables by which AWS tools find credentials: which are set, and which would be
//! in the way.

use super::aws_credentials::AwsCredentials;
use super::secret::Secret;

/// Names what the programs that `vouch exec` started run with: the profile, else the role's ARN.
pub const EXEC_MARKER: &str = "VOUCH_EXEC";
/// Names what the variables of `vouch env` are for: the profile, else the role's ARN.
pub const ENV_MARKER: &str = "VOUCH_ENV";

/// Where a job has the token that it shows to vouch: whoever has it can ask for the role's
/// credentials as well.
pub const ID_TOKEN: &str = "VOUCH_ID_TOKEN";

/// Everything that decides which credentials an AWS tool uses: what isn't set anew is cleared.
///
/// A profile's name wins over variables in the SDK for JavaScript; those of containers and of web
/// identities are asked where something else is missing; those without `ID` or with `AMAZON` are what
/// the SDKs for Ruby, Java and Go read besides; a bearer token wins over credentials at its service
/// ([settings of the SDKs](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)).
pub const DECISIVE: [&str; 24] = [
    "AMAZON_ACCESS_KEY_ID",
    "AMAZON_SECRET_ACCESS_KEY",
    "AMAZON_SESSION_TOKEN",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_ACCOUNT_ID",
    "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_CREDENTIAL_FILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "AWS_SECURITY_TOKEN",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    EXEC_MARKER,
    ENV_MARKER,
];

/// A variable and what it becomes.
#[derive(Clone, Debug)]
pub struct Change {
    /// Its name.
    pub name: &'static str,
    /// Its value, or `None` where it is cleared.
    pub value: Option<Secret>,
}

/// Returns a variable that is set.
pub fn set(name: &'static str, value: impl Into<String>) -> Change {
    Change { name, value: Some(Secret::new(value)) }
}

/// Returns the whole change of an environment: these variables, and nothing else that decides.
pub fn only(set: Vec<Change>) -> Vec<Change> {
    let is_set = |name: &str| set.iter().any(|change| change.name == name);
    let cleared: Vec<Change> = DECISIVE
        .into_iter()
        .filter(|name| !is_set(name))
        .map(|name| Change { name, value: None })
        .collect();
    cleared.into_iter().chain(set).collect()
}

/// The access key's variables: its id, its secret, the session's token.
pub const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// The variable that tells when they end.
pub const EXPIRATION: &str = "AWS_CREDENTIAL_EXPIRATION";

/// The region's variables: botocore reads one of them, other SDKs the other.
pub const REGION: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// Returns the region's variables, set.
pub fn region(region: &str) -> [Change; 2] {
    REGION.map(|name| set(name, region))
}

impl AwsCredentials {
    /// Returns the variables in which AWS tools find the credentials.
    pub fn variables(&self) -> Vec<Change> {
        vec![
            set(KEYS[0], &*self.access_key_id),
            Change { name: KEYS[1], value: Some(self.secret_access_key.clone()) },
            Change { name: KEYS[2], value: Some(self.session_token.clone()) },
            set(EXPIRATION, self.expiration_text()),
            set("AWS_ACCOUNT_ID", &*self.account_id),
        ]
    }
}
