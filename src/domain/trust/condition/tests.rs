//! Every operator against values that tell it from every other.

use super::*;

/// Holds, fails, can't be judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Told {
    Fails,
    Holds,
    Unjudged,
}
use Told::{Fails as F, Holds as H, Unjudged as U};

/// Operator, what the request has, what the policy wants, what is told.
type Row = (&'static str, &'static [&'static str], &'static [&'static str], Told);

const ARN: &[&str] = &["arn:aws:iam::123456789012:role/a:b"];
const SAME_ARN: &[&str] = &["arn:aws:iam::123456789012:role/a:b"];
const NOON: &[&str] = &["2026-06-01T12:00:00Z"];

/// An empty list means that the request lacks the key.
const TABLE: &[Row] = &[
    ("ArnEquals", ARN, SAME_ARN, H),
    ("ArnEquals", ARN, &["arn:aws:iam::*:role/?:b"], H),
    ("ArnEquals", ARN, &["arn:aws:iam::*:user/*"], F),
    ("ArnEquals", ARN, &["*"], U),
    ("ArnEquals", &[], SAME_ARN, F),
    ("ArnLike", ARN, &["arn:aws:*::123456789012:*"], H),
    ("ArnLike", ARN, &["arn:aws:iam::*"], U),
    ("ArnLike", ARN, &["arn:aws:sts::*:*"], F),
    ("ArnLike", &["alice"], SAME_ARN, U),
    ("ArnLike", &[], SAME_ARN, F),
    ("ArnNotEquals", ARN, SAME_ARN, F),
    ("ArnNotEquals", ARN, &["arn:aws:iam::*:user/*"], H),
    ("ArnNotEquals", ARN, &["*"], U),
    ("ArnNotEquals", &[], SAME_ARN, H),
    ("ArnNotLike", ARN, &["arn:aws:iam::*:role/*"], F),
    ("ArnNotLike", ARN, &["arn:aws:iam::*:user/*"], H),
    ("ArnNotLike", ARN, &["*"], U),
    ("ArnNotLike", &[], SAME_ARN, H),
    ("BinaryEquals", &["aGk="], &["aGk="], H),
    ("BinaryEquals", &["aGk="], &["aGo="], F),
    ("BinaryEquals", &["aGk="], &["hi"], U),
    ("BinaryEquals", &[], &["aGk="], F),
    ("Bool", &["true"], &["True"], H),
    ("Bool", &["true"], &["false"], F),
    ("Bool", &["true"], &["1"], U),
    ("Bool", &[], &["false"], F),
    ("DateEquals", NOON, &["1780315200"], H),
    ("DateEquals", NOON, &["2026-06-01T14:00:00+02:00"], H),
    ("DateEquals", NOON, &["2026-06-02"], F),
    ("DateEquals", NOON, &["2026-05-31"], F),
    ("DateEquals", NOON, &["soon"], U),
    ("DateEquals", &[], NOON, F),
    ("DateNotEquals", NOON, &["2026-06-01T14:00:00+02:00"], F),
    ("DateNotEquals", NOON, &["2026-06-02"], H),
    ("DateNotEquals", NOON, &["soon"], U),
    ("DateNotEquals", &[], NOON, H),
    ("DateGreaterThan", NOON, &["2026-06-01"], H),
    ("DateGreaterThan", NOON, &["2026-06-01T12:00:00+00:00"], F),
    ("DateGreaterThan", NOON, &["2026-06-02"], F),
    ("DateGreaterThan", &[], NOON, F),
    ("DateGreaterThanEquals", NOON, &["2026-06-01"], H),
    ("DateGreaterThanEquals", NOON, &["2026-06-01T12:00:00+00:00"], H),
    ("DateGreaterThanEquals", NOON, &["2026-06-02"], F),
    ("DateGreaterThanEquals", &[], NOON, F),
    ("DateLessThan", NOON, &["2026-06-01"], F),
    ("DateLessThan", NOON, &["2026-06-01T12:00:00+00:00"], F),
    ("DateLessThan", NOON, &["2026-07"], H),
    ("DateLessThan", &[], NOON, F),
    ("DateLessThanEquals", NOON, &["2026-06-01"], F),
    ("DateLessThanEquals", NOON, &["2026-06-01T12:00:00+00:00"], H),
    ("DateLessThanEquals", NOON, &["2026-07"], H),
    ("DateLessThanEquals", &[], NOON, F),
    ("IpAddress", &["203.0.113.7"], &["203.0.113.0/24"], H),
    ("IpAddress", &["203.0.113.7"], &["198.51.100.0/24", "203.0.113.7"], H),
    ("IpAddress", &["203.0.113.7"], &["2001:db8::/32"], F),
    ("IpAddress", &["203.0.113.7"], &["203.0.113.0/33"], U),
    ("IpAddress", &[], &["0.0.0.0/0"], F),
    ("NotIpAddress", &["203.0.113.7"], &["203.0.113.0/24"], F),
    ("NotIpAddress", &["2001:db8::7"], &["203.0.113.0/24"], H),
    ("NotIpAddress", &["203.0.113.7"], &["here"], U),
    ("NotIpAddress", &[], &["0.0.0.0/0"], H),
    ("Null", &[], &["true"], H),
    ("Null", &[], &["false"], F),
    ("Null", &["a"], &["false"], H),
    ("Null", &["a"], &["true"], F),
    ("Null", &["a", "b"], &["false"], H),
    ("Null", &["a"], &["maybe"], U),
    ("NumericEquals", &["7"], &["7.0"], H),
    ("NumericEquals", &["7"], &["8"], F),
    ("NumericEquals", &["7"], &["6"], F),
    ("NumericEquals", &["7"], &["seven"], U),
    ("NumericEquals", &[], &["7"], F),
    ("NumericNotEquals", &["7"], &["7.0"], F),
    ("NumericNotEquals", &["7"], &["8"], H),
    ("NumericNotEquals", &["7"], &["seven"], U),
    ("NumericNotEquals", &[], &["7"], H),
    ("NumericGreaterThan", &["7.5"], &["07"], H),
    ("NumericGreaterThan", &["7"], &["7.0"], F),
    ("NumericGreaterThan", &["7"], &["10"], F),
    ("NumericGreaterThan", &[], &["7"], F),
    ("NumericGreaterThanEquals", &["7.5"], &["07"], H),
    ("NumericGreaterThanEquals", &["7"], &["7.0"], H),
    ("NumericGreaterThanEquals", &["7"], &["10"], F),
    ("NumericGreaterThanEquals", &[], &["7"], F),
    ("NumericLessThan", &["7.5"], &["07"], F),
    ("NumericLessThan", &["7"], &["7.0"], F),
    ("NumericLessThan", &["7"], &["10"], H),
    ("NumericLessThan", &[], &["7"], F),
    ("NumericLessThanEquals", &["7.5"], &["07"], F),
    ("NumericLessThanEquals", &["7"], &["7.0"], H),
    ("NumericLessThanEquals", &["7"], &["10"], H),
    ("NumericLessThanEquals", &[], &["7"], F),
    ("StringEquals", &["Alice"], &["bob", "Alice"], H),
    ("StringEquals", &["Alice"], &["alice"], F),
    ("StringEquals", &["Alice"], &["A*"], F),
    ("StringEquals", &["Alice"], &[], F),
    ("StringEquals", &["a", "b"], &["a", "b"], U),
    ("StringEquals", &[], &[""], F),
    ("StringEqualsIgnoreCase", &["Alice"], &["aLICE"], H),
    ("StringEqualsIgnoreCase", &["Alice"], &["a*"], F),
    ("StringEqualsIgnoreCase", &[], &["a"], F),
    ("StringLike", &["Alice"], &["A?i*"], H),
    ("StringLike", &["Alice"], &["a*"], F),
    ("StringLike", &["Alice"], &["Ali"], F),
    ("StringLike", &[], &["*"], F),
    ("StringNotEquals", &["Alice"], &["bob", "Alice"], F),
    ("StringNotEquals", &["Alice"], &["alice"], H),
    ("StringNotEquals", &["Alice"], &["A*"], H),
    ("StringNotEquals", &[], &["a"], H),
    ("StringNotEqualsIgnoreCase", &["Alice"], &["aLICE"], F),
    ("StringNotEqualsIgnoreCase", &["Alice"], &["a*"], H),
    ("StringNotEqualsIgnoreCase", &[], &["a"], H),
    ("StringNotLike", &["Alice"], &["A?i*"], F),
    ("StringNotLike", &["Alice"], &["a*"], H),
    ("StringNotLike", &["Alice"], &["bob"], H),
    ("StringNotLike", &[], &["*"], H),
    // What comes before and after the name.
    ("StringEqualsIfExists", &[], &["a"], H),
    ("StringEqualsIfExists", &["b"], &["a"], F),
    ("StringNotEqualsIfExists", &[], &["a"], H),
    ("BoolIfExists", &[], &["true"], H),
    ("ForAllValues:StringEquals", &[], &["a"], H),
    ("ForAllValues:StringEquals", &["a", "b"], &["b", "a", "c"], H),
    ("ForAllValues:StringEquals", &["a", "d"], &["b", "a", "c"], F),
    ("ForAllValues:StringNotEquals", &["a", "d"], &["d"], F),
    ("ForAllValues:StringNotEquals", &["a", "b"], &["d"], H),
    ("ForAnyValue:StringEquals", &[], &["a"], F),
    ("ForAnyValue:StringEquals", &["a", "d"], &["b", "a"], H),
    ("ForAnyValue:StringEquals", &["c", "d"], &["b", "a"], F),
    ("ForAnyValue:StringNotEquals", &["a", "d"], &["d"], H),
    ("ForAnyValue:StringNotEquals", &["d"], &["d"], F),
    ("ForAnyValue:StringEqualsIfExists", &[], &["a"], F),
    ("ForAnyValue:NumericLessThan", &["7", "many"], &["8"], U),
];

fn told(operator: &str, (_, got, wanted, _): &Row) -> Told {
    let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
    let mut context = Context::default();
    context.set_list("k", texts(got));
    let operator = operator.parse().unwrap();
    let condition = Condition { operator, key: "K".into(), values: texts(wanted) };
    match judge(&condition, Version::V2012, &context).outcome {
        ConditionOutcome::Fails => F,
        ConditionOutcome::Holds => H,
        ConditionOutcome::Unjudged(_) => U,
    }
}

#[test]
fn each_row_is_told_as_it_is_written() {
    for row in TABLE {
        assert_eq!(told(row.0, row), row.3, "{row:?}");
    }
}

/// If one operator were taken for another, a row would say so: for each operator and each other
/// there is a row of the one that the other would answer differently.
#[test]
fn no_operator_can_be_taken_for_another_unnoticed() {
    // AWS defines these as the same.
    let same = [("ArnEquals", "ArnLike"), ("ArnNotEquals", "ArnNotLike")];
    let names: Vec<String> = crate::domain::trust::operator::every()
        .filter(|name| !name.contains(':') && !name.ends_with("IfExists"))
        .collect();
    assert_eq!(names.len(), 27);
    for one in &names {
        let rows: Vec<&Row> = TABLE.iter().filter(|row| row.0 == one).collect();
        for other in names.iter().filter(|other| *other != one) {
            let known = |(a, b): &(&str, &str)| [(a, b), (b, a)].contains(&(&&**one, &&**other));
            if same.iter().any(known) {
                continue;
            }
            let noticed = rows.iter().any(|row| told(other, row) != row.3);
            assert!(noticed, "no row tells {one} from {other}");
        }
        // Nor can what comes before and after the name be lost or added.
        if one != "Null" {
            let absent: Vec<&&Row> = rows.iter().filter(|row| row.1.is_empty()).collect();
            assert!(!absent.is_empty(), "no row asks {one} of an absent key");
        }
    }
    for (one, other) in [
        ("StringEqualsIfExists", "StringEquals"),
        ("StringEqualsIfExists", "StringNotEqualsIfExists"),
        ("BoolIfExists", "Bool"),
        ("ForAllValues:StringEquals", "StringEquals"),
        ("ForAllValues:StringEquals", "ForAnyValue:StringEquals"),
        ("ForAllValues:StringNotEquals", "ForAnyValue:StringNotEquals"),
        ("ForAnyValue:StringEquals", "ForAllValues:StringEquals"),
        ("ForAnyValue:StringNotEquals", "ForAllValues:StringNotEquals"),
        ("ForAnyValue:StringEqualsIfExists", "StringEqualsIfExists"),
    ] {
        let mut rows = TABLE.iter().filter(|row| row.0 == one);
        assert!(rows.any(|row| told(other, row) != row.3), "no row tells {one} from {other}");
    }
}
