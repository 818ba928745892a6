//! Every region's endpoint, and where a token may not go.

mod settings;

use super::partition::PARTITIONS;
use super::*;

fn role(partition: &str) -> RoleArn {
    format!("arn:{partition}:iam::123456789012:role/Developer").parse().unwrap()
}

fn chosen(partition: &str, wish: Wish<'_>) -> Result<String, EndpointError> {
    choose(&role(partition), &wish).map(|chosen| chosen.url)
}

#[test]
fn every_region_has_its_own_endpoint() {
    for (partition, region, fips, dualstack, expected) in [
        ("aws", "eu-central-1", false, false, "sts.eu-central-1.amazonaws.com"),
        ("aws", "us-east-1", false, false, "sts.us-east-1.amazonaws.com"),
        ("aws", "us-east-1", true, false, "sts-fips.us-east-1.amazonaws.com"),
        ("aws", "us-east-1", false, true, "sts.us-east-1.api.aws"),
        ("aws", "us-east-1", true, true, "sts-fips.us-east-1.api.aws"),
        ("aws-cn", "cn-north-1", false, false, "sts.cn-north-1.amazonaws.com.cn"),
        ("aws-us-gov", "us-gov-west-1", true, false, "sts.us-gov-west-1.amazonaws.com"),
        ("aws-us-gov", "us-gov-west-1", false, true, "sts.us-gov-west-1.api.aws"),
        ("aws-us-gov", "us-gov-west-1", true, true, "sts-fips.us-gov-west-1.api.aws"),
        ("aws-eusc", "eusc-de-east-1", false, false, "sts.eusc-de-east-1.amazonaws.eu"),
        ("aws-iso", "us-iso-east-1", false, false, "sts.us-iso-east-1.c2s.ic.gov"),
        ("aws-iso-b", "us-isob-east-1", false, false, "sts.us-isob-east-1.sc2s.sgov.gov"),
        ("aws-iso-e", "eu-isoe-west-1", false, false, "sts.eu-isoe-west-1.cloud.adc-e.uk"),
        ("aws-iso-f", "us-isof-east-1", false, false, "sts.us-isof-east-1.csp.hci.ic.gov"),
        ("aws", "aws-global", false, false, "sts.amazonaws.com"),
        // Regions that nobody has heard of yet.
        ("aws", "mx-northwest-12", true, false, "sts-fips.mx-northwest-12.amazonaws.com"),
        ("aws-eusc", "eusc-de-west-2", false, true, "sts.eusc-de-west-2.api.amazonwebservices.eu"),
    ] {
        let wish = Wish { region: Some(region), fips, dualstack, ..Wish::default() };
        assert_eq!(chosen(partition, wish), Ok(format!("https://{expected}")));
    }
}

#[test]
fn without_a_region_the_partition_has_one() {
    for partition in &PARTITIONS {
        let url = chosen(partition.name, Wish::default()).unwrap();
        assert!(url.contains(partition.default_region), "{url}");
        assert_eq!(of_region(partition.default_region).unwrap().name, partition.name);
    }
}

#[test]
fn a_role_is_not_asked_for_in_another_partition() {
    let loopback = Named { url: "http://127.0.0.1:4566", by: NamedBy::Profile };
    for of_role in &PARTITIONS {
        for of_region in &PARTITIONS {
            let region = Some(of_region.default_region);
            let wish = Wish { region, ..Wish::default() };
            let found = [
                choose(&role(of_role.name), &wish).map(drop),
                choose(&role(of_role.name), &Wish { endpoint: Some(loopback), ..wish }).map(drop),
            ];
            let refused = Err(EndpointError::OtherPartition {
                role: of_role.name.into(),
                region: of_region.default_region.into(),
                partition: of_region.name,
            });
            let same = of_role.name == of_region.name;
            assert_eq!(found, [(); 2].map(|()| if same { Ok(()) } else { refused.clone() }));
        }
        let global = Wish { region: Some("aws-global"), ..Wish::default() };
        assert_eq!(chosen(of_role.name, global).is_ok(), of_role.name == "aws");
    }
    let wish = Wish { region: Some("cn-north-1"), ..Wish::default() };
    assert_eq!(
        chosen("aws", wish).unwrap_err().to_string(),
        "the role is in the partition aws, the region cn-north-1 is in aws-cn"
    );
    assert!(matches!(chosen("aws-xx", wish), Err(EndpointError::UnknownPartition(_))));
}

#[test]
fn the_global_endpoint_is_signed_for_a_region_and_has_no_variants() {
    let wish = Wish { region: Some("aws-global"), ..Wish::default() };
    assert_eq!(choose(&role("aws"), &wish).unwrap().region(), "us-east-1");
    for (fips, dualstack) in [(true, false), (false, true), (true, true)] {
        assert_eq!(
            chosen("aws", Wish { fips, dualstack, ..wish }),
            Err(EndpointError::GlobalVariant)
        );
    }
}

