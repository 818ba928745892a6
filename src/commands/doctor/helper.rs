//! The command line of one profile, run as an AWS tool runs it.

use std::time::Duration;

use serde::Deserialize;

use super::catalogue::{HELPER_ANSWERS, HELPER_SLOW};
use super::finding::Finding;
use super::profile::Profile;
use crate::adapters::credential_process::{self, Ran};
use crate::commands::error::Exit;
use crate::commands::world::World;
use crate::domain::aws_profile;

/// From here on every AWS command is felt to wait.
const FELT: Duration = Duration::from_secs(1);
/// From here on old AWS SDKs give up: the one for Rust waited 5 s.
const TOO_SLOW: Duration = Duration::from_secs(5);

/// Runs it twice, since the second answer is the one that AWS tools get nearly always. `None` where
/// no profile calls this program.
pub(super) fn check(world: &World, profiles: &[Profile]) -> Option<Vec<Finding>> {
    let profile = chosen(world, profiles)?;
    let words = aws_profile::split(&profile.command)?;
    let first = match credential_process::run(&words) {
        Err(error) => Err(error.to_string()),
        Ok(ran) => judge(&ran).map(|()| ran.took),
    };
    let first = match first {
        Ok(took) => took,
        Err(words) => {
            let name = &profile.name;
            return Some(vec![HELPER_ANSWERS.bad(Exit::Failed, format!("`{name}`: {words}"))]);
        }
    };
    let answers = HELPER_ANSWERS.good(format!(
        "`{}` gives credentials, in {} ms",
        profile.name,
        first.as_millis()
    ));
    let again = credential_process::run(&words).ok().map(|ran| speed(ran.took));
    Some([answers].into_iter().chain(again).collect())
}

/// The one that AWS tools would use; else that of `vouch setup aws`; else the first.
fn chosen<'a>(world: &World, profiles: &'a [Profile]) -> Option<&'a Profile> {
    let named = |name: &str| profiles.iter().find(|profile| profile.name.as_str() == name);
    let wanted = world.environment.aws_profile.as_deref();
    let profile = wanted.and_then(named).or_else(|| named("vouch")).or(profiles.first())?;
    // Another program isn't run: who knows what it does.
    let program = aws_profile::split(&profile.command)?.into_iter().next()?;
    let this = world.environment.executable.canonicalize().ok()?;
    let is_this = std::path::Path::new(&program).canonicalize().is_ok_and(|it| it == this);
    is_this.then_some(profile)
}

/// What an AWS tool wants to see; it says more than is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Answer {
    version: u8,
    #[serde(rename = "Expiration")]
    _expiration: chrono::DateTime<chrono::Utc>,
}

fn judge(ran: &Ran) -> Result<(), String> {
    if !ran.is_success {
        return Err(ran.stderr.trim_end().into());
    }
    if !ran.stderr.is_empty() {
        return Err(format!("on stderr it says: {}", ran.stderr.trim_end()));
    }
    match serde_json::from_str::<Answer>(ran.stdout.expose()) {
        Ok(Answer { version: 1, .. }) => Ok(()),
        // The parser's own words could quote a secret.
        _ => Err("its answer is not what AWS tools read".into()),
    }
}

fn speed(took: Duration) -> Finding {
    let words = format!("the cached answer takes {} ms", took.as_millis());
    match took {
        _ if took < FELT => HELPER_SLOW.good(words),
        _ if took < TOO_SLOW => HELPER_SLOW.warn(words),
        _ => HELPER_SLOW.bad(Exit::Failed, words),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;
    use crate::domain::secret::Secret;

    #[test]
    fn an_answer_is_one_line_of_json_and_nothing_else() {
        const GOOD: &str =
            r#"{"Version":1,"SecretAccessKey":"hunter2","Expiration":"2026-01-01T08:00:00Z"}"#;
        let judged = |is_success, stdout: &str, stderr: &str| {
            let (stdout, stderr) = (Secret::new(stdout), stderr.into());
            judge(&Ran { is_success, stdout, stderr, took: Duration::ZERO })
        };
        assert_eq!(judged(true, GOOD, ""), Ok(()));
        assert_eq!(judged(false, "", "vouch: no\n"), Err("vouch: no".into()));
        assert_eq!(judged(true, GOOD, "hm\n"), Err("on stderr it says: hm".into()));
        for answer in ["", "{}", &GOOD[1..], &GOOD.replace(":1,", ":2,")] {
            let said = judged(true, answer, "").unwrap_err();
            assert!(said.starts_with("its answer") && !said.contains("hunter2"), "{said}");
        }
    }

    #[test]
    fn a_slow_answer_is_felt_and_a_slower_one_is_given_up_on() {
        for (took, state) in
            [(999, State::Good), (1000, State::Warning), (4999, State::Warning), (5000, State::Bad)]
        {
            assert_eq!(speed(Duration::from_millis(took)).state, state, "{took}");
        }
    }
}
