//! Roles that are had by way of another account's role.

use super::*;
use crate::domain::fixtures::issuer;
use crate::domain::grant::TagRule;
use crate::domain::trust::{AwsCaller, Caller, Context, TrustPolicy};

const HUB: &str = "arn:aws:iam::123456789012:role/Developer";

fn tokens(who: Who, source_identity: SourceIdentity) -> VouchTokens {
    VouchTokens {
        provider: Provider::new(issuer(), "vouch.example.com").unwrap(),
        who,
        keys: Keys::Hardware,
        tags: TagRule::Transitive,
        source_identity,
    }
}

/// Asks for the spoke's role from a session of a role, under a name.
fn admits(tokens: &VouchTokens, role: &str, email: &str, session_name: &str) -> bool {
    let admission = tokens.spoke(HUB.into());
    let policy = admission.policy(&Partition::default(), &"210987654321".parse().unwrap());
    assert_eq!(policy.to_json().parse::<TrustPolicy>().unwrap(), policy);
    let mut context = Context::default();
    if tokens.source_identity == SourceIdentity::Subject {
        context.set("aws:SourceIdentity", email);
        context.set("sts:SourceIdentity", email);
    }
    context.set("aws:PrincipalTag/email", email);
    context.set("aws:PrincipalTag/domain", email.split_once('@').unwrap().1);
    context.set("sts:RoleSessionName", session_name);
    let account = role.split(':').nth(4).unwrap();
    let caller = Caller::Aws(AwsCaller::new("aws", account, vec![role.into()]));
    let actions = ["sts:AssumeRole", "sts:TagSession"];
    let named =
        (tokens.source_identity == SourceIdentity::Subject).then_some("sts:SetSourceIdentity");
    let mut actions = actions.into_iter().chain(named);
    actions.all(|action| policy.evaluate(action, &caller, &context).is_allowed())
}

#[test]
fn only_sessions_of_the_hubs_role_come_on() {
    let alice = Who::Subjects(vec!["alice@example.com".parse().unwrap()]);
    let tokens = tokens(alice, SourceIdentity::Absent);
    assert!(admits(&tokens, HUB, "alice@example.com", "any"));
    for other in [
        "arn:aws:iam::123456789012:role/Other",
        "arn:aws:iam::123456789012:role/team/Developer",
        "arn:aws:iam::210987654321:role/Developer",
        "arn:aws-cn:iam::123456789012:role/Developer",
    ] {
        assert!(!admits(&tokens, other, "alice@example.com", "any"), "{other}");
    }
}

#[test]
fn the_session_is_of_who_is_named_and_called_so() {
    let people = Who::Subjects(vec!["alice@example.com".parse().unwrap()]);
    let domain = Who::Domains(vec!["example.com".parse().unwrap()]);
    let emails = Who::Emails(vec!["alice@example.com".parse().unwrap()]);
    for who in [people, domain, emails] {
        let tokens = tokens(who, SourceIdentity::Subject);
        assert!(admits(&tokens, HUB, "alice@example.com", "alice@example.com"), "{tokens:?}");
        for (email, name) in [
            ("alice@example.com", "bob@example.com"),
            ("mallory@evil-example.com", "mallory@evil-example.com"),
        ] {
            assert!(!admits(&tokens, HUB, email, name), "{tokens:?} {email} {name}");
        }
    }
}

#[test]
fn a_hub_is_one_account_and_the_spokes_are_others() {
    let account = |digits: &str| digits.parse::<Account>().unwrap();
    let who = Who::Subjects(vec!["alice@example.com".parse().unwrap()]);
    let tokens = tokens(who, SourceIdentity::Subject);
    let plan = |accounts: &[&str]| Plan {
        role: "Developer".parse().unwrap(),
        partition: Partition::default(),
        parts: vec![Part {
            accounts: accounts.iter().map(|digits| account(digits)).collect(),
            admission: tokens.admission().unwrap(),
            may_assume: Vec::new(),
        }],
        registration: Registration::New(Vec::new()),
        login: None,
    };
    let spread = |hubs: &[&str], spokes: &[&str]| {
        let spokes = spokes.iter().map(|digits| account(digits)).collect();
        plan(hubs).with_spokes(spokes, |hub| tokens.spoke(hub))
    };
    let (one, two) = ("123456789012", "210987654321");
    let good = spread(&[one], &[two]).unwrap();
    assert_eq!(good.parts[0].may_assume, ["arn:aws:iam::210987654321:role/Developer"]);
    assert_eq!(spread(&[one, two], &["310987654321"]), Err(PlanError::Hub));
    assert_eq!(spread(&[], &[two]), Err(PlanError::Hub));
    assert_eq!(spread(&[one], &[]), Err(PlanError::Spokes));
    assert_eq!(spread(&[one], &[one]), Err(PlanError::Spokes));
}
