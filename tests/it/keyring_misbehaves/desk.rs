//! Alice, logged in with a software key, and what the commands tell her.

use crate::dev::Dev;
use crate::mishaps::{enrolled, items};
use crate::world::{TestWorld, Told};

/// The commands that open the keyring, and `status`, which opens none.
pub(super) const COMMANDS: [&[&str]; 7] = [
    &["status"],
    &["credential", "aws", "--role", "ROLE"],
    &["token", "--audience", "a"],
    &["keys", "list"],
    &["login"],
    &["logout"],
    &["doctor", "--json"],
];

/// The commands that open it for credentials, and say what `token` says.
const ALIKE: [&[&str]; 3] = [
    &["exec", "--role", "ROLE", "--", "echo", "started"],
    &["env", "--role", "ROLE", "--shell", "json"],
    &["whoami", "--role", "ROLE"],
];

/// The world in which she is logged in.
pub(super) struct Desk {
    pub(super) world: TestWorld,
    pub(super) dev: Dev,
}

impl Desk {
    pub(super) fn logged_in() -> Self {
        let (world, dev) = enrolled();
        world.vouch(&["login"]).ok();
        Self { world, dev }
    }

    pub(super) fn credential(&self) -> Told {
        self.world.vouch(&["credential", "aws", "--role", &self.dev.told.role_arn])
    }

    /// Returns the name of the only item of that kind: `session`, `key`, or `1` for the cache.
    pub(super) fn item(&self, kind: &str) -> String {
        let prefix = format!("vouch:{kind}:");
        let mut names = items(&self.world);
        names.retain(|name| name.starts_with(&prefix));
        let [name] = &names[..] else { panic!("{names:?}") };
        name.clone()
    }

    /// Returns what the commands that open the keyring say, one after the other.
    pub(super) fn said(&self) -> String {
        let token = self.told(&["token", "--audience", "a"]);
        for command in ALIKE {
            let told = self.told(command);
            assert_eq!(told.split_once('\n'), token.replace("token", command[0]).split_once('\n'));
        }
        COMMANDS.map(|command| self.told(command)).concat()
    }

    /// Returns what one command says; `doctor` of keyring and session, `status` only whether it does.
    pub(super) fn told(&self, arguments: &[&str]) -> String {
        let role = self.dev.told.role_arn.as_str();
        let arguments: Vec<&str> =
            arguments.iter().map(|word| if *word == "ROLE" { role } else { word }).collect();
        let Told { exit, stdout, stderr } = self.world.vouch(&arguments);
        let name = format!("$ vouch {}: exit {}\n", arguments[0], exit.unwrap());
        match arguments[0] {
            "doctor" => format!("{name}{}\n", findings(&stdout)),
            "status" => format!("{name}\n"),
            "whoami" => format!("{name}{}\n", stderr.replace(self.host(), "HOST")),
            _ => {
                assert_eq!(stdout, "", "{stderr}");
                format!("{name}{}\n", stderr.replace(self.host(), "HOST"))
            }
        }
    }

    /// Everything works, with the session of before.
    pub(super) fn all_is_well(&self) {
        let sessions = self.world.vouch(&["status", "--json"]).ok().stdout;
        self.credential().ok();
        let role = self.dev.told.role_arn.as_str();
        self.world.vouch(&["token", "--audience", self.host(), "--role", role]).ok();
        self.world.vouch(&["login"]).ok();
        self.credential().ok();
        assert_ne!(self.world.vouch(&["status", "--json"]).ok().stdout, sessions);
        self.world.vouch(&["logout"]).ok();
        assert!(items(&self.world).iter().all(|name| name.starts_with("vouch:key:")));
    }

    fn host(&self) -> &str {
        self.dev.told.issuer.strip_prefix("http://").unwrap()
    }
}

/// What is wrong with the keyring and the session.
fn findings(report: &str) -> String {
    let report: serde_json::Value = serde_json::from_str(report).unwrap();
    let findings = report.as_array().unwrap().iter();
    // How fast it is, and when it ends, is not what this is about.
    let ids = ["keyring.sessions", "keyring.cache", "session.live", "session.kept"];
    let ours = findings.filter(|finding| ids.iter().any(|it| finding["id"] == *it));
    ours.map(|finding| match finding["state"].as_str().unwrap() {
        "good" => format!("{}: good\n", finding["id"]),
        state => {
            format!("{}: {state}: {}; {}\n", finding["id"], finding["words"], finding["remedy"])
        }
    })
    .collect()
}
