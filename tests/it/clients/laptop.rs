//! A laptop on which alice is logged in and has profiles, whose credential processes are counted.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::call::{self, Call, Given};
use crate::dev::Dev;
use crate::keyring;
use crate::world::{TestWorld, Told, binaries};

/// The person's assumed role at the simulated AWS.
pub(super) const ARN: &str =
    "arn:aws:sts::123456789012:assumed-role/VouchDeveloper/alice@example.com";
/// A profile as `setup aws` writes it.
pub(super) const PLAIN: &str = "vouch";
/// A profile whose name has everything in it that a name may have.
pub(super) const SPECIAL: &str = "me@example.com/dev.eu+1:a_b-c%d";
/// A profile whose credentials are good for AWS's shortest time.
pub(super) const SHORT: &str = "short";
/// A profile that a person wrote: the program's path has blanks, and stands in double quotes.
pub(super) const BLANK: &str = "blank";

/// The laptop, and the servers that it uses.
pub(super) struct Laptop {
    pub(super) world: TestWorld,
    pub(super) dev: Dev,
}

/// What came of a run of a client.
#[derive(Debug)]
pub(super) struct Ran {
    pub(super) told: Told,
    /// Each start of the credential process.
    pub(super) calls: Vec<Call>,
    /// How often a session was exchanged for an ID token, and that for credentials.
    pub(super) exchanges: usize,
}

impl Laptop {
    /// Enrolls and logs in.
    pub(super) fn logged_in() -> Self {
        let mut world = TestWorld::new();
        let dev = Dev::start(&mut world, &[]);
        let issuer = dev.told.issuer.as_str();
        let enroll = ["enroll", "--issuer", issuer, "--invite", "-", "--software-key"];
        world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
        world.vouch(&["login"]).ok();
        for (name, value) in [("AWS_EC2_METADATA_DISABLED", "true"), ("AWS_PAGER", "")] {
            world.set(name, value);
        }
        let laptop = Self { world, dev };
        laptop.write_profiles();
        laptop
    }

    /// Lets vouch write its profiles, puts the counting script before vouch, and adds the profiles
    /// that a person would write.
    fn write_profiles(&self) {
        let vouch = binaries().join("vouch");
        let plain = self.world.path("counted-vouch");
        let blank = self.world.path("with a blank").join("counted-vouch");
        fs::create_dir(self.world.path("with a blank")).unwrap();
        for script in [&plain, &blank] {
            call::write_script(script, &vouch, &self.log());
        }
        for profile in [PLAIN, SPECIAL] {
            let role = ["setup", "aws", "--role", &self.dev.told.role_arn, "--profile", profile];
            self.world.vouch(&role).ok();
        }
        let config = self.world.path("home/.aws/config");
        let written = fs::read_to_string(&config).unwrap();
        let begin = format!("credential_process = {} credential aws", vouch.display());
        assert_eq!(written.matches(&begin).count(), 2, "{written}");
        let counted = |script: &str| {
            written.replace(&begin, &format!("credential_process = {script} $0 credential aws"))
        };
        let text = counted(&plain.display().to_string());
        let section = |text: &str| text.split("\n[").next().unwrap().to_owned();
        let short = section(&text).replace("[profile vouch]", "[profile short]");
        let short = short.replace(" --role", " --duration 15m --role");
        let quoted = counted(&format!("\"{}\"", blank.display()));
        let quoted = section(&quoted).replace("[profile vouch]", "[profile blank]");
        fs::write(config, format!("{text}\n{short}\n\n{quoted}\n")).unwrap();
    }

    /// Runs a client in a profile.
    pub(super) fn run(&self, profile: &str, mut client: Command) -> Ran {
        client.env("AWS_PROFILE", profile);
        self.run_as_it_is(client)
    }

    /// Runs a client that knows by its environment where credentials are.
    pub(super) fn run_as_it_is(&self, mut client: Command) -> Ran {
        let file = |name: &str| self.world.path(name);
        let _ = fs::remove_file(self.log());
        fs::write(file("client-stdin"), "").unwrap();
        let before = self.tokens();
        let status = client
            .stdin(File::open(file("client-stdin")).unwrap())
            .stdout(File::create(file("client-stdout")).unwrap())
            .stderr(File::create(file("client-stderr")).unwrap())
            .status()
            .unwrap();
        let given = Given { stdin: &file("client-stdin"), stderr: &file("client-stderr") };
        let told = Told {
            stdout: fs::read_to_string(file("client-stdout")).unwrap(),
            stderr: fs::read_to_string(file("client-stderr")).unwrap(),
            exit: status.code(),
        };
        let calls = Call::read(&self.log(), &given);
        Ran { told, calls, exchanges: self.tokens() - before }
    }

    /// Makes the credentials in the cache older.
    pub(super) fn age(&self, minutes: i64) {
        let items = self.world.run("secret-tool", &["search", "--all", "application", "vouch"]);
        let lines = format!("{}{}", items.stdout, items.stderr);
        let mut names =
            lines.lines().filter_map(|line| line.strip_prefix("attribute.vouch-item = "));
        let name = names.find(|name| name.starts_with("vouch:1:")).expect("credentials are cached");
        let item = keyring::act(self.world.keyring(), &["read", name]);
        let mut item: Value = serde_json::from_str(item.strip_prefix("found ").unwrap()).unwrap();
        for time in ["expiration", "received_here", "received_at_sts"] {
            item[time] = (item[time].as_i64().unwrap() - minutes * 60).into();
        }
        let kept = keyring::act(self.world.keyring(), &["write", name, &item.to_string()]);
        assert_eq!(kept, "kept by secret-service");
    }

    /// Returns how many ID tokens the issuer has given for AWS.
    fn tokens(&self) -> usize {
        let log = fs::read_to_string(self.world.path("vouch-dev.log")).unwrap();
        let is_token =
            |line: &&str| line.contains(r#""event":"token""#) && line.contains("role_arn");
        log.lines().filter(is_token).count()
    }

    fn log(&self) -> PathBuf {
        self.world.path("calls")
    }
}
