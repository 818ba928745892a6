//! Policies as people write them, against one request.

use super::*;
use crate::domain::trust::{Condition, ConditionFault, Wanted};

const PROVIDER: &str = "arn:aws:iam::123456789012:oidc-provider/vouch.example.com";
const ACTION: &str = "sts:AssumeRoleWithWebIdentity";

fn context() -> Context {
    let mut context = Context::default();
    context.set("vouch.example.com:aud", "vouch.example.com");
    context.set("vouch.example.com:sub", "alice@example.com");
    context.set_list("vouch.example.com:amr", vec!["hwk".into(), "pin".into(), "user".into()]);
    context.set("vouch.example.com:email", "");
    context.set("sts:RoleSessionName", "alice@example.com");
    context.set("sts:RoleAuthorizedByIdp", "true");
    context.set("aws:CurrentTime", "2026-06-01T12:00:00Z");
    context.set("aws:SourceIp", "203.0.113.7");
    context.set("aws:RequestTag/domain", "example.com");
    context.set("aws:FederatedProvider", PROVIDER);
    context.set("x:number", "7");
    context.set_list("x:empty", vec![]);
    context
}

fn decide(policy: &str) -> Judgement {
    let policy: TrustPolicy = policy.parse().unwrap();
    policy.evaluate(ACTION, &Caller::Federated(PROVIDER.into()), &context())
}

fn statement(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect":"{effect}","Principal":{{"Federated":"{PROVIDER}"}},"Action":"{ACTION}","Condition":{condition}}}"#
    )
}

fn with_condition(effect: &str, condition: &str) -> Judgement {
    let other = statement("Allow", "{}");
    let extra = if effect == "Deny" { format!(",{other}") } else { String::new() };
    let statement = statement(effect, condition);
    decide(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}{extra}]}}"#))
}

#[test]
fn conditions_that_hold() {
    for condition in [
        r#"{}"#,
        r#"{"StringEquals":{"vouch.example.com:aud":"vouch.example.com"}}"#,
        r#"{"StringEquals":{"VOUCH.example.com:AUD":["other","vouch.example.com"]}}"#,
        r#"{"stringequals":{"vouch.example.com:sub":"alice@example.com"}}"#,
        r#"{"StringEqualsIgnoreCase":{"vouch.example.com:sub":"Alice@Example.com"}}"#,
        r#"{"StringLike":{"vouch.example.com:sub":"*@example.com"}}"#,
        r#"{"StringNotLike":{"vouch.example.com:sub":"*@evil.test"}}"#,
        r#"{"StringNotEquals":{"vouch.example.com:sub":["bob","carol"]}}"#,
        r#"{"StringNotEquals":{"absent":"x"}}"#,
        r#"{"StringEqualsIfExists":{"absent":"x"}}"#,
        r#"{"StringEquals":{"sts:RoleSessionName":"${vouch.example.com:sub}"}}"#,
        r#"{"ForAnyValue:StringEquals":{"vouch.example.com:amr":"hwk"}}"#,
        r#"{"ForAnyValue:StringNotEquals":{"vouch.example.com:amr":["hwk","pin"]}}"#,
        r#"{"ForAllValues:StringEquals":{"vouch.example.com:amr":["user","pin","hwk"]}}"#,
        r#"{"ForAllValues:StringEquals":{"absent":"x"}}"#,
        r#"{"ForAllValues:StringEquals":{"x:empty":"x"}}"#,
        r#"{"ForAllValues:StringNotEquals":{"vouch.example.com:amr":"swk"}}"#,
        r#"{"Bool":{"sts:RoleAuthorizedByIdp":true}}"#,
        r#"{"Bool":{"sts:RoleAuthorizedByIdp":"True"}}"#,
        r#"{"Null":{"absent":"true"}}"#,
        r#"{"Null":{"x:empty":"true"}}"#,
        r#"{"Null":{"vouch.example.com:sub":"false"}}"#,
        r#"{"DateLessThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"},"DateGreaterThanEquals":{"aws:CurrentTime":"2026-06-01T12:00:00Z"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":["198.51.100.0/24","203.0.113.0/24"]}}"#,
        r#"{"NotIpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#,
        r#"{"NumericLessThanEquals":{"x:number":7}}"#,
        r#"{"ArnLike":{"aws:FederatedProvider":"arn:aws:iam::*:oidc-provider/vouch.example.com"}}"#,
        r#"{"StringEquals":{"aws:RequestTag/DOMAIN":"example.com"}}"#,
        r#"{"StringEquals":{"vouch.example.com:email":""}}"#,
    ] {
        assert!(with_condition("Allow", condition).is_allowed(), "{condition}");
        let denied = with_condition("Deny", condition).verdict;
        assert_eq!(denied, Verdict::DeniedExplicitly, "{condition}");
    }
}

