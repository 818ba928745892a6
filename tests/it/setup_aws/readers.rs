//! The real readers: botocore, and the AWS SDK for Rust.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_runtime::env_config::section::EnvConfigSections;
use aws_runtime::env_config::source;
use aws_types::os_shim_internal::{Env, Fs};
use serde_json::Value;

use super::laptop::{Laptop, ROLE};
use crate::tools;

/// Files that both readers can read, full of what trips writers.
const READABLE: [&str; 9] = [
    "",
    "[default]\nregion = us-east-1",
    "[default]\r\nregion = us-east-1\r\n\r\n[profile b]\r\nrole_arn = x\r\nsource_profile = default\r\n",
    "# a\n[profile a]\ns3 =\n  region = x\n  max_concurrent_requests = 1\n\n; b\n[profile b]\nRegion = y # z\n",
    "[profile vouch]\nREGION = x # at home\ns3 =\n  region = y\n\n# about b\n[profile b]\nregion = z\n",
    "[profile\tvouch]\ncredential_process = /a/vouch credential aws\n  --more\n[profile b]\nregion = z\n",
    "[profile 'vouch'] ; mine\noutput = json\n  # note\n\n[profile b]\nregion = z\n",
    "[ profile vouch ]\noutput=json\n[profile b]\noutput = a\n\tb\n\n  c\n",
    "[sso-session vouch]\nsso_region = x\n[services vouch]\ns3 =\n  endpoint_url = http://x\n[vouch]\na = b\n[profile vouch]",
];

/// Files that botocore can't read.
const UNREADABLE: [&str; 7] = [
    "[a]\n[a]\n",
    "[a]\nb = c\nB = d\n",
    "\u{feff}[a]\nb = c\n",
    "a = b\n",
    "[a]\nb\n",
    "[a]\ns3 =\n  b\n",
    "[a]\n= b\n",
];

#[test]
fn botocore_reads_our_profile_and_every_other_as_before() {
    let laptops: Vec<Laptop> = READABLE.iter().map(|text| with(text)).collect();
    let before = botocore(&laptops);
    for laptop in &laptops {
        laptop.setup(&["--role", ROLE]).succeeds();
    }
    for ((mut before, mut after), laptop) in
        before.into_iter().zip(botocore(&laptops)).zip(&laptops)
    {
        let ours = after["profiles"].as_object_mut().unwrap().remove("vouch").unwrap();
        before["profiles"].as_object_mut().unwrap().remove("vouch");
        // A header that botocore didn't know for a profile's is no section of another kind now.
        before.as_object_mut().unwrap().remove(" profile vouch ");
        assert_eq!(after, before, "{}", laptop.config());
        assert_eq!(ours["region"], "eu-central-1");
        let line = laptop.line();
        assert_eq!(
            format!("credential_process = {}\n", ours["credential_process"].as_str().unwrap()),
            line
        );
        let words: Vec<&str> = line.split_whitespace().skip(2).collect();
        assert_eq!(ours["words"], serde_json::json!(words));
    }
}

#[test]
fn what_we_refuse_as_unreadable_is_unreadable_to_botocore() {
    let laptops: Vec<Laptop> = UNREADABLE.iter().map(|text| with(text)).collect();
    for (laptop, read) in laptops.iter().zip(botocore(&laptops)) {
        assert_eq!(read, Value::Null, "{}", laptop.config());
        laptop.setup(&["--role", ROLE]).fails(7);
    }
}

#[test]
fn the_sdk_for_rust_reads_our_profile_and_every_other_as_before() {
    for text in READABLE {
        let laptop = with(text);
        let before = sdk(&laptop.config_path());
        laptop.setup(&["--role", ROLE]).succeeds();
        let mut after = sdk(&laptop.config_path());
        let line = laptop.line();
        let command = line.trim_end().strip_prefix("credential_process = ").unwrap();
        let ours = after.iter().position(|(name, _)| name == "vouch").unwrap();
        let (_, keys) = after.remove(ours);
        assert_eq!(keys[0].as_deref(), Some(command), "{}", laptop.config());
        assert_eq!(keys[1].as_deref(), Some("eu-central-1"));
        let others: Vec<_> = before.into_iter().filter(|(name, _)| name != "vouch").collect();
        assert_eq!(after, others, "{}", laptop.config());
    }
}

#[test]
fn the_aws_command_line_finds_the_profile() {
    let laptop = with("[default]\nregion = us-east-1\n");
    laptop.setup(&["--role", ROLE]).succeeds();
    let output = Command::new(tools::require_aws_cli())
        .args(["configure", "get", "region", "--profile", "vouch"])
        .env("AWS_CONFIG_FILE", laptop.config_path())
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "eu-central-1\n", "{output:?}");
}

#[test]
fn a_shell_and_botocore_split_the_line_alike() {
    let laptop = with("");
    laptop.setup(&["--role", ROLE]).succeeds();
    let line = laptop.line();
    let (program, arguments) =
        line["credential_process = ".len()..].trim_end().split_once(' ').unwrap();
    let shown = Command::new("sh")
        .args(["-c", &format!("printf '%s\\n' {program} {arguments}")])
        .output()
        .unwrap()
        .stdout;
    let words: Vec<&str> = line.split_whitespace().skip(2).collect();
    assert_eq!(String::from_utf8(shown).unwrap().lines().collect::<Vec<_>>(), words);
}

fn with(config: &str) -> Laptop {
    let laptop = Laptop::new();
    laptop.write_config(config);
    laptop
}

/// Returns what botocore makes of each laptop's config file, `null` where it can't read it.
fn botocore(laptops: &[Laptop]) -> Vec<Value> {
    const PROGRAM: &str = "
import json, sys
from botocore.compat import compat_shell_split
from botocore.configloader import load_config
from botocore.exceptions import ConfigParseError
read = []
for path in json.load(sys.stdin):
    try:
        config = load_config(path)
        for profile in config['profiles'].values():
            if 'credential_process' in profile:
                profile['words'] = compat_shell_split(profile['credential_process'])
        read.append(config)
    except ConfigParseError:
        read.append(None)
json.dump(read, sys.stdout)
";
    let paths: Vec<_> = laptops.iter().map(Laptop::config_path).collect();
    let mut python = Command::new(python())
        .args(["-c", PROGRAM])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = serde_json::to_vec(&paths).unwrap();
    python.stdin.take().unwrap().write_all(&input).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "botocore is missing: `make test` installs it, or pip install boto3"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The Python that has botocore: where `VOUCH_TEST_PYTHON` says, else the one on the PATH.
fn python() -> PathBuf {
    std::env::var_os("VOUCH_TEST_PYTHON").map_or_else(|| tools::require("python3"), PathBuf::from)
}

/// Returns the profiles by name, each with some of its keys.
fn sdk(path: &Path) -> Vec<(String, Vec<Option<String>>)> {
    const KEYS: [&str; 6] =
        ["credential_process", "region", "output", "s3", "role_arn", "source_profile"];
    let files = EnvConfigFiles::builder().with_file(EnvConfigFileKind::Config, path).build();
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let fs = Fs::real();
    let env = Env::from_slice(&[]);
    let source = runtime.block_on(source::load(&env, &fs, &files)).unwrap();
    let profiles = EnvConfigSections::parse(source).unwrap();
    let mut names: Vec<String> = profiles.profiles().map(String::from).collect();
    names.sort();
    let keys = |name: &str| {
        let profile = profiles.get_profile(name).unwrap();
        KEYS.map(|key| profile.get(key).map(String::from)).to_vec()
    };
    names.into_iter().map(|name| (name.clone(), keys(&name))).collect()
}
