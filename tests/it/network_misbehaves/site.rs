//! A laptop on which alice is enrolled and logged in, with an issuer and an STS that can go wrong.

use std::path::PathBuf;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{TimeDelta, Utc};
use vouch::adapters::random::{self, Random, SystemRandom};
use vouch::adapters::security_key::software::SoftwareKey;
use vouch::adapters::state;
use vouch::domain::challenge::{ChallengeSecret, Purpose};
use vouch::domain::dpop::SessionKey;
use vouch::domain::secret::Secret;
use vouch::domain::session::{Login, SessionId, SessionItem, SessionRecord};

use super::server::{Fault, Good, Request, Server};
use super::tls::Tls;
use crate::canned::Answer;
use crate::keyring;
use crate::world::{TestWorld, Told};

pub(super) const ROLE: &str = "arn:aws:iam::123456789012:role/Developer";
/// What a session key looks like in the keyring: 32 bytes in base64url.
const SESSION_KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc";
/// What no stream may show.
const SECRETS: [&str; 4] = ["r3fresh", "t0ken", "c4nned-s", SESSION_KEY];

/// One keyring for all the sites of a test.
pub(super) struct Town {
    pub(super) world: TestWorld,
}

/// An issuer, an STS and what the laptop knows of them.
pub(super) struct Site<'a> {
    town: &'a Town,
    folder: PathBuf,
    pub(super) issuer: Server,
    pub(super) sts: Server,
    variables: Vec<(&'static str, String)>,
}

impl Town {
    pub(super) fn new() -> Self {
        Self { world: TestWorld::new() }
    }

    /// Starts both servers; alice is logged in at the issuer with a software key.
    pub(super) fn site(&self, tls: Option<&Tls>) -> Site<'_> {
        self.site_with(tls, tls)
    }

    /// Does so with other certificates for each.
    pub(super) fn site_with(&self, issuer: Option<&Tls>, sts: Option<&Tls>) -> Site<'_> {
        let issuer = Server::start(issuer.cloned(), good_issuer);
        let sts = Server::start(sts.cloned(), |_| good_sts());
        let url = issuer.url().to_owned();
        self.site_of(issuer, sts, &url)
    }

    fn site_of(&self, issuer: Server, sts: Server, url: &str) -> Site<'_> {
        let folder = self.world.path(&format!("site-{}", issuer.address().port()));
        std::fs::create_dir(&folder).unwrap();
        let session = session(url);
        self.keep(&session.session_id.item_name(), session.to_secret().expose());
        let record = SessionRecord {
            issuer: session.issuer,
            session_id: session.session_id,
            login: Login::Key { subject: session.subject, key_id: session.key_id.clone() },
            expires_at: session.expires_at,
            keyring: "secret-service".into(),
            auth_time: Some(session.auth_time),
        };
        state::update(&folder.join("vouch"), |records| records.insert(record)).unwrap();
        let config = format!(
            "allowed_sts_endpoints = ['{}']\n[[issuer]]\nurl = '{url}'\nsubject = 'alice@example.com'\n\
             [[issuer.key]]\nid = '{}'\nkind = 'software'\n",
            sts.url(),
            session.key_id
        );
        std::fs::write(folder.join("config.toml"), config).unwrap();
        let variables = vec![
            ("XDG_STATE_HOME", folder.display().to_string()),
            ("VOUCH_CONFIG", folder.join("config.toml").display().to_string()),
            ("AWS_ENDPOINT_URL_STS", sts.url().to_owned()),
        ];
        let site = Site { town: self, folder, issuer, sts, variables };
        self.keep(&format!("vouch:key:{}", session.key_id), &URL_SAFE_NO_PAD.encode([9; 32]));
        site
    }

    fn keep(&self, name: &str, secret: &str) {
        let kept = keyring::act(self.world.keyring(), &["write", name, secret]);
        assert_eq!(kept, "kept by secret-service");
    }
}

