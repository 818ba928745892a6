//! Alice, logged in with a software key, and what the commands tell her.

use crate::dev::Dev;
use crate::mishaps::{enrolled, items};
use crate::world::{TestWorld, Told};

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
        let role = self.dev.told.role_arn.as_str();
        let said = [
            &["credential", "aws", "--role", role][..],
            &["token", "--audience", "a"],
            &["keys", "list"],
            &["login"],
            &["logout"],
        ]
        .map(|arguments| self.told(arguments));
        // It opens no keyring.
        self.world.vouch(&["status"]).ok();
        said.concat()
    }

    /// Returns what one command says.
    pub(super) fn told(&self, arguments: &[&str]) -> String {
        let Told { exit, stdout, stderr } = self.world.vouch(arguments);
        assert_eq!(stdout, "", "{stderr}");
        let words = stderr.replace(self.host(), "HOST");
        format!("$ vouch {}: exit {}\n{words}\n", arguments[0], exit.unwrap())
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