#[test]
fn conditions_that_fail() {
    for condition in [
        r#"{"StringEquals":{"vouch.example.com:aud":"VOUCH.example.com"}}"#,
        r#"{"StringEquals":{"vouch.example.com:sub":"*@example.com"}}"#,
        r#"{"StringEquals":{"vouch.example.com:sub":[]}}"#,
        r#"{"StringEquals":{"https://vouch.example.com:sub":"alice@example.com"}}"#,
        r#"{"StringLike":{"vouch.example.com:sub":"*@example"}}"#,
        r#"{"StringLike":{"absent":"*"}}"#,
        r#"{"StringNotEquals":{"vouch.example.com:sub":["bob","alice@example.com"]}}"#,
        r#"{"StringEqualsIfExists":{"vouch.example.com:sub":"bob"}}"#,
        r#"{"ForAnyValue:StringEquals":{"vouch.example.com:amr":"swk"}}"#,
        r#"{"ForAnyValue:StringEquals":{"absent":"x"}}"#,
        r#"{"ForAllValues:StringEquals":{"vouch.example.com:amr":["hwk","pin"]}}"#,
        r#"{"ForAllValues:StringNotEquals":{"vouch.example.com:amr":"pin"}}"#,
        r#"{"Bool":{"sts:RoleAuthorizedByIdp":"false"}}"#,
        r#"{"Bool":{"absent":"false"}}"#,
        r#"{"Null":{"absent":"false"}}"#,
        r#"{"DateGreaterThan":{"aws:CurrentTime":"2027-01-01T00:00:00Z"}}"#,
        r#"{"IpAddress":{"aws:SourceIp":"198.51.100.0/24"}}"#,
        r#"{"NumericGreaterThan":{"x:number":"7"}}"#,
        r#"{"ArnEquals":{"aws:FederatedProvider":"arn:aws:iam::*:role/vouch.example.com"}}"#,
        r#"{"StringEquals":{"vouch.example.com:aud":"vouch.example.com","vouch.example.com:sub":"bob"}}"#,
    ] {
        let decision = with_condition("Allow", condition);
        assert_eq!(decision.verdict, Verdict::DeniedByDefault, "{condition}");
        assert!(with_condition("Deny", condition).is_allowed(), "{condition}");
    }
}

