//! Who gets what.

use chrono::TimeDelta;

use super::*;
use crate::domain::fixtures::session;
use crate::domain::wire::KeyKind;

fn grants(toml: &str) -> Result<Grants, String> {
    toml_edit::de::from_str(toml).map_err(|error| error.to_string())
}

fn role(name: &str) -> RoleArn {
    format!("arn:aws:iam::123456789012:role/{name}").parse().unwrap()
}

/// Asks for the role a quarter of an hour after alice@example.com's touch.
fn ask(toml: &str, name: &str) -> Result<Limits, Refusal> {
    let session = session(KeyKind::Yubikey, TimeDelta::minutes(15));
    decide(&grants(toml).unwrap(), &session, &role(name)).map(|granted| granted.limits())
}

fn not_granted(name: &str) -> Refusal {
    Refusal::NotGranted { role: role(name) }
}

const A: &str = r#"roles = ["arn:aws:iam::123456789012:role/A"]"#;

#[test]
fn no_grants_are_no_roles() {
    assert_eq!(ask("", "A"), Err(not_granted("A")));
    assert_eq!(ask("any_role = false", "A"), Err(not_granted("A")));
    assert_eq!(ask("any_role = true", "A"), Ok(Limits::default()));
}

#[test]
fn a_grant_names_a_person_a_domain_or_a_group() {
    let group = "[groups]\nops = [\"alice@example.com\"]\nnone = []\n[[grant]]\n";
    for (who, given) in [
        ("[[grant]]\nperson = \"alice@example.com\"", true),
        ("[[grant]]\nperson = \"alice@example.org\"", false),
        ("[[grant]]\nperson = \"alice\"", false),
        ("[[grant]]\ndomain = \"example.com\"", true),
        ("[[grant]]\ndomain = \"eu.example.com\"", false),
        ("[[grant]]\ndomain = \"le.com\"", false),
        (&format!("{group}group = \"ops\""), true),
        (&format!("{group}group = \"none\""), false),
    ] {
        let written = format!("{who}\n{A}");
        assert_eq!(ask(&written, "A").is_ok(), given, "{who}");
        assert_eq!(ask(&written, "B"), Err(not_granted("B")), "{who}");
    }
}

#[test]
fn a_role_is_compared_to_the_letter() {
    let written = format!("[[grant]]\ndomain = \"example.com\"\n{A}");
    let session = session(KeyKind::Yubikey, TimeDelta::zero());
    for arn in [
        "arn:aws:iam::123456789012:role/a",
        "arn:aws:iam::123456789012:role/path/A",
        "arn:aws:iam::210987654321:role/A",
        "arn:aws-cn:iam::123456789012:role/A",
    ] {
        let role = arn.parse().unwrap();
        assert!(decide(&grants(&written).unwrap(), &session, &role).is_err(), "{arn}");
    }
}

#[test]
fn an_old_touch_is_refused_with_its_age() {
    let written =
        |seconds| format!("[[grant]]\ndomain = \"example.com\"\n{A}\nmax_auth_age = {seconds}");
    let refusal = Refusal::PresenceTooOld { role: role("A"), age: 900, max_auth_age: 899 };
    assert_eq!(ask(&written(899), "A"), Err(refusal));
    assert!(ask(&written(900), "A").is_ok());
    assert!(ask(&written(i64::MAX as u64), "A").is_ok());
}

#[test]
fn of_several_grants_the_first_counts() {
    let strict = format!("[[grant]]\nperson = \"alice@example.com\"\n{A}\nmax_auth_age = 60\n");
    let lax = format!("[[grant]]\ndomain = \"example.com\"\n{A}\nmax_duration = 3600\n");
    assert!(matches!(ask(&format!("{strict}{lax}"), "A"), Err(Refusal::PresenceTooOld { .. })));
    assert_eq!(ask(&format!("{lax}{strict}"), "A").unwrap().max_duration, Some(3600));
    assert!(ask(&format!("any_role = true\n{strict}"), "A").is_err());
}

#[test]
fn a_person_is_told_their_roles() {
    let written = r#"
        [[grant]]
        domain = "example.com"
        roles = ["arn:aws:iam::123456789012:role/B", "arn:aws:iam::123456789012:role/A"]
        max_duration = 900

        [[grant]]
        person = "alice@example.com"
        roles = ["arn:aws:iam::123456789012:role/A", "arn:aws:iam::123456789012:role/C"]
        max_auth_age = 60

        [[grant]]
        person = "bob@example.com"
        roles = ["arn:aws:iam::123456789012:role/D"]
    "#;
    let session = session(KeyKind::Yubikey, TimeDelta::minutes(15));
    let told: Vec<_> = roles_for(&grants(written).unwrap(), &session)
        .into_iter()
        .map(|it| (it.role_arn.name().to_owned(), it.account_id, it.max_duration, it.max_auth_age))
        .collect();
    let account = || "123456789012".to_owned();
    assert_eq!(
        told,
        [
            ("A".into(), account(), Some(900), None),
            ("B".into(), account(), Some(900), None),
            ("C".into(), account(), None, Some(60)),
        ]
    );
}

#[test]
fn what_a_token_is_to_say_is_written_in_the_grant() {
    let limits = |rest: &str| {
        ask(&format!("[[grant]]\ndomain = \"example.com\"\n{A}\n{rest}"), "A").unwrap()
    };
    assert_eq!((limits("").tags, limits("").source_identity), (TagRule::Session, false));
    assert_eq!(limits("tags = \"none\"").tags, TagRule::None);
    assert_eq!(limits("tags = \"transitive\"").tags, TagRule::Transitive);
    assert!(limits("source_identity = true").source_identity);
}

#[test]
fn grants_that_cannot_be_meant_are_refused() {
    for (written, words) in [
        (format!("[[grant]]\n{A}"), "grant 1 must name exactly one"),
        (
            format!("[[grant]]\nperson = \"al\"\ndomain = \"example.com\"\n{A}"),
            "grant 1 must name exactly one",
        ),
        (format!("[[grant]]\ngroup = \"ops\"\n{A}"), "no group `ops`"),
        (format!("[[grant]]\ndomain = \"@example.com\"\n{A}"), "no domain"),
        (format!("[[grant]]\ndomain = \"*.example.com\"\n{A}"), "no domain"),
        (format!("[[grant]]\ndomain = \"Example.com\"\n{A}"), "no domain"),
        ("[[grant]]\nperson = \"alice\"\nroles = []".into(), "grant 1 names no roles"),
        ("[[grant]]\nperson = \"alice\"\nroles = [\"*\"]".into(), "is not a role ARN"),
        (format!("[[grant]]\nperson = \"Alice\"\n{A}"), "can't be a subject"),
        (format!("[[grant]]\nperson = \"alice\"\nmax_age = 5\n{A}"), "unknown field"),
        (format!("[[grants]]\nperson = \"alice\"\n{A}"), "unknown field"),
        ("any_roles = true".into(), "unknown field"),
    ] {
        let error = grants(&written).unwrap_err();
        assert!(error.contains(words), "{written}: {error}");
    }
}

#[test]
fn each_refusal_has_its_code() {
    assert_eq!(not_granted("A").code(), "access_denied");
    let old = Refusal::PresenceTooOld { role: role("A"), age: 2, max_auth_age: 1 };
    assert_eq!(old.code(), "insufficient_user_authentication");
}
