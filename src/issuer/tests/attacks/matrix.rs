//! The matrix: each attack on each door, and what comes of it.

use super::Attack;
use super::door::Door;
use super::expected::{Afterwards, Expected};
use super::kinds::kinds;
use super::stage::Stage;
use crate::issuer::tests::world::Answer;

macro_rules! doors {
    ($($name:ident = $door:ident,)+) => {
        $(#[tokio::test]
        async fn $name() {
            withstands(Door::$door).await;
        })+

        #[test]
        fn every_door_is_attacked() {
            assert_eq!([$(Door::$door,)+], Door::ALL);
        }
    };
}

doors! {
    discovery_withstands = Discovery,
    the_published_keys_withstand = Jwks,
    health_withstands = Health,
    the_challenge_for_a_login_withstands = LoginChallenge,
    the_challenge_for_an_enrolment_withstands = EnrollChallenge,
    the_login_withstands = Login,
    the_token_for_a_session_withstands = Refresh,
    the_revocation_withstands = Revoke,
    the_enrolment_withstands = Enroll,
    the_list_of_keys_withstands = KeysList,
    the_further_key_withstands = KeysAdd,
    the_removal_of_a_key_withstands = KeysRemove,
    the_roles_withstand = Roles,
}

async fn withstands(door: Door) {
    let mut failed = Vec::new();
    let attacks = kinds().into_iter().flat_map(|(_, attacks)| attacks);
    for attack in attacks.filter(|it| !matches!(it.expected(door), Expected::NotApplicable(_))) {
        if let Err(what) = tried(door, attack).await {
            failed.push(format!("{attack:?}: {what}"));
        }
    }
    assert!(failed.is_empty(), "{door:?}\n{}", failed.join("\n"));
}

/// Mounts the attack on an issuer of its own.
async fn tried(door: Door, attack: Attack) -> Result<(), String> {
    let stage = Stage::new().await;
    let mut good = stage.good(door).await;
    let mut bad = good.clone();
    let afterwards = attack.mount(&stage, &mut bad).await;
    let (before, spent_before) = stage.stored().await;
    let lines = stage.database().audited().await.unwrap().len();
    let answer = bad.send(&stage.world).await;
    let (after, spent_after) = stage.stored().await;
    if after != before {
        return Err(format!("it changed {before}\nto {after}"));
    }
    // A proof that was good in itself is spent; a challenge whose answer is refused never is.
    let proofs = i64::from(door.without_proof().is_none());
    if !(0..=proofs).contains(&(spent_after - spent_before)) {
        return Err(format!("it spent {}", spent_after - spent_before));
    }
    judge(&answer, attack.expected(door))?;
    let lines: Vec<_> = stage.database().audited().await.unwrap().split_off(lines);
    judge_lines(&lines, door, attack)?;
    if afterwards == Afterwards::Passes {
        good.renew(&stage.world);
        let passed = good.send(&stage.world).await;
        if passed.status != door.success().0 {
            return Err(format!("the request without fault: {passed:?}"));
        }
    }
    Ok(())
}

fn judge(answer: &Answer, expected: Expected) -> Result<(), String> {
    let as_expected = match expected {
        Expected::Harmless { status, .. } => answer.status == status,
        Expected::Refused { status, code, .. } | Expected::Unjudged { status, code } => {
            answer.refusal() == (status, code)
        }
        Expected::NotApplicable(_) => false,
    };
    if as_expected { Ok(()) } else { Err(format!("{answer:?} is not {expected:?}")) }
}

/// One line for a refusal, with its reason; none where nothing was decided.
fn judge_lines(
    lines: &[(String, String, Option<String>)],
    door: Door,
    attack: Attack,
) -> Result<(), String> {
    let event = match (door, attack) {
        // Which grant is meant isn't known.
        (Door::Login, Attack::Request(_)) => "token",
        (Door::Login, Attack::Grant(_)) => "token",
        _ => door.success().1.unwrap_or_default(),
    };
    let right = match (attack.expected(door), lines) {
        (Expected::Refused { why, .. }, [(of, outcome, Some(reason))]) => {
            (of.as_str(), outcome.as_str(), reason.as_str()) == (event, "refused", why)
        }
        (Expected::Unjudged { .. }, []) => true,
        (Expected::Harmless { .. }, lines) => lines.iter().all(|(_, outcome, _)| outcome == "done"),
        _ => false,
    };
    if right { Ok(()) } else { Err(format!("the audit says {lines:?}")) }
}