#[test]
fn what_cannot_be_judged_never_lets_in_and_never_undoes_a_deny() {
    let value = |text: &str| ConditionFault::Value(text.into());
    let variable = |text: &str| ConditionFault::Variable(text.into());
    for (condition, fault) in [
        (r#"{"StringEquals":{"vouch.example.com:amr":"hwk"}}"#, ConditionFault::ManyValues),
        (r#"{"Bool":{"sts:RoleAuthorizedByIdp":"yes"}}"#, value("yes")),
        (r#"{"Null":{"absent":"maybe"}}"#, value("maybe")),
        (r#"{"DateNotEquals":{"aws:CurrentTime":"soon"}}"#, value("soon")),
        (r#"{"NumericNotEquals":{"x:number":["7","many"]}}"#, value("many")),
        (r#"{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/40"}}"#, value("203.0.113.0/40")),
        (r#"{"ArnNotLike":{"aws:FederatedProvider":"*"}}"#, value("*")),
        (r#"{"StringNotEquals":{"sts:RoleSessionName":"${absent}"}}"#, variable("absent")),
        (r#"{"StringNotLike":{"sts:RoleSessionName":"${open"}}"#, variable("${")),
    ] {
        let decision = with_condition("Allow", condition);
        let [judged] = &decision.statements[0].conditions[..] else { panic!("{condition}") };
        assert_eq!(judged.outcome, ConditionOutcome::Unjudged(fault), "{condition}");
        assert_eq!(decision.verdict, Verdict::DeniedByDefault, "{condition}");
        let denied = with_condition("Deny", condition).verdict;
        assert_eq!(denied, Verdict::DeniedExplicitly, "{condition}");
    }
}

#[test]
fn principals_and_actions() {
    use Verdict::{Allowed, DeniedByDefault, DeniedExplicitly};
    let federated = format!(r#""Principal":{{"Federated":"{PROVIDER}"}}"#);
    let listed = format!(r#""Principal":{{"Federated":["arn:other","{PROVIDER}"],"AWS":[]}}"#);
    let not = format!(r#""NotPrincipal":{{"Federated":"{PROVIDER}"}}"#);
    let action = r#""Action":"sts:AssumeRoleWithWebIdentity""#;
    for (effect, principal, action, verdict) in [
        ("Allow", federated.as_str(), action, Allowed),
        ("Allow", &listed, action, Allowed),
        ("Allow", &federated, r#""Action":["sts:TagSession","STS:assumerole*"]"#, Allowed),
        ("Allow", &federated, r#""Action":"sts:*""#, Allowed),
        ("Allow", &federated, r#""Action":"*""#, Allowed),
        ("Allow", &federated, r#""NotAction":"sts:AssumeRole""#, Allowed),
        ("Allow", &federated, r#""Action":"sts:AssumeRole""#, DeniedByDefault),
        ("Allow", &federated, r#""Action":"sts:TagSession""#, DeniedByDefault),
        ("Allow", &federated, r#""NotAction":"sts:Assume*""#, DeniedByDefault),
        ("Allow", r#""Principal":"*""#, action, DeniedByDefault),
        ("Allow", r#""Principal":{"AWS":"*"}"#, action, DeniedByDefault),
        ("Allow", r#""Principal":{"Federated":"*"}"#, action, DeniedByDefault),
        ("Allow", r#""Principal":{"Federated":"vouch.example.com"}"#, action, DeniedByDefault),
        ("Allow", r#""NotPrincipal":{"Federated":"arn:other"}"#, action, DeniedByDefault),
        ("Deny", &federated, action, DeniedExplicitly),
        ("Deny", r#""Principal":"*""#, action, DeniedExplicitly),
        ("Deny", r#""Principal":{"AWS":"*"}"#, action, DeniedExplicitly),
        ("Deny", r#""NotPrincipal":{"Federated":"arn:other"}"#, action, DeniedExplicitly),
        ("Deny", &not, action, Allowed),
        ("Deny", r#""Principal":{"Federated":"arn:other"}"#, action, Allowed),
    ] {
        let other =
            if effect == "Deny" { format!(",{}", statement("Allow", "{}")) } else { "".into() };
        let policy =
            format!(r#"{{"Statement":[{{"Effect":"{effect}",{principal},{action}}}{other}]}}"#);
        assert_eq!(decide(&policy).verdict, verdict, "{policy}");
    }
}

#[test]
fn a_judgement_is_a_table_of_conditions() {
    let judgement = with_condition(
        "Allow",
        r#"{"StringEquals":{"vouch.example.com:sub":["bob","carol"],"sts:RoleSessionName":"${vouch.example.com:sub}"},"StringLike":{"absent":"${absent}"}}"#,
    );
    let [statement] = &judgement.statements[..] else { panic!() };
    assert_eq!((judgement.action.as_str(), statement.number), (ACTION, 1));
    assert_eq!(statement.outcome, Outcome::ConditionsFail);
    let plain = |text: &str| Wanted { written: text.into(), meant: None };
    let alice = || Some(vec!["alice@example.com".to_owned()]);
    let line = |operator: &str, key: &str, wanted, got, outcome| ConditionVerdict {
        operator: operator.parse().unwrap(),
        key: key.into(),
        wanted,
        got,
        outcome,
    };
    let name = Wanted {
        written: "${vouch.example.com:sub}".into(),
        meant: Some("alice@example.com".into()),
    };
    let (holds, fails) = (ConditionOutcome::Holds, ConditionOutcome::Fails);
    let who = vec![plain("bob"), plain("carol")];
    let table = [
        line("StringEquals", "vouch.example.com:sub", who, alice(), fails.clone()),
        line("StringEquals", "sts:RoleSessionName", vec![name], alice(), holds),
        line("StringLike", "absent", vec![plain("${absent}")], None, fails),
    ];
    assert_eq!(statement.conditions, table);
    let failed: Vec<&str> = statement.failures().map(|failed| failed.key.as_str()).collect();
    assert_eq!(failed, ["vouch.example.com:sub", "absent"]);
}

#[test]
fn the_table_is_there_for_another_action_and_another_principal_as_well() {
    for (principal, action, outcome) in [
        (PROVIDER, "sts:TagSession", Outcome::OtherAction),
        ("arn:other", ACTION, Outcome::OtherPrincipal),
    ] {
        let judgement = decide(&format!(
            r#"{{"Statement":{{"Sid":"one","Effect":"Deny","Principal":{{"Federated":"{principal}"}},"Action":"{action}","Condition":{{"Null":{{"absent":true}}}}}}}}"#
        ));
        let [statement] = &judgement.statements[..] else { panic!() };
        assert_eq!((statement.outcome, statement.sid.as_deref()), (outcome, Some("one")));
        assert!(statement.conditions[0].holds());
    }
}

#[test]
fn a_single_statement_needs_no_list() {
    assert!(decide(&format!(r#"{{"Statement":{}}}"#, statement("Allow", "{}"))).is_allowed());
}

/// Whatever is compared with whatever: a condition that lets in also keeps out, and one that can't
/// be judged does no harm either way.
#[test]
fn no_condition_both_lets_in_and_lets_past_a_deny() {
    let keys = [
        "vouch.example.com:sub",
        "vouch.example.com:amr",
        "vouch.example.com:email",
        "sts:RoleAuthorizedByIdp",
        "aws:CurrentTime",
        "aws:SourceIp",
        "aws:FederatedProvider",
        "x:number",
        "x:empty",
        "absent",
    ];
    let values: [&[&str]; 12] = [
        &[],
        &[""],
        &["*"],
        &["true"],
        &["7"],
        &["2026-01-01"],
        &["203.0.113.0/24"],
        &["arn:aws:iam::*:*"],
        &["alice@example.com"],
        &["hwk", "nonsense"],
        &["${vouch.example.com:sub}"],
        &["${absent}"],
    ];
    let policy = |statements: &str| -> TrustPolicy {
        format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#).parse().unwrap()
    };
    let always = statement("Allow", "{}");
    let mut allow = policy(&always);
    let mut deny = policy(&format!("{},{always}", statement("Deny", "{}")));
    let caller = Caller::Federated(PROVIDER.into());
    let context = context();
    for name in crate::domain::trust::operator::every() {
        for (key, values) in keys.iter().flat_map(|key| values.map(|values| (key, values))) {
            let condition = Condition {
                operator: name.parse().unwrap(),
                key: (*key).into(),
                values: values.iter().map(|value| (*value).into()).collect(),
            };
            allow.statements[0].conditions = vec![condition.clone()];
            deny.statements[0].conditions = vec![condition.clone()];
            let lets_in = allow.evaluate(ACTION, &caller, &context).is_allowed();
            let lets_past = deny.evaluate(ACTION, &caller, &context).is_allowed();
            assert!(!(lets_in && lets_past), "{condition:?}");
        }
    }
}
