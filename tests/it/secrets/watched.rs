//! A world in which everything is watched.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use p256::SecretKey;
use p256::pkcs8::DecodePrivateKey as _;
use serde_json::Value;
use vouch::domain::shell::Shell;

use super::organisation::{self, Organisation, ROLE};
use super::processes::{Seen, Started, running};
use super::recorder::Recorder;
use super::search::Secrets;
use crate::canned::Canned;
use crate::endpoint::Serving;
use crate::journey::BOTO3;
use crate::terminal::Terminal;
use crate::tools::{require_aws_cli, require_boto3};
use crate::world::{TestWorld, Told};

/// A world that is watched: what was said and seen in it, and the secrets that nobody may say.
pub(super) struct Watched {
    pub(super) world: TestWorld,
    pub(super) organisation: Organisation,
    pub(super) secrets: Secrets,
    said: Vec<(String, Vec<u8>)>,
    pub(super) seen: Arc<Mutex<Seen>>,
    sampler: (Sender<()>, JoinHandle<()>),
}

/// Tells whether what was found is what a program of `exec` is given.
fn is_given(what: &str) -> bool {
    what.starts_with("SecretAccessKey (") || what.starts_with("SessionToken (")
}

/// How often all processes are looked at, beside the moments when one is known to run.
const SAMPLE: Duration = Duration::from_millis(20);

impl Watched {
    pub(super) fn start(mut world: TestWorld, root: Option<&str>) -> Self {
        std::fs::create_dir(world.path("tmp")).unwrap();
        world.set("TMPDIR", world.path("tmp"));
        let organisation = Organisation::start(&mut world, root);
        let mut secrets = Secrets::default();
        let pem = std::fs::read_to_string(organisation::signing_key(&world)).unwrap();
        let key = SecretKey::from_pkcs8_pem(&pem).unwrap();
        secrets.learn("the issuer's signing key", key.to_bytes());
        let seen = Arc::<Mutex<Seen>>::default();
        let sampler = sample(Arc::clone(&seen));
        Self { world, organisation, secrets, said: Vec::new(), seen, sampler }
    }

    pub(super) fn invitation(&mut self) -> String {
        let invitation = self.organisation.invite(&self.world);
        self.secrets.learn("the invitation", &invitation);
        self.secrets.learn("the invitation in one", invitation.replace('-', ""));
        invitation
    }

    /// Runs `vouch` and keeps all that it says.
    pub(super) fn run(&mut self, arguments: &[&str]) -> Told {
        let told = self.product(arguments);
        self.said.push((format!("stdout of {arguments:?}"), told.stdout.clone().into_bytes()));
        told
    }

    /// Runs a command whose stdout is a secret.
    fn product(&mut self, arguments: &[&str]) -> Told {
        let told = self.world.vouch(&[&["-vvv"], arguments].concat());
        self.keep(arguments, &told);
        told
    }

    pub(super) fn keep(&mut self, arguments: &[&str], told: &Told) {
        self.said.push((format!("stderr of {arguments:?}"), told.stderr.clone().into_bytes()));
    }

    /// Runs `vouch` at a terminal, where `person` does what is asked, and keeps what it shows.
    pub(super) fn at_terminal(&mut self, arguments: &[&str], person: impl FnOnce(&mut Terminal)) {
        let mut terminal = self.world.vouch_at_terminal(&[&["-vvv"], arguments].concat());
        person(&mut terminal);
        let (told, screen) = terminal.end();
        let told = told.ok();
        self.keep(arguments, &told);
        self.said.push((format!("stdout of {arguments:?}"), told.stdout.into_bytes()));
        self.said.push((format!("terminal of {arguments:?}"), screen.into_bytes()));
    }

