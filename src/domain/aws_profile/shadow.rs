//! Environment variables because of which tools don't use the profile.

use std::fmt;

use super::name::ProfileName;

/// What of the environment matters.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Variables {
    /// `AWS_ACCESS_KEY_ID` is set.
    pub has_access_key: bool,
    /// `AWS_WEB_IDENTITY_TOKEN_FILE` is set.
    pub has_web_identity: bool,
    /// `AWS_PROFILE`.
    pub profile: Option<String>,
    /// `AWS_DEFAULT_PROFILE`.
    pub default_profile: Option<String>,
    /// `AWS_CONFIG_FILE` is set.
    pub names_config_file: bool,
    /// `AWS_SHARED_CREDENTIALS_FILE` is set.
    pub names_credentials_file: bool,
}

/// A variable because of which some tool doesn't use the profile, unless it is told to by name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Shadow {
    /// Static keys.
    AccessKey,
    /// Another profile is the one to use.
    AnotherProfile {
        /// The variable.
        variable: &'static str,
        /// What it names.
        name: String,
    },
    /// One of the files lies elsewhere, for those programs alone that have the variable.
    File {
        /// The variable.
        variable: &'static str,
    },
    /// A web identity.
    WebIdentity,
}

impl Shadow {
    /// Returns the variable.
    pub fn variable(&self) -> &'static str {
        match self {
            Self::AccessKey => "AWS_ACCESS_KEY_ID",
            Self::AnotherProfile { variable, .. } | Self::File { variable } => variable,
            Self::WebIdentity => "AWS_WEB_IDENTITY_TOKEN_FILE",
        }
    }
}

/// Returns what keeps tools from the profile, the gravest first.
pub fn shadows(variables: &Variables, profile: &ProfileName) -> Vec<Shadow> {
    let another = |variable, named: &Option<String>| {
        named
            .as_ref()
            .filter(|name| *name != profile.as_str())
            .map(|name| Shadow::AnotherProfile { variable, name: name.clone() })
    };
    let file = |variable, is_named: bool| is_named.then_some(Shadow::File { variable });
    [
        variables.has_access_key.then_some(Shadow::AccessKey),
        variables.has_web_identity.then_some(Shadow::WebIdentity),
        another("AWS_PROFILE", &variables.profile),
        another("AWS_DEFAULT_PROFILE", &variables.default_profile),
        file("AWS_CONFIG_FILE", variables.names_config_file),
        file("AWS_SHARED_CREDENTIALS_FILE", variables.names_credentials_file),
    ]
    .into_iter()
    .flatten()
    .collect()
}

impl fmt::Display for Shadow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let variable = self.variable();
        match self {
            Self::AccessKey => write!(
                formatter,
                "{variable} is set: the AWS CLI, boto3, Go and Rust use it in place of a profile \
                 that is not named to them with `--profile` or in the program"
            ),
            Self::AnotherProfile { name, .. } => {
                write!(formatter, "{variable} is set: without `--profile`, tools use `{name}`")
            }
            Self::File { .. } => write!(
                formatter,
                "{variable} is set: programs that are started without it read another file"
            ),
            Self::WebIdentity => write!(
                formatter,
                "{variable} is set: the AWS CLI, boto3 and Go use that identity in place of a \
                 profile that is not named to them with `--profile` or in the program"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_variable_is_told_of_and_the_profiles_own_name_is_not() {
        let profile = "vouch".parse().unwrap();
        let all = Variables {
            has_access_key: true,
            has_web_identity: true,
            profile: Some("other".into()),
            default_profile: Some("third".into()),
            names_config_file: true,
            names_credentials_file: true,
        };
        let found = shadows(&all, &profile);
        let names: Vec<&str> = found.iter().map(Shadow::variable).collect();
        assert_eq!(
            names,
            [
                "AWS_ACCESS_KEY_ID",
                "AWS_WEB_IDENTITY_TOKEN_FILE",
                "AWS_PROFILE",
                "AWS_DEFAULT_PROFILE",
                "AWS_CONFIG_FILE",
                "AWS_SHARED_CREDENTIALS_FILE",
            ]
        );
        for shadow in found {
            assert!(shadow.to_string().starts_with(shadow.variable()));
        }
        let named = Variables { profile: Some("vouch".into()), ..Variables::default() };
        assert_eq!(shadows(&named, &profile), []);
        assert_eq!(shadows(&Variables::default(), &profile), []);
    }
}
