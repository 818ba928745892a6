//! Mends what there is no doubt about; every other byte of the text stays.

use super::finding::{Edit, Finding};
use super::source::Form;
use super::{Facts, lint_text};

/// How often the text is looked at again. Each time mends what the time before has brought to light.
const MOST_ROUNDS: usize = 16;

/// Returns the text with the findings mended that can be: in JSON alone.
pub fn fix(text: &str, form: Form, facts: &Facts, wanted: &dyn Fn(&Finding) -> bool) -> String {
    let mut text = text.to_owned();
    if form != Form::Json {
        return text;
    }
    for _ in 0..MOST_ROUNDS {
        let findings = lint_text(&text, form, facts);
        let fixes = findings.iter().filter(|finding| wanted(finding)).map(|finding| &finding.fix);
        let edits = apart(fixes.filter(|fix| !fix.is_empty()));
        if edits.is_empty() {
            return text;
        }
        let mended = apply(&text, &edits);
        // What can't be read any more would be worse than what there was.
        let broken = |text: &str| {
            lint_text(text, form, facts).iter().any(|finding| finding.rule.id == "malformed")
        };
        if broken(&mended) && !broken(&text) {
            return text;
        }
        text = mended;
    }
    text
}

/// Takes the fixes, each whole, that touch nothing that an earlier one touches.
fn apart<'a>(fixes: impl Iterator<Item = &'a Vec<Edit>>) -> Vec<Edit> {
    let mut edits: Vec<Edit> = Vec::new();
    for fix in fixes {
        let free = |edit: &Edit| {
            edits.iter().all(|taken| edit.at.1 < taken.at.0 || taken.at.1 < edit.at.0)
        };
        if fix.iter().all(free) {
            edits.extend(fix.iter().cloned());
        }
    }
    edits.sort();
    edits
}

/// Makes the changes, which are sorted and apart.
fn apply(text: &str, edits: &[Edit]) -> String {
    let mut after = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        after.push_str(&text[at..edit.at.0]);
        after.push_str(&on_its_line(&text[..edit.at.0], &edit.text));
        at = edit.at.1;
    }
    after.push_str(&text[at..]);
    after
}

/// A member that is put before another which begins a line gets a line of its own.
fn on_its_line(before: &str, text: &str) -> String {
    let line = before.rfind('\n').map(|newline| &before[newline..]);
    match (line, text.strip_suffix(", ")) {
        (Some(indent), Some(member)) if indent.trim().is_empty() => format!("{member},{indent}"),
        _ => text.to_owned(),
    }
}
