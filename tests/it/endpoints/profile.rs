//! `vouch credential aws --profile NAME` reads that profile's settings, and no other's.

use std::fs;
use std::process::Output;

use crate::credential_aws::laptop::Laptop;
use crate::credential_aws::{given, refused};

/// Runs the command with this config file, without an endpoint in the environment.
fn run(laptop: &Laptop, config: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    let path = laptop.daemon.folder().join("aws-config");
    fs::write(&path, config).unwrap();
    let mut command = laptop.command(arguments);
    command.env_remove("AWS_ENDPOINT_URL_STS").env("AWS_CONFIG_FILE", path);
    command.envs(variables.iter().copied()).output().unwrap()
}

const DEV: [&str; 2] = ["--profile", "dev"];

#[test]
fn the_sts_that_a_profile_names_is_asked() {
    let laptop = Laptop::logged_in();
    let url = laptop.canned.url();
    let services =
        format!("[profile dev]\nservices = x\n[services x]\nsts =\n  endpoint_url = {url}\n");
    given(&run(&laptop, &services, &DEV, &[]));
    assert_eq!(laptop.calls(), (1, 1));
    // The same STS by another setting is the same call.
    given(&run(&laptop, &format!("[profile dev]\nendpoint_url = {url}\n"), &DEV, &[]));
    assert_eq!(laptop.calls(), (1, 1));
    // Another name of it isn't, nor is another region.
    let other = url.replace("127.0.0.1", "localhost");
    given(&run(&laptop, &format!("[profile dev]\nendpoint_url = {other}\n"), &DEV, &[]));
    let region = format!("[profile dev]\nendpoint_url = {other}\nregion = eu-west-1\n");
    given(&run(&laptop, &region, &DEV, &[]));
    given(&run(&laptop, &region, &["--profile", "dev", "--region", "us-east-1"], &[]));
    assert_eq!(laptop.calls(), (3, 3));
}

#[test]
fn a_profile_that_only_the_environment_names_does_not_count() {
    let laptop = Laptop::logged_in();
    let url = laptop.canned.url().to_owned();
    let config = "[default]\nuse_fips_endpoint = true\n[profile dev]\nendpoint_url = http://127.0.0.1:1\n\
                  use_fips_endpoint = true\nregion = cn-north-1\nca_bundle = /nowhere/ca.pem\n";
    let variables = [("AWS_PROFILE", "dev"), ("AWS_DEFAULT_PROFILE", "dev")];
    let variables = [&variables[..], &[("AWS_ENDPOINT_URL_STS", &*url)]].concat();
    given(&run(&laptop, config, &[], &variables));
    assert_eq!(laptop.calls(), (1, 1));
}

#[test]
fn an_endpoint_of_a_profile_must_be_listed_too() {
    let laptop = Laptop::logged_in();
    for (config, setting) in [
        ("[profile dev]\nendpoint_url = https://sts.invalid\n", "the profile's `endpoint_url`"),
        (
            "[profile dev]\nservices = x\n[services x]\nsts =\n endpoint_url = https://sts.invalid\n",
            "the section `[services x]`",
        ),
    ] {
        let told = refused(&run(&laptop, config, &DEV, &[]), 7);
        let expected =
            format!("the STS endpoint https://sts.invalid of {setting} is not one of AWS's");
        assert!(told.contains(&expected), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn what_is_wrong_with_the_settings_is_told_before_any_call() {
    let laptop = Laptop::logged_in();
    let user = "https://me:s3same@sts.example.com";
    for (config, variables, words) in [
        ("[profile stage]\n", &[][..], "no profile `dev` in "),
        ("", &[], "no profile `dev` in "),
        ("[profile dev]\nregion = a\nregion = b\n", &[], "line 3 repeats the key `region`"),
        ("[profile dev]\nregion = eu-west\n", &[], "`eu-west` is not an AWS region"),
        (
            "[profile dev]\nuse_fips_endpoint = 1\n",
            &[],
            "`use_fips_endpoint` of the profile is `1`",
        ),
        ("[profile dev]\nservices = x\n", &[], "the section `[services x]`, which is not in"),
        (&format!("[profile dev]\nendpoint_url = {user}\n"), &[], "is not a URL of the form"),
        (
            "[profile dev]\n",
            &[("AWS_USE_DUALSTACK_ENDPOINT", "no")],
            "AWS_USE_DUALSTACK_ENDPOINT is `no`",
        ),
    ] {
        let told = refused(&run(&laptop, config, &DEV, variables), 7);
        assert!(told.contains(words) && !told.contains("s3same"), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
}

#[test]
fn a_role_is_asked_for_in_no_other_partition() {
    let laptop = Laptop::logged_in();
    let url = laptop.canned.url().to_owned();
    for region in
        ["cn-north-1", "us-gov-west-1", "eusc-de-east-1", "us-iso-east-1", "us-isob-west-1"]
    {
        let config = format!("[profile dev]\nregion = {region}\n");
        let told = refused(&run(&laptop, &config, &DEV, &[("AWS_ENDPOINT_URL", &url)]), 7);
        assert!(told.contains("the role is in the partition aws, the region "), "{told}");
    }
    assert_eq!(laptop.calls(), (0, 0));
}
