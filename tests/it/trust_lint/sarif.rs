//! The SARIF report is what the standard says, by its own schema.

use std::fs;
use std::process::Command;

use serde_json::Value;
use vouch::domain::trust::lint::rules as every_rule;

use super::linted::lint;
use crate::tools;

#[test]
fn the_report_is_valid_by_the_official_schema() {
    let files: Vec<String> = every_rule()
        .filter(|rule| !["not-evaluated", "no-policy"].contains(&rule.id))
        .map(|rule| format!("{}/bad.json", rule.id))
        .collect();
    let mut words = vec!["--format", "sarif", "../trust-lint-templates/unknown.tf"];
    words.extend(files.iter().map(String::as_str));
    let told = lint(&words, "");
    let report: Value = serde_json::from_str(&told.stdout).unwrap();
    let run = &report["runs"][0];
    assert!(run["results"].as_array().unwrap().len() > files.len(), "{told}");
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
    validate(&told.stdout);
    validate(&lint(&["--format", "sarif", "subject-missing/good.json"], "").ok().stdout);
}

/// Asks ajv, with the schema that OASIS publishes.
fn validate(report: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.sarif");
    fs::write(&file, report).unwrap();
    let script = r#"
        const [modules, file] = process.argv.slice(1);
        const Ajv = require(modules + '/ajv');
        const schema = require(modules + '/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
        const ajv = new Ajv({schemaId: 'auto', unknownFormats: 'ignore'});
        ajv.addMetaSchema(require(modules + '/ajv/lib/refs/json-schema-draft-04.json'));
        const valid = ajv.validate(schema, JSON.parse(require('fs').readFileSync(file)));
        if (!valid) { console.error(ajv.errors); process.exit(1); }
        if (ajv.validate(schema, {version: '2.1.0'})) { console.error('takes anything'); process.exit(2); }
    "#;
    let mut node = Command::new("node");
    node.args(["-e", script]).arg(tools::require_named("VOUCH_TEST_SARIF")).arg(&file);
    let output = node.output().expect("node runs; `tests/with-tools.sh` installs it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
