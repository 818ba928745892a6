//! The report as JSON.

use serde::Serialize;

use super::file::LintedFile;
use crate::domain::trust::lint::{Finding, Severity};

#[derive(Serialize)]
struct Report<'a> {
    findings: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    file: &'a str,
    /// Counted from 1, as the columns.
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    why: &'a str,
    remedy: &'a str,
    /// Whether `--fix` mends it.
    fixable: bool,
}

/// Returns the report.
pub(super) fn report(files: &[LintedFile]) -> String {
    let findings =
        files.iter().flat_map(|file| file.findings.iter().map(move |found| entry(file, found)));
    let report = Report { findings: findings.collect() };
    serde_json::to_string_pretty(&report).expect("plain structures serialise")
}

fn entry<'a>(file: &'a LintedFile, finding: &'a Finding) -> Found<'a> {
    let (start, end) = (file.place(finding.span.start), file.place(finding.span.end));
    Found {
        file: &file.name,
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        rule: finding.rule.id,
        severity: finding.rule.severity,
        message: &finding.message,
        why: finding.rule.why,
        remedy: finding.rule.remedy,
        fixable: !finding.fix.is_empty(),
    }
}