impl Site<'_> {
    /// Sets a variable for everything that runs here from now on.
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Lets the issuer misbehave from now on, at one path or, where that is empty, at all.
    pub(super) fn issuer_goes_wrong(&self, path: &'static str, fault: Fault) {
        self.sts.forget();
        self.issuer.go_wrong(path, fault);
    }

    /// Lets STS misbehave from now on.
    pub(super) fn sts_goes_wrong(&self, fault: Fault) {
        self.issuer.forget();
        self.sts.go_wrong("", fault);
    }

    /// Writes a file of this site and returns its path.
    pub(super) fn file(&self, name: &str, text: &str) -> String {
        let path = self.folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.town.world.command("setsid");
        command.args(["--wait", "vouch"]).args(arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(super) fn vouch(&self, arguments: &[&str]) -> Told {
        let told = Told::from(self.command(arguments).output().unwrap());
        for secret in SECRETS {
            assert!(!told.stderr.contains(secret), "{told}");
        }
        told
    }

    pub(super) fn credential(&self) -> Told {
        self.vouch(&["credential", "aws", "--role", ROLE, "--region", "eu-central-1"])
    }

    /// Runs `credential aws`, which must fail as AWS tools need it: nothing on stdout, one line on
    /// stderr. Returns what it told.
    pub(super) fn failed_credential(&self) -> String {
        let told = self.credential();
        assert_eq!((told.stdout.as_str(), told.stderr.matches('\n').count()), ("", 1), "{told}");
        self.line(&told)
    }

    /// Returns how it ended, how often both were asked since, and stderr, with what changes from
    /// run to run replaced.
    pub(super) fn line(&self, told: &Told) -> String {
        let (issuer, sts) = (self.issuer.asked().len(), self.sts.asked().len());
        let stderr = told.stderr.trim_end().replace("\n\n", "\n").replace('\n', "\n    ");
        let said = stderr
            .replace(self.issuer.url(), "ISSUER")
            .replace(self.sts.url(), "STS")
            .replace(&self.issuer.address().to_string(), "HOST");
        let exit = told.exit.unwrap_or(-1);
        format!("exit {exit}, issuer asked {issuer}, STS asked {sts}\n    {said}")
    }
}

/// Draws the software key that `KEY` says in base64url.
struct Nines;

impl Random for Nines {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(9);
    }
}

fn session(issuer: &str) -> SessionItem {
    let key = SoftwareKey::generate(&Nines);
    SessionItem {
        issuer: issuer.parse().unwrap(),
        session_id: SessionId::from_random(random::bytes(&SystemRandom)),
        subject: "alice@example.com".parse().unwrap(),
        key_id: key.jwk().thumbprint(),
        refresh_token: Secret::new("r3fresh"),
        session_key: SessionKey::from_secret(&Secret::new(SESSION_KEY)).unwrap(),
        expires_at: Utc::now() + TimeDelta::hours(8),
        auth_time: Utc::now(),
    }
}

/// An issuer that lets everybody in.
pub(super) fn good_issuer(url: &str) -> Good {
    let url = url.to_owned();
    Box::new(move |request| good_answer(&url, request))
}

fn good_answer(url: &str, request: &Request) -> Answer {
    let login = format!(r#"{{"iss":"{url}","aud":"{url}","sub":"alice@example.com"}}"#);
    let login = format!("e30.{}.t0ken", URL_SAFE_NO_PAD.encode(login));
    let body = match request.path.as_str() {
        "/.well-known/openid-configuration" => format!(
            r#"{{"issuer":"{url}","token_endpoint":"{url}/oauth/token","vouch_challenge_endpoint":"{url}/v1/login/challenge","vouch_enroll_endpoint":"{url}/v1/enroll"}}"#
        ),
        "/v1/login/challenge" => challenge(Purpose::Login),
        "/v1/enroll/challenge" => challenge(Purpose::Enroll),
        "/oauth/token" if request.body.contains("grant_type=refresh_token") => {
            r#"{"id_token":"header.t0ken.signature","expires_in":300}"#.into()
        }
        "/oauth/token" => format!(
            r#"{{"id_token":"{login}","refresh_token":"r3fresh","token_type":"DPoP","expires_in":300,"session_expires_in":28800}}"#
        ),
        "/oauth/revoke" => String::new(),
        "/v1/roles" => r#"{"subject":"alice@example.com","roles":[]}"#.into(),
        _ => return Answer::new(404, ""),
    };
    Answer::new(200, &body)
}

/// A challenge in the form of one; nobody checks the answer.
fn challenge(purpose: Purpose) -> String {
    let key = URL_SAFE_NO_PAD.encode([0; 32]).parse().unwrap();
    let challenge = ChallengeSecret::new([7; 32]).issue(purpose, &key, Utc::now(), [7; 16]);
    let expires_at = challenge.expires_at();
    format!(r#"{{"challenge":"{}","expires_at":{expires_at}}}"#, challenge.as_str())
}

/// An STS whose credentials have ten minutes left: usable, and not fresh.
pub(super) fn good_sts() -> Good {
    Box::new(|_| Answer::credentials(TimeDelta::minutes(10)).behind(TimeDelta::minutes(50)))
}

/// Returns how it ended and what it said.
pub(super) fn said(told: &Told) -> (Option<i32>, &str, &str) {
    (told.exit, &told.stdout, &told.stderr)
}
