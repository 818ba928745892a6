//! What arguments, variables and a profile say of STS, and which of them counts.

use std::fmt;

use super::{EndpointError, Wish};
use crate::domain::aws_profile::{Services, StsSettings};

/// What the environment says of AWS's endpoints, as it stands there
/// ([service-specific endpoints](https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html)).
#[derive(Clone, Debug, Default)]
pub struct Variables {
    sts_endpoint: Option<String>,
    endpoint: Option<String>,
    ignores_endpoints: Option<String>,
    fips: Option<String>,
    dualstack: Option<String>,
}

const STS_ENDPOINT: &str = "AWS_ENDPOINT_URL_STS";
const ENDPOINT: &str = "AWS_ENDPOINT_URL";
const IGNORES_ENDPOINTS: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";
const FIPS: &str = "AWS_USE_FIPS_ENDPOINT";
const DUALSTACK: &str = "AWS_USE_DUALSTACK_ENDPOINT";

impl Variables {
    /// Reads them by a function that returns a variable's value, or `None` if it isn't set or set to
    /// nothing.
    pub fn read(variable: impl Fn(&'static str) -> Option<String>) -> Self {
        Self {
            sts_endpoint: variable(STS_ENDPOINT),
            endpoint: variable(ENDPOINT),
            ignores_endpoints: variable(IGNORES_ENDPOINTS),
            fips: variable(FIPS),
            dualstack: variable(DUALSTACK),
        }
    }
}

/// An endpoint that a setting names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Named<'a> {
    /// What stands there, a URL or not.
    pub url: &'a str,
    /// The setting.
    pub by: NamedBy<'a>,
}

/// The setting that names an endpoint.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NamedBy<'a> {
    /// `endpoint_url` of the profile.
    Profile,
    /// `endpoint_url` below `sts` in a section `[services NAME]`.
    Services(&'a str),
    /// A variable.
    Variable(&'static str),
}

/// Puts together what is wanted: what was said to this call, else the variables, else the profile.
pub fn wish<'a>(
    region: Option<&'a str>,
    variables: &'a Variables,
    profile: Option<&'a StsSettings>,
) -> Result<Wish<'a>, EndpointError> {
    let truth = |name, variable: &Option<String>, key: fn(&StsSettings) -> &Option<String>| {
        let of_profile = profile.and_then(|profile| key(profile).as_deref());
        truth(name, variable.as_deref(), of_profile)
    };
    let ignored =
        truth(IGNORES_ENDPOINTS, &variables.ignores_endpoints, |it| &it.ignores_endpoints)?;
    Ok(Wish {
        region: region.or_else(|| profile?.region.as_deref()),
        endpoint: if ignored { None } else { endpoint(variables, profile)? },
        fips: truth(FIPS, &variables.fips, |it| &it.fips)?,
        dualstack: truth(DUALSTACK, &variables.dualstack, |it| &it.dualstack)?,
    })
}

/// What is for STS alone goes before what is for all services, a variable before the profile.
fn endpoint<'a>(
    variables: &'a Variables,
    profile: Option<&'a StsSettings>,
) -> Result<Option<Named<'a>>, EndpointError> {
    let in_variables = [(STS_ENDPOINT, &variables.sts_endpoint), (ENDPOINT, &variables.endpoint)];
    for (name, url) in in_variables {
        if let Some(url) = url {
            return Ok(Some(Named { url, by: NamedBy::Variable(name) }));
        }
    }
    let Some(profile) = profile else { return Ok(None) };
    match &profile.services {
        Some(Services::Missing(name)) => return Err(EndpointError::NoServices(name.clone())),
        Some(Services::Found { name, sts_endpoint: Some(url) }) => {
            return Ok(Some(Named { url, by: NamedBy::Services(name) }));
        }
        Some(Services::Found { sts_endpoint: None, .. }) | None => {}
    }
    Ok(profile.endpoint.as_deref().map(|url| Named { url, by: NamedBy::Profile }))
}

/// The profile's key is the variable's name without `AWS_`.
fn truth(
    name: &'static str,
    variable: Option<&str>,
    profile: Option<&str>,
) -> Result<bool, EndpointError> {
    let Some(value) = variable.or(profile) else { return Ok(false) };
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => {
            let key = name.trim_start_matches("AWS_").to_ascii_lowercase();
            let of_profile = || format!("`{key}` of the profile");
            let setting = variable.map_or_else(of_profile, |_| name.into());
            Err(EndpointError::NotTruth { setting, value: value.into() })
        }
    }
}

impl fmt::Display for NamedBy<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile => formatter.write_str("the profile's `endpoint_url`"),
            Self::Services(name) => write!(formatter, "the section `[services {name}]`"),
            Self::Variable(name) => formatter.write_str(name),
        }
    }
}
