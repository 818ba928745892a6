//! The report as SARIF
//! ([2.1.0](https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html)), for code scanning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::file::LintedFile;
use crate::domain::trust::lint::{Finding, Rule, Severity, rules};

/// Returns the report. The rules in it are those that were broken.
pub(super) fn report(files: &[LintedFile]) -> String {
    let findings = || files.iter().flat_map(|file| file.findings.iter().map(move |f| (file, f)));
    let broken: BTreeSet<&str> = findings().map(|(_, finding)| finding.rule.id).collect();
    let broken: Vec<&Rule> = rules().filter(|rule| broken.contains(rule.id)).collect();
    let results: Vec<Value> =
        findings().map(|(file, finding)| result(file, finding, &broken)).collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "vouch trust lint",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": broken.iter().map(|rule| described(rule)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&report).expect("plain structures serialise")
}

fn described(rule: &Rule) -> Value {
    let help = format!("{}\n\nExample: {}\n\nFix: {}", rule.why, rule.attack, rule.remedy);
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.title },
        "fullDescription": { "text": rule.why },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(rule.severity) },
    })
}

fn result(file: &LintedFile, finding: &Finding, broken: &[&Rule]) -> Value {
    let artifact = json!({ "uri": uri(&file.name) });
    let mut result = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": broken.iter().position(|rule| rule.id == finding.rule.id),
        "level": level(finding.rule.severity),
        "message": { "text": finding.message },
        "locations": [{ "physicalLocation": {
            "artifactLocation": artifact,
            "region": region(file, finding.span.start, finding.span.end),
        }}],
    });
    if !finding.fix.is_empty() {
        let replacements = finding.fix.iter().map(|edit| {
            json!({
                "deletedRegion": region(file, edit.at.0, edit.at.1),
                "insertedContent": { "text": edit.text },
            })
        });
        result["fixes"] = json!([{
            "description": { "text": finding.rule.remedy },
            "artifactChanges": [{
                "artifactLocation": artifact,
                "replacements": replacements.collect::<Vec<_>>(),
            }],
        }]);
    }
    result
}

/// From the first character to the one behind the last, both counted from 1.
fn region(file: &LintedFile, start: usize, end: usize) -> Value {
    let (start, end) = (file.place(start), file.place(end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn level(severity: Severity) -> &'static str {
    severity.word()
}

/// Returns the path as a reference of a URI.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let path = path.replace('\\', "/");
    path.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}
