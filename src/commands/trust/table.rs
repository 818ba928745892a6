//! A trust policy's judgement as a table: each condition, what is wanted, what came, the verdict.

use crate::domain::trust::{
    ConditionFault, ConditionOutcome, ConditionVerdict, Judgement, Outcome, StatementVerdict,
    Verdict,
};

/// Returns the table of one action, without a newline at its end.
pub(in crate::commands) fn of(judgement: &Judgement) -> String {
    let verdict = match judgement.verdict {
        Verdict::Allowed => "allowed",
        Verdict::DeniedByDefault => "no statement allows it",
        Verdict::DeniedExplicitly => "denied explicitly",
    };
    let head = format!("{}: {verdict}", judgement.action);
    let statements = judgement.statements.iter().map(statement);
    std::iter::once(head).chain(statements).collect::<Vec<_>>().join("\n")
}

fn statement(statement: &StatementVerdict) -> String {
    let outcome = match statement.outcome {
        Outcome::Applies => "applies",
        Outcome::AppliesUnjudged => "applies, because a condition can't be judged",
        Outcome::ConditionsFail => "does not apply",
        Outcome::OtherAction => "speaks of another action",
        Outcome::OtherPrincipal => "speaks of another principal",
    };
    let sid = statement.sid.as_ref().map(|sid| format!(" {}", shown(sid))).unwrap_or_default();
    let head = format!("  statement {}{sid} ({:?}): {outcome}", statement.number, statement.effect);
    let concerned = !matches!(statement.outcome, Outcome::OtherAction | Outcome::OtherPrincipal);
    if statement.conditions.is_empty() || !concerned {
        return head;
    }
    let titles = ["condition", "wanted", "got", "verdict"].map(str::to_owned);
    let rows = statement.conditions.iter().map(row);
    let rows: Vec<[String; 4]> = std::iter::once(titles).chain(rows).collect();
    std::iter::once(head).chain(lines(&rows)).collect::<Vec<_>>().join("\n")
}

fn row(condition: &ConditionVerdict) -> [String; 4] {
    let wanted = condition.wanted.iter().map(|wanted| match &wanted.meant {
        Some(meant) => format!("{} = {}", shown(&wanted.written), shown(meant)),
        None => shown(&wanted.written),
    });
    let got = condition.got.as_ref().map_or_else(
        || "(absent)".into(),
        |values| values.iter().map(|value| shown(value)).collect::<Vec<_>>().join(", "),
    );
    [
        format!("{} {}", condition.operator, shown(&condition.key)),
        wanted.collect::<Vec<_>>().join(" or "),
        got,
        verdict(&condition.outcome),
    ]
}

fn verdict(outcome: &ConditionOutcome) -> String {
    match outcome {
        ConditionOutcome::Holds => "holds".into(),
        ConditionOutcome::Fails => "FAILS".into(),
        ConditionOutcome::Unjudged(ConditionFault::ManyValues) => {
            "can't be judged: many values, and neither ForAnyValue: nor ForAllValues:".into()
        }
        ConditionOutcome::Unjudged(ConditionFault::Value(value)) => {
            format!("can't be judged: `{}` is not of the operator's kind", shown(value))
        }
        ConditionOutcome::Unjudged(ConditionFault::Variable(name)) => {
            format!("can't be judged: `{}` has no single value", shown(name))
        }
    }
}

/// Sets the cells below one another.
fn lines(rows: &[[String; 4]]) -> Vec<String> {
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..3).map(|column| width(column).unwrap_or_default()).collect();
    let line = |[condition, wanted, got, verdict]: &[String; 4]| {
        let [first, second, third] = widths[..] else { return String::new() };
        format!("    {condition:first$}  {wanted:second$}  {got:third$}  {verdict}")
    };
    rows.iter().map(line).collect()
}

/// What strangers wrote, without the characters that move a terminal's cursor.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
