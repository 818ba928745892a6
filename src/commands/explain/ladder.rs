//! The steps from a login to an answer of AWS, and which of them failed.

use crate::domain::refusal::Step;

/// Returns a line for each step.
pub(super) fn of(failed: Step) -> String {
    if failed == Step::Beside {
        return "AWS refused before it looked at the token's way: the call itself is at fault, or AWS \
                is"
            .into();
    }
    let width = Step::ALL.map(|step| step.question().len()).into_iter().max().unwrap_or_default();
    let line = |step: Step| {
        let verdict = match step.cmp(&failed) {
            std::cmp::Ordering::Less => "yes",
            std::cmp::Ordering::Equal => "NO",
            std::cmp::Ordering::Greater => "not reached",
        };
        format!("{step}. {:width$}  {verdict}", step.question())
    };
    Step::ALL.map(line).join("\n")
}
