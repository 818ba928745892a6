//! Taking a profile out of a config file again.

use std::ops::Range;

use super::Refusal;
use super::botocore::Kind;
use super::document::Document;
use super::edit::{self, COMMAND, REGION};
use super::lines::{self, Ending, Line};
use super::name::ProfileName;

/// Returns the text without what [`set`](super::set) wrote into it, or `None` where there is
/// nothing of ours.
///
/// A section that holds nothing but our two keys goes whole, with the empty line before it: that is
/// byte for byte the text before it was appended. From a section that holds more, only
/// `credential_process` goes.
pub fn remove(text: &str, profile: &ProfileName) -> Result<Option<String>, Refusal> {
    let mut document = Document::parse(text)?;
    let Some(section) = document.section(profile)? else { return Ok(None) };
    edit::refuse_foreign(&document, section.clone())?;
    edit::refuse_indented(&document, section.clone())?;
    let Some((command, _, _)) =
        document.properties(section.clone()).find(|(_, key, _)| *key == COMMAND)
    else {
        return Ok(None);
    };
    match only_ours(&document, section, profile) {
        Some(ours) => remove_section(&mut document.lines, ours),
        None => {
            let before = document.lines.clone();
            let mut removed: Vec<usize> = command.clone().skip(1).collect();
            removed.retain(|index| document.is_attached(*index));
            removed.push(command.start);
            let mut index = 0;
            document.lines.retain(|_| {
                index += 1;
                !removed.contains(&(index - 1))
            });
            edit::end_as(&mut document.lines, &before);
        }
    }
    Ok(Some(lines::join(&document.lines)))
}

/// Returns the section's lines up to its last property, if all of them are as we write them.
fn only_ours(
    document: &Document,
    section: Range<usize>,
    profile: &ProfileName,
) -> Option<Range<usize>> {
    let last = section.clone().rev().find(|index| {
        document.is_attached(*index) || matches!(document.kinds[*index], Kind::Property { .. })
    })?;
    let plain = section.start + 1..last + 1;
    let ours = document.lines[section.start].text == profile.header()
        && plain.clone().all(|index| match &document.kinds[index] {
            Kind::Property { key, .. } => key == COMMAND || key == REGION,
            _ => false,
        });
    ours.then_some(section.start..plain.end)
}

fn remove_section(lines: &mut Vec<Line>, ours: Range<usize>) {
    // We appended to a text without a final newline: then it is without one again.
    let unfinished =
        ours.end == lines.len() && matches!(lines.last(), Some(Line { ending: Ending::None, .. }));
    let start = match ours.start.checked_sub(1) {
        Some(before) if lines[before].text.is_empty() => before,
        _ => ours.start,
    };
    lines.drain(start..ours.end);
    if let (true, Some(last)) = (unfinished, lines.last_mut()) {
        last.ending = Ending::None;
    }
}
