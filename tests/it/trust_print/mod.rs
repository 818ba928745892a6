//! `vouch trust print` in each of its forms, judged by the programs that the forms are for.

mod aws_cli;
mod cloudformation;
mod hub;
mod iam;
mod journey;
mod lint;
mod policy;
mod presets;
mod revoke;
mod terraform;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;
use vouch::domain::trust::{Caller, Context, TrustPolicy};

use crate::tools;
use crate::world::{Told, binaries};

const ISSUER: &str = "https://vouch.example.com";
const ACCOUNT: &str = "123456789012";
const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";

/// A place to print and to run what was printed, without any configuration.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("HOME", self.0.path()).current_dir(self.0.path());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    fn run(&self, arguments: &[&str]) -> Told {
        let mut command = self.command(binaries().join("vouch"));
        Told::from(command.args(arguments).output().unwrap())
    }

    /// Prints for the issuer and the role `Developer`.
    fn print(&self, arguments: &[&str]) -> String {
        let start = ["--issuer", ISSUER, "trust", "print", "--role", "Developer"];
        self.run(&[&start, arguments].concat()).ok().stdout
    }

    /// Prints into a file.
    fn print_into(&self, file: &str, arguments: &[&str]) -> PathBuf {
        let path = self.path(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, self.print(arguments)).unwrap();
        path
    }

    /// Runs one of the programs that judge infrastructure.
    fn judge(&self, program: &str, arguments: &[&str]) -> Told {
        let program = tools::require_named("VOUCH_TEST_INFRASTRUCTURE").join(program);
        Told::from(self.command(program).args(arguments).output().unwrap())
    }
}

/// What every form is printed with: each line of it is another way to print the same role.
const WAYS: &[&[&str]] = &[
    &["--account", ACCOUNT, "--subject", "alice@example.com"],
    &["--subject", "alice@example.com", "--subject", "build-bot", "--source-identity"],
    &["--account", ACCOUNT, "--domain", "example.com", "--existing-provider"],
    &["--account", ACCOUNT, "--tag", "email=alice@example.com", "--software-keys"],
    &["--account", ACCOUNT, "--account", "210987654321", "--subject", "alice@example.com"],
    &["--subject", "alice@example.com", "--no-tags", "--thumbprint", THUMBPRINT],
];

/// Hubs, and others than our own issuer.
const OTHER_WAYS: &[&[&str]] = &[
    &["--hub", ACCOUNT, "--account", "210987654321", "--subject", "alice@example.com"],
    &[
        "--hub",
        ACCOUNT,
        "--account",
        "210987654321",
        "--domain",
        "example.com",
        "--source-identity",
    ],
    &["--for", "github", "--repository", "octo-org@1/octo-repo@2", "--environment", "production"],
    &["--for", "gitlab", "--project", "group/project", "--branch", "main", "--account", ACCOUNT],
    &["--for", "eks", "--provider", EKS, "--namespace", "default", "--service-account", "backup"],
    &["--for", "vendor", "--vendor", "210987654321", "--external-id", "a-secret/1"],
    &["--for", "oidc", "--provider", "https://i.example/a", "--client-id", "c", "--subject", "a|b"],
];

/// An EKS cluster's issuer.
const EKS: &str = "https://oidc.eks.eu-central-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

const THUMBPRINT: &str = "0123456789abcdef0123456789abcdef01234567";

/// Tells whether the policy lets in alice with a YubiKey, and not mallory.
#[track_caller]
fn assert_lets_in_alice_alone(policy: &str) {
    let policy: TrustPolicy = policy.parse().unwrap_or_else(|error| panic!("{error}: {policy}"));
    let admits = |sub: &str, email: &str| {
        let mut context = Context::default();
        for (key, value) in [
            ("vouch.example.com:aud", "vouch.example.com"),
            ("vouch.example.com:sub", sub),
            ("sts:RoleSessionName", sub),
            ("sts:SourceIdentity", sub),
            ("sts:RoleAuthorizedByIdp", "true"),
            ("aws:RequestTag/email", email),
            ("aws:RequestTag/domain", email.split_once('@').unwrap().1),
        ] {
            context.set(key, value);
        }
        context.set_list("vouch.example.com:amr", vec!["hwk".into(), "pin".into()]);
        context.set_list("aws:TagKeys", vec!["domain".into(), "email".into()]);
        let caller = Caller::Federated(PROVIDER.into());
        policy.evaluate("sts:AssumeRoleWithWebIdentity", &caller, &context).is_allowed()
    };
    assert!(admits("alice@example.com", "alice@example.com"), "{policy:?}");
    assert!(!admits("mallory@evil-example.com", "mallory@evil-example.com"), "{policy:?}");
}
