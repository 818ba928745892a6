//! SeaweedFS: an object store with an STS that fetches an issuer's keys and verifies its tokens.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use reqwest::Client;
use serde_json::{Value, json};
use vouch::adapters::random::{self, SystemRandom};
use vouch::adapters::runtime::block_on;

use crate::tools;
use crate::world::{TestWorld, Told};

/// Longer than it takes to start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);
/// What a test may read: it is in the bucket `bucket`.
pub(super) const OBJECT: &str = "greeting.txt";
pub(super) const GREETING: &str = "good morning";

/// A running store. It ends when this is dropped, and what it stored with it.
pub(super) struct ObjectStore {
    child: Child,
    url: String,
}

impl ObjectStore {
    /// Starts a store that gives the role to people of example.com whom the issuer vouches for.
    pub(super) fn start(world: &TestWorld, issuer: &str, role: &str) -> Self {
        let folder = world.path("object-store");
        fs::create_dir(&folder).unwrap();
        for _ in 0..3 {
            if let Some(store) = Self::try_start(world, issuer, role) {
                store.fill(world);
                return store;
            }
        }
        let log = fs::read_to_string(folder.join("log")).unwrap();
        panic!("the object store doesn't start:\n{log}");
    }

    /// The address, `HOST:PORT`.
    pub(super) fn host(&self) -> &str {
        self.url.strip_prefix("http://").unwrap()
    }

    /// The URL, of S3 and of STS alike.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// `None` when another program was quicker to take one of the ports.
    fn try_start(world: &TestWorld, issuer: &str, role: &str) -> Option<Self> {
        let folder = world.path("object-store");
        fs::write(folder.join("iam.json"), iam(issuer, role).to_string()).unwrap();
        fs::write(folder.join("s3.json"), administrator().to_string()).unwrap();
        let _ = fs::remove_dir_all(folder.join("data"));
        fs::create_dir(folder.join("data")).unwrap();
        let log = File::create(folder.join("log")).unwrap();
        let first = free_ports();
        let mut command = world.command(weed());
        command.current_dir(&folder).args(["server", "-dir=data", "-filer", "-s3"]);
        command.args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-volume.max=4"]);
        for (number, server) in ["s3", "master", "volume", "filer"].into_iter().enumerate() {
            let port = first + 2 * u16::try_from(number).unwrap();
            command.arg(format!("-{server}.port={port}"));
            command.arg(format!("-{server}.port.grpc={}", port + 1));
        }
        command.args(["-s3.port.iceberg=0", "-s3.port.lance=0", "-master.telemetry=false"]);
        command.args(["-s3.config=s3.json", "-s3.iam.config=iam.json", "-s3.iam.readOnly=false"]);
        let child = command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap();
        let mut store = Self { child, url: format!("http://127.0.0.1:{first}") };
        store.is_ready().then_some(store)
    }

    fn is_ready(&mut self) -> bool {
        let client = Client::builder().no_proxy().timeout(Duration::from_secs(5)).build().unwrap();
        let begun = Instant::now();
        let health = format!("{}/healthz", self.url);
        while begun.elapsed() < PATIENCE && self.child.try_wait().unwrap().is_none() {
            let answer = block_on(async { client.get(&health).send().await });
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        false
    }

    /// Lets the administrator store the object.
    fn fill(&self, world: &TestWorld) {
        let file = world.path("object-store").join(OBJECT);
        fs::write(&file, GREETING).unwrap();
        let body = file.display().to_string();
        for arguments in [
            &["create-bucket", "--bucket", "bucket"][..],
            &["put-object", "--bucket", "bucket", "--key", OBJECT, "--body", &body],
        ] {
            let mut aws = world.command(tools::require_aws_cli());
            aws.args(["s3api", "--endpoint-url", &self.url]).args(arguments);
            aws.envs([("AWS_ACCESS_KEY_ID", "ADMINKEY"), ("AWS_SECRET_ACCESS_KEY", "ADMINSECRET")]);
            Told::from(aws.output().unwrap()).ok();
        }
    }
}

impl Drop for ObjectStore {
    fn drop(&mut self) {
        // Asked to stop, it takes its time: seconds, or minutes.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns its version.
pub(super) fn version() -> String {
    let output = Command::new(weed()).arg("version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn weed() -> PathBuf {
    tools::require_named("VOUCH_TEST_OBJECT_STORE").join("weed")
}

/// Returns the first of eight free ports in a row, below those that outgoing connections take.
fn free_ports() -> u16 {
    for _ in 0..100 {
        let [high, low] = random::bytes(&SystemRandom);
        let first = 10_240 + u16::from_be_bytes([high, low]) % 2_500 * 8;
        let is_free = |port| TcpListener::bind((Ipv4Addr::UNSPECIFIED, port)).is_ok();
        if (first..first + 8).all(is_free) {
            return first;
        }
    }
    panic!("no ports are free");
}

fn administrator() -> Value {
    json!({"identities": [{
        "name": "admin",
        "credentials": [{"accessKey": "ADMINKEY", "secretKey": "ADMINSECRET"}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }]})
}

/// Providers are principals by their names, so this one has the ARN that AWS would give it.
fn iam(issuer: &str, role: &str) -> Value {
    let audience = issuer.strip_prefix("http://").unwrap();
    let provider = format!("arn:aws:iam::123456789012:oidc-provider/{audience}");
    json!({
        "sts": {
            "tokenDuration": "1h",
            "maxSessionLength": "12h",
            "issuer": "seaweedfs-sts",
            "signingKey": "dGVzdC1zaWduaW5nLWtleS0zMi1jaGFyYWN0ZXJzLWxvbmc=",
            "accountId": "123456789012",
        },
        "providers": [{
            "name": provider,
            "type": "oidc",
            "enabled": true,
            "config": {"issuer": issuer, "clientId": audience},
        }],
        "policy": {"defaultEffect": "Deny", "storeType": "memory"},
        "policies": [{"name": "Read", "document": {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Action": ["s3:Get*", "s3:List*", "s3:Head*", "sts:ValidateSession"],
                "Resource": ["*"],
            }],
        }}],
        "roles": [{
            "roleName": role.rsplit('/').next(),
            "roleArn": role,
            "attachedPolicies": ["Read"],
            "trustPolicy": {
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"Federated": provider},
                    "Action": ["sts:AssumeRoleWithWebIdentity"],
                    "Condition": {
                        "StringEquals": {"oidc:aud": audience},
                        "StringLike": {"oidc:sub": "*@example.com"},
                    },
                }],
            },
        }],
    })
}