    /// Learns what the keyring holds: the session, its key and, where it is one, the software key.
    pub(super) fn learn_keyring(&mut self, login: &str) {
        let state = std::fs::read_to_string(self.world.path("state/vouch/sessions.json")).unwrap();
        let state: Value = serde_json::from_str(&state).unwrap();
        let record = |member: &str| state["sessions"][0][member].as_str().unwrap();
        let session =
            item(&self.world, &format!("vouch:session:{}", record("session_id"))).unwrap();
        let session: Value = serde_json::from_str(&session).unwrap();
        let token = session["refresh_token"].as_str().unwrap();
        self.secrets.learn(&format!("{login}'s session"), token);
        self.learn_encoded(&format!("{login}'s session key"), &session["session_key"]);
        if let Some(key) = item(&self.world, &format!("vouch:key:{}", record("key_id"))) {
            self.learn_encoded("the software key", &key.into());
        }
    }

    fn learn_encoded(&mut self, name: &str, text: &Value) {
        let text = text.as_str().unwrap();
        self.secrets.learn(name, text);
        self.secrets.learn(name, URL_SAFE_NO_PAD.decode(text).unwrap());
    }

    /// Learns an ID token. The header is the same in all of the issuer's tokens: each is found.
    fn learn_token(&mut self, token: &str) {
        let parts: Vec<&str> = token.split('.').collect();
        let [header, claims, signature] = parts[..] else { panic!("{token} is no token") };
        self.secrets.learn("an ID token's header", header);
        self.secrets.learn("an ID token's claims", claims);
        self.secrets.learn("an ID token's signature", signature);
        self.secrets.learn("an ID token's signature", URL_SAFE_NO_PAD.decode(signature).unwrap());
    }

    /// Uses the session for everything that it is for.
    pub(super) fn use_session(&mut self) {
        let host = self.organisation.host().to_owned();
        self.run(&["status"]).ok();
        self.run(&["status", "--json"]).ok();
        self.run(&["keys", "list"]).ok();
        let audience = ["token", "--audience", &host, "--role", ROLE];
        let token = self.product(&audience).ok().stdout;
        self.learn_token(token.trim());
        self.use_tokens_from_elsewhere(&token);
        self.run(&[&audience[..], &["--decode"]].concat()).ok();
        self.run(&["setup", "aws", "--role", ROLE, "--region", "eu-central-1"]).ok();
        let credential = ["credential", "aws", "--role", ROLE];
        for more in [&[][..], &[], &["--no-cache"], &["--duration", "30m"]] {
            let told = self.product(&[&credential[..], more].concat()).ok();
            self.learn_credentials(&told.stdout);
        }
        self.product(&[&credential[..], &["--format", "env"]].concat()).ok();
        self.handed_to_programs();
        self.served();
        self.signed_in();
        self.run(&["keys", "list", "--json"]).ok();
        self.run(&["doctor"]);
        self.run(&["doctor", "--json"]);
        self.run(&["status", "--format", "shell"]).ok();
        self.run(&["status", "--format", "prompt"]).ok();
        self.run(&["log"]).ok();
        assert!(self.run(&["log", "--json"]).ok().stdout.contains("given"));
        self.written_to_a_full_disk(&credential);
        self.written_to_a_full_disk(&audience);
        self.used_by_tools();
        self.refused_by_aws();
        self.administered();
    }

    /// A program of `exec` is the one that is given secrets in its environment: those of the role.
    fn handed_to_programs(&mut self) {
        let seen = Arc::clone(&self.seen);
        let script = "echo there >/dev/tty; read line";
        self.at_terminal(&["exec", "--role", ROLE, "--", "sh", "-c", script], |terminal| {
            terminal.expect("there\r\n");
            seen.lock().unwrap().extend(running());
            terminal.answer("");
        });
        let has_them = |process: &Started| {
            let found = self.secrets.found(&process.environment);
            process.is_of_exec() && found.iter().any(|what| is_given(what))
        };
        assert!(self.seen.lock().unwrap().iter().any(has_them), "it has no credentials");
        for shell in Shell::ALL.map(Shell::name) {
            self.product(&["env", "--role", ROLE, "--shell", shell]).ok();
        }
        self.run(&["env", "--unset", "--shell", "bash"]).ok();
        for more in [&[][..], &["--json"]] {
            self.run(&[&["whoami", "--role", ROLE], more].concat()).ok();
        }
    }

