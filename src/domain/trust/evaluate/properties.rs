//! What holds for every policy and every request.

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::domain::trust::{Condition, TrustPolicyError};

const PROVIDERS: [&str; 2] = ["arn:aws:iam::123456789012:oidc-provider/a", "arn:other"];
const ACTIONS: [&str; 4] = ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:*", "s3:*"];
const KEYS: [&str; 6] = ["a:sub", "a:amr", "a:time", "a:number", "a:address", "a:absent"];
const VALUES: [&str; 14] = [
    "",
    "*",
    "a*",
    "alice",
    "true",
    "7",
    "2026-01-01",
    "203.0.113.0/24",
    "arn:aws:iam::*:*",
    "aGk=",
    "${a:sub}",
    "${a:absent}",
    "${a:absent, 'alice'}",
    "${",
];

fn context() -> Context {
    let mut context = Context::default();
    context.set("a:sub", "alice");
    context.set_list("a:amr", vec!["hwk".into(), "pin".into()]);
    context.set("a:time", "2026-06-01T12:00:00Z");
    context.set("a:number", "7");
    context.set("a:address", "203.0.113.7");
    context
}

fn caller() -> Caller {
    Caller::Federated(PROVIDERS[0].into())
}

fn condition() -> impl Strategy<Value = Condition> {
    let operators: Vec<String> = crate::domain::trust::operator::every().collect();
    let values = prop::collection::vec(select(&VALUES[..]), 0..3);
    (select(operators), select(&KEYS[..]), values).prop_map(|(operator, key, values)| Condition {
        operator: operator.parse().unwrap(),
        key: key.into(),
        values: values.into_iter().map(Into::into).collect(),
    })
}

/// What lets a statement apply, four times of five: else hardly any would.
fn mostly(
    usual: &'static str,
    others: &'static [&'static str],
) -> impl Strategy<Value = &'static str> {
    prop_oneof![4 => Just(usual), 1 => select(others)]
}

fn statement() -> impl Strategy<Value = Statement> {
    let head =
        r#"{"Statement":{"Effect":"EFFECT","PRINCIPAL":{"Federated":"WHO"},"ACTION":"WHAT"}}"#;
    let words = (
        select(&["Allow", "Deny"][..]),
        mostly("Principal", &["NotPrincipal"]),
        mostly("Action", &["NotAction"]),
        mostly(PROVIDERS[0], &PROVIDERS),
        mostly(ACTIONS[0], &ACTIONS),
    );
    let conditions = prop_oneof![Just(Vec::new()), prop::collection::vec(condition(), 1..3)];
    (words, conditions).prop_map(move |(words, conditions)| {
        let (effect, principal, action, who, what) = words;
        let text = head.replace("EFFECT", effect).replace("PRINCIPAL", principal);
        let text = text.replace("ACTION", action).replace("WHO", who).replace("WHAT", what);
        let policy: TrustPolicy = text.parse().unwrap();
        Statement { conditions, ..policy.statements[0].clone() }
    })
}

fn policy() -> impl Strategy<Value = TrustPolicy> {
    let version = select(&[Version::V2008, Version::V2012][..]);
    (version, prop::collection::vec(statement(), 1..5))
        .prop_map(|(version, statements)| TrustPolicy { version, statements })
}

fn judge(policy: &TrustPolicy) -> Judgement {
    policy.evaluate(ACTIONS[0], &caller(), &context())
}

proptest! {
    /// Whoever is let in is let in by an Allow, and no Deny applies.
    #[test]
    fn a_deny_always_wins(policy in policy()) {
        let judgement = judge(&policy);
        let applies = |effect| judgement.statements.iter().any(|s| {
            s.effect == effect && matches!(s.outcome, Outcome::Applies | Outcome::AppliesUnjudged)
        });
        let expected = match (applies(Effect::Deny), applies(Effect::Allow)) {
            (true, _) => Verdict::DeniedExplicitly,
            (false, true) => Verdict::Allowed,
            (false, false) => Verdict::DeniedByDefault,
        };
        prop_assert_eq!(judgement.verdict, expected);
    }

    #[test]
    fn one_more_deny_never_lets_in(mut policy in policy(), mut more in statement(), at: prop::sample::Index) {
        let before = judge(&policy).is_allowed();
        more.effect = Effect::Deny;
        policy.statements.insert(at.index(policy.statements.len() + 1), more);
        prop_assert!(before || !judge(&policy).is_allowed());
    }

    #[test]
    fn one_more_condition_on_an_allow_never_lets_in(mut policy in policy(), more in condition(), at: prop::sample::Index) {
        let before = judge(&policy).is_allowed();
        let at = at.index(policy.statements.len());
        prop_assume!(policy.statements[at].effect == Effect::Allow);
        policy.statements[at].conditions.push(more);
        prop_assert!(before || !judge(&policy).is_allowed());
    }

    #[test]
    fn one_condition_less_on_a_deny_never_lets_in(mut policy in policy(), at: prop::sample::Index) {
        let before = judge(&policy).is_allowed();
        let at = at.index(policy.statements.len());
        prop_assume!(policy.statements[at].effect == Effect::Deny);
        policy.statements[at].conditions.pop();
        prop_assert!(before || !judge(&policy).is_allowed());
    }

    /// The order of statements doesn't matter.
    #[test]
    fn statements_may_stand_in_any_order(mut policy in policy()) {
        let before = judge(&policy).verdict;
        policy.statements.reverse();
        prop_assert_eq!(judge(&policy).verdict, before);
    }

    #[test]
    fn an_operator_that_nobody_knows_never_allows(name in "(ForAnyValue:|ForAllValues:)?[A-Z][A-Za-z]{2,24}(IfExists)?") {
        prop_assume!(name.parse::<crate::domain::trust::Operator>().is_err());
        let (who, what) = (PROVIDERS[0], ACTIONS[0]);
        let text = format!(r#"{{"Statement":{{"Effect":"Allow","Principal":{{"Federated":"{who}"}},"Action":"{what}","Condition":{{"{name}":{{"a:sub":"alice"}}}}}}}}"#);
        let read: Result<TrustPolicy, TrustPolicyError> = text.parse();
        prop_assert!(read.is_err());
    }

    /// Any text in the places that a policy and a request leave to others.
    #[test]
    fn any_text_is_judged(
        operator in select(crate::domain::trust::operator::every().collect::<Vec<_>>()),
        key in ".{0,12}",
        wanted in prop::collection::vec(".{0,24}", 0..3),
        got in prop::collection::vec(".{0,24}", 0..3),
        action in ".{0,12}",
    ) {
        let text = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*"}}"#;
        let mut policy: TrustPolicy = text.parse().unwrap();
        let condition = Condition { operator: operator.parse().unwrap(), key: key.clone(), values: wanted };
        policy.statements[0].conditions = vec![condition];
        let mut context = Context::default();
        context.set_list(&key, got);
        policy.evaluate(&action, &caller(), &context);
    }
}
