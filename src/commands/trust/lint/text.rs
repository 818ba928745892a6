//! The report for people.

use super::file::LintedFile;
use crate::domain::trust::lint::Finding;

/// Returns two lines for each finding: where and what, and what to write.
pub(super) fn report(files: &[LintedFile]) -> String {
    let lines =
        files.iter().flat_map(|file| file.findings.iter().map(move |finding| lines(file, finding)));
    lines.collect::<Vec<_>>().join("\n")
}

fn lines(file: &LintedFile, finding: &Finding) -> String {
    let place = file.place(finding.span.start);
    let rule = finding.rule;
    format!(
        "{}:{}:{}: {}[{}]: {}\n  fix: {}",
        file.name, place.line, place.column, rule.severity, rule.id, finding.message, rule.remedy
    )
}