    /// The token as others keep theirs: in a file, and printed by a program.
    fn use_tokens_from_elsewhere(&mut self, token: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("their.jwt").display().to_string();
        std::fs::write(&file, token).unwrap();
        let program = format!("/bin/cat {file}");
        for source in
            [["file", "--token-file", file.as_str()], ["command", "--token-command", &program]]
        {
            let usual = ["credential", "aws", "--role", ROLE, "--source"];
            let told = self.product(&[&usual[..], &source].concat()).ok();
            self.learn_credentials(&told.stdout);
        }
    }

    fn learn_credentials(&mut self, json: &str) {
        let credentials: Value = serde_json::from_str(json).unwrap();
        for member in ["SecretAccessKey", "SessionToken"] {
            self.secrets.learn(member, credentials[member].as_str().unwrap());
        }
    }

    /// Half of a secret may be in the buffer of what can't be written.
    fn written_to_a_full_disk(&mut self, arguments: &[&str]) {
        let mut command = self.world.command("vouch");
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let told = Told::from(command.arg("-vvv").args(arguments).stdout(full).output().unwrap());
        assert_eq!(told.exit, Some(1), "{told}");
        assert!(told.stderr.contains("could not write to stdout"), "{told}");
        self.keep(arguments, &told);
        // A token that is new each time isn't known; its form is.
        let token = told.stderr.split(|letter: char| !letter.is_ascii_alphanumeric());
        assert!(!token.into_iter().any(|word| word.starts_with("eyJ")), "{told}");
    }

    /// An endpoint on loopback answers, refuses, and ends. Its log is in a file of this world, where
    /// every secret is looked for.
    fn served(&mut self) {
        let log = std::fs::File::create(self.world.path("serve.log")).unwrap();
        let mut command = self.world.command("vouch");
        command.args(["-vvv", "serve", "--json", "--token-in-file", "--role", ROLE]).stderr(log);
        let mut serving = Serving::start(command);
        self.secrets.learn("an endpoint's token", &serving.token);
        assert_eq!(serving.get().status, 200);
        assert_eq!(serving.send(&serving.good().replace("GET", "PUT")).status, 405);
        self.seen.lock().unwrap().extend(running());
        assert_eq!(serving.end_by("TERM"), Some(0));
        self.product(&["exec", "--server", "--role", ROLE, "--", "true"]).ok();
    }

    /// The console's sign-in, for which a server on this machine stands.
    fn signed_in(&mut self) {
        let sign_in = Canned::start();
        self.world.set("AWS_ENDPOINT_URL_SIGNIN", sign_in.url());
        let told = self.product(&["console", "--print", "--role", ROLE]).ok();
        let (_, token) = told.stdout.trim().split_once("&SigninToken=").unwrap();
        self.secrets.learn("a sign-in token", token);
    }

    /// What an administrator reads.
    fn administered(&mut self) {
        for of in [&["users", "list"][..], &["keys", "list"], &["sessions", "list"], &["audit"]] {
            for more in [&[][..], &["--json"]] {
                let arguments = [of, more].concat();
                let told = self.organisation.administer(&self.world, &arguments).ok();
                assert!(told.stdout.contains("alice@example.com"), "{told}");
                self.keep(&arguments, &told);
                self.said.push((format!("stdout of {arguments:?}"), told.stdout.into_bytes()));
            }
        }
    }

    /// What others wrote runs `vouch`, which logs at trace level there too.
    fn used_by_tools(&mut self) {
        let aws = require_aws_cli().display().to_string();
        self.program(&aws, &["sts", "get-caller-identity", "--profile", "vouch"]);
        self.program(&require_boto3(), &["-c", BOTO3]);
    }

