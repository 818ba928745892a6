//! What a profile says of STS and of the way there.

use std::ops::Range;

use super::Refusal;
use super::botocore::Kind;
use super::document::Document;
use super::name::ProfileName;
use super::{sdk, words};

/// A profile's settings, as they stand there; `None` for what it doesn't say, or says nothing in
/// ([settings reference](https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html)).
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct StsSettings {
    /// `region`.
    pub region: Option<String>,
    /// `endpoint_url`, for all services.
    pub endpoint: Option<String>,
    /// What `services` names.
    pub services: Option<Services>,
    /// `ignore_configured_endpoint_urls`.
    pub ignores_endpoints: Option<String>,
    /// `use_fips_endpoint`.
    pub fips: Option<String>,
    /// `use_dualstack_endpoint`.
    pub dualstack: Option<String>,
    /// `ca_bundle`.
    pub ca_bundle: Option<String>,
}

/// The section that `services` names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Services {
    /// It is there.
    Found {
        /// Its name.
        name: String,
        /// `endpoint_url` below `sts`.
        sts_endpoint: Option<String>,
    },
    /// It isn't.
    Missing(String),
}

impl StsSettings {
    /// Tells whether the profile says anything that a `credential_process` has to read there: all
    /// but the region, which `setup aws` writes into the command line.
    pub fn matters(&self) -> bool {
        let region = self.region.clone();
        *self != Self { region, ..Self::default() }
    }
}

/// Returns what the profile of a config file says, or `None` where there is no such profile.
///
/// Values are read as the SDKs do, without a comment behind a blank: botocore takes it for a part of
/// the value, which is then none that it could use.
pub fn sts_settings(text: &str, profile: &ProfileName) -> Result<Option<StsSettings>, Refusal> {
    let document = Document::parse(text)?;
    let Some(section) = document.section(profile)? else { return Ok(None) };
    let mut settings = StsSettings::default();
    for (lines, key, _) in document.properties(section) {
        let value = value(&document.value(lines));
        match key {
            "region" => settings.region = value,
            "endpoint_url" => settings.endpoint = value,
            "services" => settings.services = value.map(|name| services(&document, name)),
            "ignore_configured_endpoint_urls" => settings.ignores_endpoints = value,
            "use_fips_endpoint" => settings.fips = value,
            "use_dualstack_endpoint" => settings.dualstack = value,
            "ca_bundle" => settings.ca_bundle = value,
            _ => {}
        }
    }
    Ok(Some(settings))
}

fn services(document: &Document, name: String) -> Services {
    let is_it = |header: &str| {
        let words = words::split(header).unwrap_or_default();
        matches!(&words[..], [kind, it] if kind == "services" && *it == name)
    };
    let Some(section) = document.sections(|header, _| is_it(header)).next() else {
        return Services::Missing(name);
    };
    let block = document.properties(section).find(|(_, key, _)| *key == "sts");
    let sts_endpoint = block.and_then(|(lines, _, _)| nested(document, lines, "endpoint_url"));
    Services::Found { name, sts_endpoint }
}

/// Returns a value of the block that begins there: `sts =`, and indented lines below.
fn nested(document: &Document, block: Range<usize>, wanted: &str) -> Option<String> {
    let lines = block.filter(|index| document.kinds[*index] == Kind::Continuation);
    let mut pairs = lines.filter_map(|index| document.lines[index].text.split_once('='));
    // Of two, the last counts for both readers.
    pairs.rfind(|(key, _)| key.trim() == wanted).and_then(|(_, text)| value(text))
}

fn value(text: &str) -> Option<String> {
    let text = sdk::without_comment(text).0;
    (!text.is_empty()).then(|| text.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> StsSettings {
        sts_settings(text, &"dev".parse().unwrap()).unwrap().unwrap()
    }

    const WHOLE: &str = "[default]
region = us-east-1
[profile dev]
region = eu-west-1
ENDPOINT_URL = http://localhost:4566 # all of them
services = local
ignore_configured_endpoint_urls = false
use_fips_endpoint = true
use_dualstack_endpoint: true
ca_bundle = ~/ca.pem
[services other]
sts =
  endpoint_url = http://localhost:1
[services local]
s3 =
  endpoint_url = http://localhost:2
sts =
  # here
  endpoint_url = http://localhost:3
  endpoint_url = http://localhost:4 ; last
";

    #[test]
    fn everything_is_read_in_the_profile_and_its_services() {
        let text = |text: &str| Some(text.to_owned());
        let expected = StsSettings {
            region: text("eu-west-1"),
            endpoint: text("http://localhost:4566"),
            services: Some(Services::Found {
                name: "local".into(),
                sts_endpoint: text("http://localhost:4"),
            }),
            ignores_endpoints: text("false"),
            fips: text("true"),
            dualstack: text("true"),
            ca_bundle: text("~/ca.pem"),
        };
        assert_eq!(read(WHOLE), expected);
        assert_eq!(sts_settings(WHOLE, &"stage".parse().unwrap()), Ok(None));
        assert_eq!(read("[profile dev]\nca_bundle =\n"), StsSettings::default());
    }

    #[test]
    fn services_without_an_endpoint_for_sts_are_told_from_none() {
        for (services, expected) in [
            ("[services x]\ns3 =\n  endpoint_url = http://localhost:2\n", Some(None)),
            ("[services x]\nsts = http://localhost:2\n", Some(None)),
            ("[services \"x\"]\nsts =\n  endpoint_url = a\n", Some(Some("a"))),
            ("[services y]\n", None),
            ("", None),
        ] {
            let found = read(&format!("[profile dev]\nservices = x\n{services}")).services;
            let expected = match expected {
                None => Services::Missing("x".into()),
                Some(endpoint) => {
                    Services::Found { name: "x".into(), sts_endpoint: endpoint.map(str::to_owned) }
                }
            };
            assert_eq!(found, Some(expected), "{services}");
        }
    }

    #[test]
    fn only_what_the_command_line_does_not_say_matters() {
        assert!(!read("[profile dev]\nregion = eu-west-1\noutput = json\n").matters());
        for line in ["ca_bundle = a", "use_fips_endpoint = false", "services = x"] {
            assert!(read(&format!("[profile dev]\n{line}\n")).matters(), "{line}");
        }
    }

    #[test]
    fn a_file_that_the_aws_cli_cannot_read_says_nothing() {
        let twice = "[profile dev]\nregion = a\nregion = b\n";
        assert!(matches!(
            sts_settings(twice, &"dev".parse().unwrap()),
            Err(Refusal::Unreadable(_))
        ));
    }
}
