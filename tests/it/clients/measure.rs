//! One client in every state: how often it calls, and what it shows.

use std::process::Command;

use super::call::Call;
use super::endpoint::Endpoint;
use super::laptop::{BLANK, Laptop, PLAIN, Ran, SHORT, SPECIAL};
use super::page::{self, Measured};

/// A client, and how it is made to need credentials.
pub(super) struct Client<'a> {
    /// Its name on the page.
    pub(super) name: &'static str,
    /// Its version.
    pub(super) version: String,
    /// How many requests it makes in one run.
    pub(super) requests: usize,
    /// One run.
    pub(super) command: &'a dyn Fn() -> Command,
    /// What a run prints when every request is answered.
    pub(super) printed: String,
}

/// Lets the client run in every state, and compares it with its part of the page.
pub(super) fn measure(laptop: &Laptop, client: &Client<'_>) {
    let run = |profile: &str| {
        let ran = laptop.run(profile, (client.command)());
        assert_eq!(ran.told.exit, Some(0), "{profile}: {}", ran.told);
        assert_eq!(ran.told.stdout, client.printed, "{profile}: {}", ran.told);
        ran
    };
    let cold = run(PLAIN);
    let cached = run(PLAIN);
    laptop.age(50);
    let nearly_over = run(PLAIN);
    laptop.age(120);
    let over = run(PLAIN);
    for profile in [SPECIAL, BLANK] {
        assert_eq!(run(profile).exchanges, 0, "they are the same credentials");
    }
    let short = run(SHORT);
    let endpoints = [
        Endpoint::start(laptop, &["--token-in-file"]),
        Endpoint::start(laptop, &["--duration", "15m"]),
    ];
    let asked = endpoints.each_ref().map(|endpoint| endpoint.asked_by(laptop, client));
    laptop.world.vouch(&["logout"]).ok();
    let failing = laptop.run(PLAIN, (client.command)());
    assert!(failing.told.exit != Some(0) && failing.told.stdout.is_empty(), "{}", failing.told);
    assert_eq!(failing.exchanges, 0);
    let refused = endpoints[0].refuses(laptop, client);
    let started = started(&[&cold, &cached, &nearly_over, &over, &short, &failing]);
    page::check(&Measured {
        name: client.name,
        row: format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            client.name,
            client.version,
            started.shell,
            started.stdin,
            started.stderr,
            client.requests,
            shown(&cold),
            shown(&cached),
            shown(&nearly_over),
            shown(&over),
            shown(&short),
            failing.calls.len(),
        ),
        endpoint: format!(
            "| {} | {} | {} | {} | {} | {} |",
            client.name, client.requests, asked[0], asked[1], refused.asked, refused.says_why,
        ),
        failure: format!(
            "exit status {}\n{}",
            failing.told.exit.unwrap(),
            failing
                .told
                .stderr
                .replace(&laptop.dev.told.issuer, "https://vouch.example.com")
                .trim()
        ),
    });
}

fn shown(ran: &Ran) -> String {
    format!("{} / {}", ran.calls.len(), ran.exchanges)
}

/// Returns how every one of the calls was made.
fn started(runs: &[&Ran]) -> Call {
    let mut calls = runs.iter().flat_map(|ran| &ran.calls);
    let first = calls.next().expect("the client has called").clone();
    assert!(calls.all(|call| *call == first), "{runs:?}");
    first
}