    /// Runs another program, which must succeed, and keeps all that it says.
    pub(super) fn program(&mut self, program: &str, arguments: &[&str]) {
        let told = self.world.run(program, arguments).ok();
        self.keep(&[program], &told);
        self.said.push((format!("stdout of {program}"), told.stdout.into_bytes()));
    }

    /// An STS on this machine refuses. While it is waited for, all processes are looked at; what
    /// it was sent is learnt.
    fn refused_by_aws(&mut self) {
        let seen = Arc::clone(&self.seen);
        let sts = Recorder::start(move || seen.lock().unwrap().extend(running()));
        self.world.set("AWS_ENDPOINT_URL_STS", sts.url());
        let refused = self.run(&["credential", "aws", "--role", ROLE]);
        assert_eq!(refused.exit, Some(6), "{refused}");
        self.world.set("AWS_ENDPOINT_URL_STS", self.organisation.sts_endpoint());
        let request = String::from_utf8(sts.heard().remove(0)).unwrap();
        let (_, token) = request.split_once("WebIdentityToken=").unwrap();
        self.learn_token(token.split('&').next().unwrap());
    }

    /// Looks for every secret everywhere. `learnt` and `ran` are what must have been there to be
    /// found.
    pub(super) fn assert_kept(mut self, learnt: &[&str], ran: &[&str]) {
        self.stop_sampling();
        assert_eq!(self.secrets.names(), learnt);
        for name in ran {
            let seen = self.seen.lock().unwrap();
            assert!(seen.iter().any(|process| process.name == *name), "{name} was not seen");
        }
        let found = self.found();
        // The one place where a secret belongs shows that the search finds.
        let signing_key = organisation::signing_key(&self.world).display().to_string();
        let (own, leaked): (Vec<String>, Vec<String>) =
            found.into_iter().partition(|what| what.ends_with(&signing_key));
        assert_eq!(leaked, [""; 0]);
        assert!(!own.is_empty() && own.iter().all(|what| what.starts_with("the issuer's signing")));
        assert!(self.said.iter().any(|(_, said)| String::from_utf8_lossy(said).contains("TRACE")));
    }

    /// Ends the looking at processes; what was seen stays.
    fn stop_sampling(&mut self) {
        let (stop, sampler) = std::mem::replace(&mut self.sampler, (channel().0, spawn(|| {})));
        drop(stop);
        sampler.join().unwrap();
    }

    /// Returns every secret that is where it was looked for, and where that is.
    pub(super) fn found(&self) -> Vec<String> {
        let mut found = Vec::new();
        for (place, bytes) in &self.said {
            found.extend(self.secrets.found(bytes).iter().map(|what| format!("{what} in {place}")));
        }
        let seen = self.seen.lock().unwrap();
        for process in seen.iter() {
            let (arguments, environment) = (&process.arguments, &process.environment);
            let mut told = self.secrets.found(environment);
            told.retain(|what| !(process.is_of_exec() && is_given(what)));
            told.extend(self.secrets.found(arguments));
            found.extend(told.iter().map(|what| format!("{what} in the process {}", process.name)));
        }
        found.extend(self.secrets.found_below(&self.world.path("")));
        found
    }
}

/// Looks at all processes again and again, until the sender is dropped.
fn sample(seen: Arc<Mutex<Seen>>) -> (Sender<()>, JoinHandle<()>) {
    let (stop, stopped) = channel();
    let sampler = spawn(move || {
        while stopped.recv_timeout(SAMPLE) == Err(RecvTimeoutError::Timeout) {
            seen.lock().unwrap().extend(running());
        }
    });
    (stop, sampler)
}

/// Returns an item of the world's keyring.
fn item(world: &TestWorld, name: &str) -> Option<String> {
    let told = world.run("secret-tool", &["lookup", "vouch-item", name]);
    Some(told.stdout.trim().to_owned()).filter(|item| !item.is_empty())
}
