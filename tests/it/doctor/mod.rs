//! `vouch doctor`: what stands between a person and a credential, made wrong one by one.

mod rows;
mod themselves;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use virtual_yubikey::{Options, Plugged};

use crate::dev::Dev;
use crate::laptop::logged_in;
use crate::virtual_key::VirtualKey;
use crate::world::{TestWorld, Told};

/// A laptop on which everything is as it should be.
struct Laptop {
    world: TestWorld,
    dev: Dev,
    _key: VirtualKey,
    /// The files that a test may change, with what they say.
    files: Vec<(PathBuf, Option<String>)>,
}

/// What may be changed, below the world's folder.
const CONFIG: &str = "config/vouch/config.toml";
const SESSIONS: &str = "state/vouch/sessions.json";
const AWS_CONFIG: &str = "home/.aws/config";
const AWS_CREDENTIALS: &str = "home/.aws/credentials";

impl Laptop {
    fn in_order() -> Self {
        let (mut world, dev) = logged_in();
        let key = VirtualKey::start(Options { plugged: Plugged::Out, ..Options::default() });
        world.set("PCSCLITE_CSOCK_NAME", key.socket());
        fs::create_dir(world.path("tmp")).unwrap();
        world.set("TMPDIR", world.path("tmp"));
        let setup = ["setup", "aws", "--role", &dev.told.role_arn, "--region", "eu-central-1"];
        world.vouch(&setup).ok();
        let files = [CONFIG, SESSIONS, AWS_CONFIG, AWS_CREDENTIALS]
            .map(|name| (world.path(name), fs::read_to_string(world.path(name)).ok()));
        Self { files: files.into(), world, dev, _key: key }
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.world.path(name)).unwrap()
    }

    fn write(&self, name: &str, text: impl AsRef<str>) {
        fs::write(self.world.path(name), text.as_ref()).unwrap();
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from}: {text}");
        self.write(name, text.replacen(from, to, 1));
    }

    fn doctor(&self, variables: &[(String, String)]) -> Told {
        let mut command = self.world.command("setsid");
        command.args(["--wait", "vouch", "doctor", "--json"]);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        Told::from(command.output().unwrap())
    }

    /// Everything is as it was.
    fn mend(&self) {
        for (path, text) in &self.files {
            match text {
                None => fs::remove_file(path).unwrap_or_default(),
                Some(text) => {
                    fs::write(path, text).unwrap();
                    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
                }
            }
        }
    }
}

/// Returns the findings of a report.
fn report(told: &Told) -> Vec<Value> {
    serde_json::from_str(&told.stdout).unwrap_or_else(|_| panic!("{told}"))
}

/// Returns the worst finding of that check.
#[track_caller]
fn finding(told: &Told, id: &str) -> Value {
    let found = report(told).into_iter().filter(|it| it["id"] == id);
    let grade =
        |it: &Value| ["good", "warning", "bad"].iter().position(|state| it["state"] == *state);
    found.max_by_key(grade).unwrap_or_else(|| panic!("no {id}: {told}"))
}

#[test]
fn nothing_is_set_up_yet() {
    let world = TestWorld::new();
    let told = world.vouch(&["doctor", "--json"]).ok();
    for (id, state) in [
        ("keyring.sessions", "good"),
        ("issuer.known", "warning"),
        ("session.live", "warning"),
        ("profile.written", "warning"),
    ] {
        assert_eq!(finding(&told, id)["state"], state, "{told}");
    }
    assert!(report(&told).iter().all(|it| it["id"] != "helper.answers"), "{told}");
}

#[test]
fn on_a_laptop_in_order_everything_is_good() {
    let laptop = Laptop::in_order();
    let terminal = laptop.world.vouch_at_terminal(&["doctor", "--json"]);
    let told = terminal.end().0.ok();
    let not_good: Vec<Value> =
        report(&told).into_iter().filter(|it| it["state"] != "good").collect();
    assert!(not_good.is_empty(), "{not_good:#?}");
    for found in report(&told) {
        let members: Vec<_> = found.as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["exit", "id", "remedy", "state", "words"]);
    }
    // For people it is a line each, and nothing of it is secret: the whole is in the secrets' suite.
    let people = laptop.world.vouch(&["doctor"]).ok().stdout;
    assert!(people.contains("good  helper.answers"), "{people}");
}

#[test]
fn what_others_may_change_is_mended_where_it_is_asked_for() {
    let laptop = Laptop::in_order();
    let config = laptop.world.path(CONFIG);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    fs::set_permissions(&config, fs::Permissions::from_mode(0o666)).unwrap();
    let told = laptop.doctor(&[]);
    assert_eq!((told.exit, mode(&config)), (Some(7), 0o666), "{told}");
    assert_eq!(finding(&told, "config.file")["state"], "bad");
    let told = laptop.world.vouch(&["doctor", "--fix", "--json"]).ok();
    assert_eq!(mode(&config), 0o644);
    assert!(told.stderr.contains(&format!("mended: {}", config.display())), "{told}");
    assert_eq!(finding(&told, "files.permissions")["state"], "good");
    // The second time there is nothing to mend.
    assert_eq!(laptop.world.vouch(&["doctor", "--fix"]).ok().stderr, "");
}

#[test]
fn the_first_thing_that_is_bad_gives_the_exit_code() {
    let mut laptop = Laptop::in_order();
    laptop.write(AWS_CREDENTIALS, "[vouch]\naws_access_key_id = AKIAEXAMPLE\n");
    assert_eq!(laptop.doctor(&[]).exit, Some(7));
    laptop.dev.stop();
    assert_eq!(laptop.doctor(&[]).exit, Some(5));
    laptop.world.keyring().freeze();
    assert_eq!(laptop.doctor(&[]).exit, Some(8));
}

/// Makes an executable file.
fn script(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Returns what a command of another program finds.
fn asked(command: &mut Command) -> Told {
    Told::from(command.args(["doctor", "--json"]).output().unwrap())
}
