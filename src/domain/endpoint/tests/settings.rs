//! Which setting counts, and what is none.

use crate::domain::aws_profile::{Services, StsSettings};
use crate::domain::endpoint::*;

/// Variables as they would be set, `AWS_` left out.
fn variables(set: &[(&str, &str)]) -> Variables {
    Variables::read(|name| {
        let name = name.strip_prefix("AWS_").unwrap();
        set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).into())
    })
}

/// A profile that says everything.
fn profile() -> StsSettings {
    let text = |text: &str| Some(text.to_owned());
    StsSettings {
        region: text("eu-west-1"),
        endpoint: text("http://[::1]:4"),
        services: Some(Services::Found { name: "x".into(), sts_endpoint: text("http://[::1]:3") }),
        ignores_endpoints: None,
        fips: text("true"),
        dualstack: text("TRUE"),
        ca_bundle: None,
    }
}

#[test]
fn a_variable_goes_before_the_profile_and_sts_before_all_services() {
    let mut profile = profile();
    let endpoint = |set: &[(&str, &str)], profile: &StsSettings| {
        let variables = variables(set);
        let wish = wish(None, &variables, Some(profile)).unwrap();
        wish.endpoint.map(|named| format!("{} {}", named.url, named.by))
    };
    let (one, two) = (("ENDPOINT_URL_STS", "http://[::1]:1"), ("ENDPOINT_URL", "http://[::1]:2"));
    let expected = |text: &str| Some(text.to_owned());
    assert_eq!(endpoint(&[two, one], &profile), expected("http://[::1]:1 AWS_ENDPOINT_URL_STS"));
    assert_eq!(endpoint(&[two], &profile), expected("http://[::1]:2 AWS_ENDPOINT_URL"));
    let services = expected("http://[::1]:3 the section `[services x]`");
    assert_eq!(endpoint(&[], &profile), services);
    let of_profile = expected("http://[::1]:4 the profile's `endpoint_url`");
    profile.services = Some(Services::Found { name: "x".into(), sts_endpoint: None });
    assert_eq!(endpoint(&[], &profile), of_profile);
    profile.services = None;
    assert_eq!(endpoint(&[], &profile), of_profile);
    profile.ignores_endpoints = Some("true".into());
    assert_eq!(endpoint(&[one], &profile), None);
    let heeded = ("IGNORE_CONFIGURED_ENDPOINT_URLS", "False");
    assert_eq!(endpoint(&[heeded], &profile), of_profile);
    let ignored = ("IGNORE_CONFIGURED_ENDPOINT_URLS", "true");
    assert_eq!(endpoint(&[ignored, one, two], &StsSettings::default()), None);
}

#[test]
fn what_was_said_to_the_call_goes_before_everything() {
    let (none, profile) = (Variables::default(), profile());
    let region = |said| wish(said, &none, Some(&profile)).unwrap().region;
    assert_eq!(region(Some("us-east-1")), Some("us-east-1"));
    assert_eq!(region(None), Some("eu-west-1"));
    let variants = |set: &[(&str, &str)]| {
        let variables = variables(set);
        let wish = wish(None, &variables, Some(&profile)).unwrap();
        (wish.fips, wish.dualstack)
    };
    assert_eq!(variants(&[]), (true, true));
    assert_eq!(variants(&[("USE_FIPS_ENDPOINT", "false")]), (false, true));
    assert_eq!(variants(&[("USE_DUALSTACK_ENDPOINT", "false")]), (true, false));
}

#[test]
fn what_is_neither_true_nor_false_is_refused() {
    let refused = |set: &[(&str, &str)], profile: &StsSettings| {
        wish(None, &variables(set), Some(profile)).unwrap_err().to_string()
    };
    for name in ["USE_FIPS_ENDPOINT", "USE_DUALSTACK_ENDPOINT", "IGNORE_CONFIGURED_ENDPOINT_URLS"] {
        for value in ["1", "yes", "on", "true "] {
            assert_eq!(
                refused(&[(name, value)], &profile()),
                format!("AWS_{name} is `{value}`, which is neither `true` nor `false`")
            );
        }
    }
    assert_eq!(
        refused(&[], &StsSettings { fips: Some("0".into()), ..profile() }),
        "`use_fips_endpoint` of the profile is `0`, which is neither `true` nor `false`"
    );
}

#[test]
fn services_that_are_missing_are_told_unless_nothing_is_looked_for_there() {
    let missing = StsSettings { services: Some(Services::Missing("x".into())), ..profile() };
    let found = |set: &[(&str, &str)]| wish(None, &variables(set), Some(&missing)).map(drop);
    assert_eq!(found(&[]), Err(EndpointError::NoServices("x".into())));
    assert_eq!(found(&[("ENDPOINT_URL", "http://[::1]:2")]), Ok(()));
    assert_eq!(found(&[("IGNORE_CONFIGURED_ENDPOINT_URLS", "true")]), Ok(()));
}
