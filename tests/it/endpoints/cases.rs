//! Settings, each in the places where it can stand, combined.

use std::collections::BTreeMap;

use serde::Serialize;
use vouch::domain::aws_profile::sts_settings;
use vouch::domain::endpoint::{self, EndpointError, Variables};

/// One set of variables, and a config file with the profile `dev`.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Case {
    pub(super) variables: BTreeMap<&'static str, &'static str>,
    pub(super) config: String,
}

/// A setting: in a variable, as a line of the profile, or nowhere.
type Place = Option<(Option<&'static str>, &'static str)>;

const fn variable(name: &'static str, value: &'static str) -> Place {
    Some((Some(name), value))
}

const fn line(text: &'static str) -> Place {
    Some((None, text))
}

const STS: Place = variable("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1");
const ALL: Place = variable("AWS_ENDPOINT_URL", "https://two.example.com/sts/");
const SERVICES: &str = "services = x\n[services x]\ns3 =\n  endpoint_url = http://127.0.0.1:9\nsts =\n  \
                        endpoint_url = http://127.0.0.1:3\n  region = eu-west-9\n";
const NO_STS: &str = "services = x\n[services x]\ns3 =\n  endpoint_url = http://127.0.0.1:9\n";
const IGNORE: &str = "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS";

/// Who names an endpoint, and whether it is ignored.
fn endpoints() -> Vec<Vec<Vec<Place>>> {
    vec![
        vec![vec![STS], vec![ALL], vec![STS, ALL], vec![]],
        vec![
            vec![],
            vec![variable(IGNORE, "true")],
            vec![variable(IGNORE, "false")],
            vec![line("ignore_configured_endpoint_urls = True")],
            vec![line("ignore_configured_endpoint_urls = true"), variable(IGNORE, "False")],
        ],
        vec![vec![line("region = eu-west-1")]],
        vec![vec![], vec![line("endpoint_url = http://127.0.0.1:4")]],
        // The last, since a section of its own begins in it.
        vec![vec![], vec![line(SERVICES)], vec![line(NO_STS)], vec![line("services = y")]],
    ]
}

/// Regions and variants, with and without an endpoint that is named.
fn variants() -> Vec<Vec<Vec<Place>>> {
    const FIPS: &str = "AWS_USE_FIPS_ENDPOINT";
    const DUALSTACK: &str = "AWS_USE_DUALSTACK_ENDPOINT";
    let region = |name| variable("AWS_DEFAULT_REGION", name);
    vec![
        vec![
            vec![region("us-east-1")],
            vec![line("region = us-gov-east-1")],
            vec![region("cn-north-1"), line("region = us-east-1")],
        ],
        vec![
            vec![],
            vec![variable(FIPS, "TRUE")],
            vec![line("use_fips_endpoint = true")],
            vec![line("use_fips_endpoint = true"), variable(FIPS, "false")],
        ],
        vec![
            vec![],
            vec![variable(DUALSTACK, "true")],
            vec![line("use_dualstack_endpoint = true")],
            vec![line("use_dualstack_endpoint = true"), variable(DUALSTACK, "false")],
        ],
        vec![vec![], vec![STS], vec![line("endpoint_url = http://127.0.0.1:4")]],
    ]
}

/// Returns every combination.
pub(super) fn all() -> Vec<Case> {
    [endpoints(), variants()].into_iter().flat_map(combined).collect()
}

fn combined(settings: Vec<Vec<Vec<Place>>>) -> Vec<Case> {
    let begin = Case { config: "[profile dev]\n".into(), ..Case::default() };
    settings.into_iter().fold(vec![begin], |cases, choices| {
        let with = |case: &Case, places: &[Place]| {
            let mut case = case.clone();
            for (name, value) in places.iter().flatten() {
                match name {
                    Some(name) => drop(case.variables.insert(name, value)),
                    None => case.config += &format!("{value}\n"),
                }
            }
            case
        };
        cases.iter().flat_map(|case| choices.iter().map(|places| with(case, places))).collect()
    })
}

/// Returns the URL that vouch asks for a role of the partition that the region is in.
pub(super) fn of_vouch(case: &Case) -> Result<String, EndpointError> {
    let set = |name| case.variables.get(name).map(ToString::to_string);
    let variables = Variables::read(set);
    let profile = sts_settings(&case.config, &"dev".parse().unwrap()).unwrap().unwrap();
    let region = set("AWS_REGION").or_else(|| set("AWS_DEFAULT_REGION"));
    let wish = endpoint::wish(region.as_deref(), &variables, Some(&profile))?;
    let partition = match wish.region {
        Some(region) if region.starts_with("cn-") => "aws-cn",
        Some(region) if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    };
    let role = format!("arn:{partition}:iam::123456789012:role/Developer").parse().unwrap();
    endpoint::choose(&role, &wish).map(|chosen| chosen.url().to_owned())
}