#[test]
fn elsewhere_than_at_aws_regions_have_names_of_their_own() {
    let named = Named { url: "http://127.0.0.1:4566", by: NamedBy::Profile };
    let at = |region| {
        choose(
            &role("aws"),
            &Wish { region: Some(region), endpoint: Some(named), ..Wish::default() },
        )
    };
    assert_eq!(at("garage").unwrap().region(), "garage");
    assert_eq!(at("a/b"), Err(EndpointError::UnknownRegion("a/b".into())));
}

#[test]
fn what_is_no_region_never_becomes_a_host() {
    for region in [
        "",
        "us",
        "us-east",
        "us-east-1a",
        "us-foo-bar-1",
        "eusc-fr-east-1",
        "aws-cn-global",
        "us-east-1.evil.example/",
        "US-EAST-1",
        "us--1",
        "xx-east-1",
    ] {
        let wish = Wish { region: Some(region), ..Wish::default() };
        assert_eq!(chosen("aws", wish), Err(EndpointError::UnknownRegion(region.into())));
    }
}

fn admitted(endpoint: &str, allowed: &[&str]) -> Result<String, EndpointError> {
    let allowed: Vec<String> = allowed.iter().map(|&one| one.into()).collect();
    let named = Named { url: endpoint, by: NamedBy::Variable("AWS_ENDPOINT_URL_STS") };
    let wish = Wish { endpoint: Some(named), ..Wish::default() };
    choose(&role("aws"), &wish)?.admit(&allowed).map(|endpoint| endpoint.url)
}

#[test]
fn a_token_goes_to_aws_and_to_this_machine() {
    for (endpoint, expected) in [
        ("https://sts.amazonaws.com", "https://sts.amazonaws.com"),
        ("https://sts.eu-west-1.amazonaws.com/", "https://sts.eu-west-1.amazonaws.com"),
        (
            "https://vpce-0a-b.sts.us-east-1.vpce.amazonaws.com",
            "https://vpce-0a-b.sts.us-east-1.vpce.amazonaws.com",
        ),
        ("http://127.0.0.1:4566", "http://127.0.0.1:4566"),
        ("http://localhost:4566/", "http://localhost:4566"),
        ("http://[::1]:4566", "http://[::1]:4566"),
    ] {
        assert_eq!(admitted(endpoint, &[]), Ok(expected.into()));
    }
}

#[test]
fn a_token_goes_nowhere_else_unless_the_configuration_lists_it() {
    for endpoint in [
        "https://sts.example.com",
        "https://evil.s3.amazonaws.com",
        "https://sts.s3.amazonaws.com",
        "https://sts.amazonaws.com.example.com",
        "https://xsts.amazonaws.com",
        "https://sts.us-east-1.amazonaws.com:8443",
        "https://a.sts.us-east-1.amazonaws.com",
        "https://x.vpce-svc-1.us-east-1.vpce.amazonaws.com",
    ] {
        let named_by = "AWS_ENDPOINT_URL_STS".into();
        let refused = Err(EndpointError::NotListed { url: endpoint.into(), named_by });
        assert_eq!(admitted(endpoint, &[]), refused);
        assert_eq!(admitted(endpoint, &[endpoint]), Ok(endpoint.into()));
        assert!(admitted(endpoint, &["https://sts.example.co"]).is_err());
    }
}

#[test]
fn what_is_no_endpoint_is_refused_although_listed() {
    for endpoint in [
        "http://sts.example.com",
        "http://sts.amazonaws.com",
        "ftp://127.0.0.1",
        "https://me:pw@sts.amazonaws.com",
        "https://me:pw@sts amazonaws.com",
        "https://sts.amazonaws.com?a=b",
        "sts.amazonaws.com",
        "",
    ] {
        let error = admitted(endpoint, &[endpoint]).unwrap_err();
        assert!(
            matches!(error, EndpointError::Insecure { .. } | EndpointError::NotUrl { .. }),
            "{endpoint}: {error}"
        );
        assert!(!error.to_string().contains("pw"), "{error}");
    }
}

#[test]
fn an_endpoint_that_is_named_is_taken_whatever_variant_is_wanted() {
    let named = Named { url: "https://sts.amazonaws.com", by: NamedBy::Profile };
    let wish = Wish { endpoint: Some(named), fips: true, dualstack: true, ..Wish::default() };
    assert_eq!(chosen("aws", wish), Ok("https://sts.amazonaws.com".into()));
}
