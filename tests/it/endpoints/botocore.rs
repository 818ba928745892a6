//! For every region and every combination of settings vouch asks the STS that botocore asks.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde::Deserialize;
use vouch::domain::endpoint::{EndpointError, Wish, choose};

use super::cases::{self, Case};
use super::differences;
use crate::tools::require_boto3;

/// What botocore says, of all that this suite asks.
#[derive(Deserialize)]
pub(super) struct Said {
    /// The regions of each partition, `aws-global` and the like among them.
    partitions: BTreeMap<String, Vec<String>>,
    /// The URLs of each region, with FIPS or not, with dual-stack or not.
    urls: BTreeMap<String, Vec<(bool, bool, String)>>,
    /// To each case of [`cases::all`], then to those of [`differences`].
    answers: Vec<Answer>,
}

/// What botocore makes of one case.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Answer {
    Raised(String),
    Url(String),
}

/// One Python for all tests.
pub(super) static SAID: LazyLock<Said> = LazyLock::new(|| {
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/endpoints/resolve_with_botocore.py");
    let mut child = Command::new(require_boto3())
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let all: Vec<Case> = cases::all().into_iter().chain(differences::cases()).collect();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&all).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "botocore could not be asked");
    serde_json::from_slice(&output.stdout).unwrap()
});

/// Returns botocore's answers to the cases in which it differs.
pub(super) fn different() -> &'static [Answer] {
    &SAID.answers[cases::all().len()..]
}

#[test]
fn every_partition_and_every_region_of_it_is_known() {
    assert_eq!(SAID.partitions.len(), 8);
    for (partition, regions) in &SAID.partitions {
        let role = format!("arn:{partition}:iam::123456789012:role/Developer").parse().unwrap();
        assert!(!regions.is_empty());
        for region in regions.iter().filter(|region| !region.ends_with("-global")) {
            let wish = Wish { region: Some(region), ..Wish::default() };
            assert!(choose(&role, &wish).is_ok(), "{region}");
        }
    }
}

#[test]
fn every_region_has_the_hosts_that_botocore_finds() {
    let mut count = 0;
    for (region, urls) in &SAID.urls {
        let partition = partition(region);
        let role = format!("arn:{partition}:iam::123456789012:role/Developer").parse().unwrap();
        for (fips, dualstack, url) in urls {
            let (fips, dualstack) = (*fips, *dualstack);
            let wish = Wish { region: Some(region), endpoint: None, fips, dualstack };
            let chosen = choose(&role, &wish).map(|chosen| chosen.url().to_owned());
            count += 1;
            if !region.ends_with("-global") || url == "https://sts.amazonaws.com" {
                assert_eq!(chosen.as_ref(), Ok(url));
                continue;
            }
            // botocore makes up hosts here that there are not.
            let nonsense = matches!(
                chosen,
                Err(EndpointError::GlobalVariant | EndpointError::UnknownRegion(_))
            );
            assert!(nonsense && url.contains(&format!(".{region}.")), "{region}: {chosen:?}");
        }
    }
    assert!(count > 200, "{count} regions and variants");
}

/// By botocore's list, or, for the regions that are none yet, by their beginning.
fn partition(region: &str) -> &'static str {
    let known = SAID.partitions.iter().find(|(_, regions)| regions.iter().any(|it| it == region));
    let beginnings = [
        ("us-gov-", "aws-us-gov"),
        ("cn-", "aws-cn"),
        ("eusc-de-", "aws-eusc"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("eu-isoe-", "aws-iso-e"),
    ];
    let by_name = || beginnings.iter().find(|(begin, _)| region.starts_with(begin));
    known.map(|(name, _)| name.as_str()).unwrap_or_else(|| by_name().map_or("aws", |it| it.1))
}

#[test]
fn every_combination_of_settings_leads_where_botocore_goes() {
    let (mut reached, mut refused) = (0, 0);
    for (case, answer) in cases::all().iter().zip(&SAID.answers) {
        let vouch = cases::of_vouch(case);
        match (answer, &vouch) {
            (Answer::Url(url), Ok(ours)) if url.trim_end_matches('/') == ours => reached += 1,
            (Answer::Raised(_), Err(_)) => refused += 1,
            _ => panic!("botocore: {answer:?}, vouch: {vouch:?}, for {case:#?}"),
        }
    }
    assert!(reached > 200 && refused > 5, "{reached} reached, {refused} refused");
}
