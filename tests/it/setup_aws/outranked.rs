//! What the real tools do when another key stands beside vouch's, or a variable is set: whether they
//! run vouch is compared with what `domain::aws_profile` says.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use vouch::domain::aws_profile::{Conflict, Origin, Tool, Variables, conflicts, shadows};

use crate::canned::{Answer, Canned};
use crate::tools;
use crate::world::binaries;

const PAIR: &str = "aws_access_key_id = AKIASTATIC\naws_secret_access_key = x\n";
const ID: &str = "aws_access_key_id = AKIASTATIC\n";
const SECRET: &str = "aws_secret_access_key = x\n";
const TOKEN: &str = "aws_session_token = x\n";
const ROLE: &str = "role_arn = arn:aws:iam::123456789012:role/r\n";
const SOURCE: &str = "source_profile = static\n";
const ENVIRONMENT: &str = "credential_source = Environment\n";
const WEB: &str = "web_identity_token_file = /nowhere/token\n";
const LOGIN: &str = "login_session = arn:aws:iam::123456789012:user/x\n";
const SSO: &str = "sso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n";
const OLD_SSO: &str = "sso_start_url = https://x.example\nsso_region = eu-central-1\n\
                       sso_account_id = 123456789012\nsso_role_name = r\n";

/// What stands beside vouch's key: in the config file, and in the credentials file.
const BESIDE: [(&str, &str); 30] = [
    ("", ""),
    ("", PAIR),
    ("", ID),
    ("", SECRET),
    ("", TOKEN),
    (PAIR, ""),
    (ID, ""),
    (SECRET, ""),
    (TOKEN, ""),
    (ID, SECRET),
    (SECRET, ID),
    (SSO, ""),
    (OLD_SSO, ""),
    ("", OLD_SSO),
    ("sso_session = s\n", ""),
    ("sso_account_id = 123456789012\n", ""),
    ("sso_role_name = r\n", ""),
    ("sso_start_url = https://x.example\n", ""),
    ("sso_region = eu-central-1\n", ""),
    (ROLE, ""),
    ("", ROLE),
    (ROLE, SOURCE),
    ("role_arn = arn:aws:iam::123456789012:role/r\ncredential_source = Environment\n", ""),
    (SOURCE, ""),
    (ENVIRONMENT, ""),
    (WEB, ""),
    (WEB, ROLE),
    (LOGIN, ""),
    ("", "credential_process = /bin/false\n"),
    ("mfa_serial = x\nexternal_id = y\nduration_seconds = 900\nrole_session_name = z\n", ""),
];

/// A home with a profile for each case, and an STS that gives nothing.
struct Home {
    folder: TempDir,
    server: Canned,
}

