//! An issuer with files and a log, and an AWS that trusts it.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use crate::dev::Dev;
use crate::world::{TestWorld, Told};

/// The role that alice may have.
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";

/// `vouch-server` in the folder `issuer` of the world, and the simulated AWS of `vouch-dev`.
pub(crate) struct Organisation {
    issuer: String,
    server: Child,
    aws: Dev,
}

impl Organisation {
    /// Starts both. `root` is the attestation root to trust, in PEM.
    pub(crate) fn start(world: &mut TestWorld, root: Option<&str>) -> Self {
        let host = free_address();
        let issuer = format!("http://{host}");
        fs::create_dir(world.path("issuer")).unwrap();
        world.set("RUST_LOG", "trace");
        world.set("VOUCH_LOG", "trace");
        world.run("vouch-server", &["--config", &config(world), "init", "--issuer", &issuer]).ok();
        configure(world, root);
        let server = serve(world, &host);
        let state = world.path("aws.toml");
        fs::write(&state, aws(&host)).unwrap();
        let aws = Dev::start(world, &["--aws-state", &state.display().to_string()]);
        Self { issuer, server, aws }
    }

    /// Returns the issuer's URL.
    pub(crate) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Returns the issuer's URL without its scheme.
    pub(crate) fn host(&self) -> &str {
        self.issuer.strip_prefix("http://").unwrap()
    }

    /// Returns the simulated STS.
    pub(crate) fn sts_endpoint(&self) -> &str {
        &self.aws.told.sts_endpoint
    }

    /// Returns the running processes, `vouch-server` first.
    pub(super) fn children(&mut self) -> [&mut Child; 2] {
        [&mut self.server, self.aws.child()]
    }

    /// Returns an invitation for alice.
    pub(crate) fn invite(&self, world: &TestWorld) -> String {
        let invite = ["invite", "alice@example.com", "--allow-software-key"];
        self.administer(world, &invite).ok().stdout.trim().into()
    }

    /// Runs a command of `vouch-server` beside the one that serves.
    pub(super) fn administer(&self, world: &TestWorld, arguments: &[&str]) -> Told {
        world.run("vouch-server", &[&["--config", &config(world)], arguments].concat())
    }
}

impl Drop for Organisation {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// The issuer's own file with the signing key.
pub(crate) fn signing_key(world: &TestWorld) -> PathBuf {
    world.path("issuer/signing-keys/current.pem")
}

fn config(world: &TestWorld) -> String {
    world.path("issuer/vouch-server.toml").display().to_string()
}

/// The issuer's name holds its port, so the port is chosen before it is bound: on an address of
/// loopback that is this process's own, and that no outgoing connection takes.
fn free_address() -> String {
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let listener = std::net::TcpListener::bind(format!("127.77.{high}.{low}:0")).unwrap();
    listener.local_addr().unwrap().to_string()
}

fn configure(world: &TestWorld, root: Option<&str>) {
    let text = fs::read_to_string(config(world)).unwrap();
    let roots = root.map_or("roots = []".into(), |root| format!("roots = [\"{root}\"]"));
    let text = text
        .replace("allow_software_keys = false", "allow_software_keys = true")
        .replace("roots = []", &roots);
    let grant = format!("\n[[grant]]\nperson = \"alice@example.com\"\nroles = [\"{ROLE}\"]\n");
    fs::write(config(world), text + &grant).unwrap();
}

fn serve(world: &TestWorld, host: &str) -> Child {
    let log = File::create(world.path("issuer.log")).unwrap();
    let mut child = world
        .command("vouch-server")
        .args(["--config", &config(world), "run", "--listen", host])
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, format!("http://{host}\n"));
    child
}

fn aws(host: &str) -> String {
    format!(
        r#"
allow_loopback = true
[[provider]]
account = "123456789012"
url = "http://{host}"
client_ids = ["{host}"]
[[role]]
arn = "{ROLE}"
trust_policy = '''
{{
  "Version": "2012-10-17",
  "Statement": {{
    "Effect": "Allow",
    "Principal": {{"Federated": "arn:aws:iam::123456789012:oidc-provider/{host}"}},
    "Action": ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
    "Condition": {{"StringEquals": {{"{host}:aud": "{host}", "{host}:sub": "alice@example.com"}}}}
  }}
}}
'''
"#
    )
}
