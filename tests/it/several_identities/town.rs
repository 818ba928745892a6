//! Alice, enrolled at two issuers, `work` and `client`, and logged in at both.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::canned::Canned;
use crate::dev::Dev;
use crate::world::{TestWorld, Told};

pub(super) const ROLE: &str = vouch::simulator::example::DEVELOPER;

pub(super) struct Town {
    pub(super) world: TestWorld,
    /// In AWS's place: what one issuer's token gets, the other's could get as well.
    pub(super) sts: Canned,
    work: Dev,
    client: Dev,
}

impl Town {
    pub(super) fn logged_in() -> Self {
        let town = Self::enrolled();
        for name in ["work", "client"] {
            town.world.vouch(&["--issuer", name, "login"]).ok();
        }
        town
    }

    pub(super) fn enrolled() -> Self {
        let mut world = TestWorld::new();
        let (work, client) = (Dev::start(&mut world, &[]), Dev::start(&mut world, &[]));
        for dev in [&work, &client] {
            let enroll = ["enroll", "--issuer", &dev.told.issuer, "--invite", "-"];
            let enroll = [&enroll[..], &["--software-key"]].concat();
            world.vouch_with_stdin(&enroll, &dev.told.invitation).ok();
        }
        let sts = Canned::start();
        world.set("AWS_ENDPOINT_URL_STS", sts.url());
        let town = Self { world, sts, work, client };
        let config = town.world.path("config/vouch/config.toml");
        let mut text = std::fs::read_to_string(&config).unwrap();
        for name in ["work", "client"] {
            let url = format!("url = \"{}\"\n", town.url(name));
            assert!(text.contains(&url), "{text}");
            text = text.replace(&url, &format!("{url}name = \"{name}\"\n"));
        }
        std::fs::write(&config, text).unwrap();
        town
    }

    pub(super) fn url(&self, name: &str) -> &str {
        let dev = if name == "work" { &self.work } else { &self.client };
        &dev.told.issuer
    }

    pub(super) fn credential(&self, issuer: &[&str]) -> Told {
        self.world.vouch(&[&["credential", "aws", "--role", ROLE], issuer].concat())
    }

    /// Returns whose token STS was shown last.
    pub(super) fn shown(&self) -> String {
        let body = self.sts.asked_sts().pop().unwrap().body;
        let (_, token) = body.split_once("WebIdentityToken=").unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
        claims["iss"].as_str().unwrap().to_owned()
    }

    /// Writes a profile of that issuer, as `vouch setup aws` does.
    pub(super) fn write_profile(&self, name: &str, issuer: &str) {
        let folder = self.world.path("home/.aws");
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("config");
        let before = std::fs::read_to_string(&file).unwrap_or_default();
        let text = format!(
            "{before}[profile {name}]\ncredential_process = vouch credential aws --issuer {issuer} --role {ROLE}\n"
        );
        std::fs::write(file, text).unwrap();
    }
}