impl Home {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let process = folder.path().join("process");
        let printed = r#"{"Version":1,"AccessKeyId":"ASIAPROCESS","SecretAccessKey":"s","SessionToken":"t","Expiration":"2099-01-01T00:00:00Z"}"#;
        fs::write(&process, format!("#!/bin/sh\necho '{printed}'\n")).unwrap();
        fs::set_permissions(&process, fs::Permissions::from_mode(0o755)).unwrap();
        let mut config =
            "[sso-session s]\nsso_region = eu-central-1\nsso_start_url = https://x.example\n"
                .to_owned();
        let mut credentials = format!("[static]\n{PAIR}");
        for (name, (in_config, in_credentials)) in names().iter().zip(BESIDE) {
            config += &format!(
                "[profile {name}]\nregion = eu-central-1\ncredential_process = {}\n{in_config}",
                process.display()
            );
            if !in_credentials.is_empty() {
                credentials += &format!("[{name}]\n{in_credentials}");
            }
        }
        fs::write(folder.path().join("config"), config).unwrap();
        fs::write(folder.path().join("credentials"), credentials).unwrap();
        let server = Canned::start();
        server.sts(&[Answer::new(403, "")]);
        server.issuer(&[Answer::new(200, "<ListBucketResult></ListBucketResult>")]);
        Self { folder, server }
    }

    fn command(&self, program: PathBuf) -> Command {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.folder.path())
            .env("AWS_CONFIG_FILE", self.folder.path().join("config"))
            .env("AWS_SHARED_CREDENTIALS_FILE", self.folder.path().join("credentials"))
            .env("AWS_ENDPOINT_URL_STS", self.server.url())
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env("NODE_PATH", tools::require_named("VOUCH_TEST_NODE_MODULES"));
        command
    }

    /// Returns what each profile resolves to; with no names, what the environment does.
    fn resolve(&self, reader: Reader, names: &[String], variables: &[(&str, &str)]) -> Vec<String> {
        if reader == Reader::Go {
            let all = names.iter().map(|name| format!("profile={name},"));
            let all: Vec<String> =
                if names.is_empty() { vec![String::new()] } else { all.collect() };
            return all.iter().map(|which| self.resolve_in_go(which, variables)).collect();
        }
        let mut command = match reader {
            Reader::Boto3 => self.script(tools::require_boto3().into(), "resolve_with_botocore.py"),
            Reader::CliV1 => {
                let python = tools::require_named("VOUCH_TEST_AWS_V1").with_file_name("python");
                self.script(python, "resolve_with_botocore.py")
            }
            Reader::JavaScript => {
                self.script(tools::require("node"), "resolve_with_javascript.cjs")
            }
            Reader::Rust | Reader::Go => {
                let mut command = self.command(binaries().join("client-of-the-aws-sdk"));
                command.arg("resolve");
                command
            }
        };
        let output = command.args(names).envs(variables.iter().copied()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<String> = said.lines().map(String::from).collect();
        let expected = names.len().max(1);
        assert_eq!(lines.len(), expected, "{said}{}", String::from_utf8_lossy(&output.stderr));
        lines
    }

    fn script(&self, program: PathBuf, script: &str) -> Command {
        let mut command = self.command(program);
        command.arg(tools::client(script));
        command
    }

    /// rclone signs a request for a bucket with what it resolved.
    fn resolve_in_go(&self, which: &str, variables: &[(&str, &str)]) -> String {
        let bucket =
            format!(":s3,provider=Other,env_auth=true,{which}endpoint='{}':b", self.server.url());
        let seen = self.server.asked_otherwise().len();
        let program = tools::require_named("VOUCH_TEST_OBJECT_STORE").join("rclone");
        let output = self
            .command(program)
            .args(["--config", "", "--retries", "1", "--low-level-retries", "1", "lsf", &bucket])
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let requests = self.server.asked_otherwise().split_off(seen);
        let signed = requests.iter().find_map(|request| {
            let (_, rest) = request.head.split_once("Credential=")?;
            Some(rest.split('/').next()?.to_owned())
        });
        let said = || format!("error: {}", String::from_utf8_lossy(&output.stderr));
        signed.unwrap_or_else(said)
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reader {
    Boto3,
    CliV1,
    Go,
    JavaScript,
    Rust,
}

const READERS: [(Reader, Tool); 5] = [
    (Reader::Boto3, Tool::CommandLine),
    (Reader::CliV1, Tool::CommandLine),
    (Reader::Go, Tool::Go),
    (Reader::JavaScript, Tool::JavaScript),
    (Reader::Rust, Tool::Rust),
];

fn names() -> Vec<String> {
    (0..BESIDE.len()).map(|number| format!("case-{number}")).collect()
}

/// The tools that don't run vouch, by our own judgement.
fn ignoring((in_config, in_credentials): (&str, &str)) -> Vec<Tool> {
    let profile = "vouch".parse().unwrap();
    let read = |origin, header: &str, keys: &str| {
        conflicts(origin, &format!("{header}\n{keys}"), &profile).unwrap()
    };
    let mut all = read(Origin::Config, "[profile vouch]", in_config);
    all.extend(read(Origin::Credentials, "[vouch]", in_credentials));
    let is_ignoring = |tool: &Tool| all.iter().any(|one| one.ignoring(&all).contains(tool));
    Tool::ALL.into_iter().filter(is_ignoring).collect()
}

#[test]
fn a_tool_runs_vouch_unless_we_say_that_it_does_not() {
    let home = Home::new();
    let mut wrong = Vec::new();
    for (reader, tool) in READERS {
        for (found, case) in home.resolve(reader, &names(), &[]).iter().zip(BESIDE) {
            if (found == "ASIAPROCESS") == ignoring(case).contains(&tool) {
                wrong.push(format!("{reader:?}: {case:?}: {found}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The AWS CLI's second version is one program; a process for each case would take long.
#[test]
fn the_second_aws_command_line_does_as_the_first() {
    let home = Home::new();
    let aws = tools::require_aws_cli();
    for place in [1, 5, 11] {
        let output = home
            .command(aws.clone())
            .args(["configure", "export-credentials", "--profile", &names()[place]])
            .output()
            .unwrap();
        let runs = String::from_utf8_lossy(&output.stdout).contains("ASIAPROCESS");
        let expected = !ignoring(BESIDE[place]).contains(&Tool::CommandLine);
        assert_eq!(runs, expected, "{:?}: {output:?}", BESIDE[place]);
    }
}

/// Keys in the environment win over a profile that the environment names, but in JavaScript.
#[test]
fn variables_keep_the_tools_from_the_profile_that_we_say() {
    let home = Home::new();
    let keys = [("AWS_ACCESS_KEY_ID", "AKIAENV"), ("AWS_SECRET_ACCESS_KEY", "x")];
    let web = [
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token"),
        ("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r"),
    ];
    let rest = [("AWS_SESSION_TOKEN", "x"), ("AWS_ROLE_ARN", "x")];
    let said = |variables: Variables| {
        shadows(&variables, &"case-0".parse().unwrap()).iter().map(ToString::to_string).collect()
    };
    let with_key = Variables { has_access_key: true, ..Variables::default() };
    let with_web = Variables { has_web_identity: true, ..Variables::default() };
    let of_keys: Vec<String> = said(with_key);
    let of_web: Vec<String> = said(with_web);
    for (reader, tool) in READERS {
        let named: String = tool.to_string().replace(" and ", ", ");
        for (variables, words) in [(&keys[..], &of_keys), (&web, &of_web), (&rest, &Vec::new())] {
            let all = [&[("AWS_PROFILE", "case-0")], variables].concat();
            let found = home.resolve(reader, &[], &all).remove(0);
            let ignored = words.iter().any(|words| words.contains(&named));
            assert_eq!(found != "ASIAPROCESS", ignored, "{reader:?} {variables:?}: {found}");
        }
    }
}

/// A key can't be judged by itself alone.
#[test]
fn what_a_key_does_depends_on_those_beside_it() {
    let key = |key: &str| Conflict { origin: Origin::Config, line: 1, key: key.into() };
    let role = key("role_arn");
    assert!(!role.ignoring(std::slice::from_ref(&role)).contains(&Tool::JavaScript));
    assert!(role.ignoring(&[role.clone(), key("source_profile")]).contains(&Tool::JavaScript));
}
