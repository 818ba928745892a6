//! Writing a profile into a config file.

use std::ops::Range;

use super::Refusal;
use super::botocore::{self, Kind};
use super::command::{self, CommandLine};
use super::document::Document;
use super::lines::{self, Ending, Line};
use super::name::ProfileName;
use super::region::Region;
use super::sdk;

/// What a profile shall say.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Settings {
    /// Its `credential_process`.
    pub command: CommandLine,
    /// Its `region`; without one the profile's own stays.
    pub region: Option<Region>,
}

/// What a profile says already, as botocore reads it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Present {
    /// Its `credential_process`.
    pub command: Option<String>,
    /// Its `region`.
    pub region: Option<String>,
}

pub(super) const COMMAND: &str = "credential_process";
pub(super) const REGION: &str = "region";

impl Settings {
    fn pairs(&self) -> Vec<(&'static str, &str)> {
        let region = self.region.as_ref().map(|region| (REGION, region.as_str()));
        [(COMMAND, self.command.as_str())].into_iter().chain(region).collect()
    }
}

/// Returns the section as it would be written into an empty file.
pub fn section(profile: &ProfileName, settings: &Settings) -> String {
    let mut text = profile.header() + "\n";
    for (key, value) in settings.pairs() {
        text += &format!("{key} = {value}\n");
    }
    text
}

/// Returns what the profile says already.
pub fn present(text: &str, profile: &ProfileName) -> Result<Present, Refusal> {
    let document = Document::parse(text)?;
    let mut present = Present::default();
    let Some(section) = document.section(profile)? else { return Ok(present) };
    for (property, key, _) in document.properties(section) {
        match key {
            COMMAND => present.command = Some(document.value(property)),
            REGION => present.region = Some(document.value(property)),
            _ => {}
        }
    }
    Ok(present)
}

/// Returns the text with the profile's settings in it, every byte outside of their lines as it was.
///
/// A profile that isn't there is appended, with an empty line before it; a text without a final
/// newline stays one. In a profile that is there, lines that say so already stay as they are, so a
/// second run changes nothing.
pub fn set(text: &str, profile: &ProfileName, settings: &Settings) -> Result<String, Refusal> {
    let document = Document::parse(text)?;
    let mut edited = match document.section(profile)? {
        None => appended(&document, profile, settings),
        Some(section) => {
            refuse_foreign(&document, section.clone())?;
            refuse_indented(&document, section.clone())?;
            let mut edited = document.lines[..section.start].to_vec();
            edited.extend(rewritten(&document, section.clone(), profile, settings));
            edited.extend_from_slice(&document.lines[section.end..]);
            edited
        }
    };
    end_as(&mut edited, &document.lines);
    Ok(lines::join(&edited))
}

fn appended(document: &Document, profile: &ProfileName, settings: &Settings) -> Vec<Line> {
    let style = lines::style(&document.lines);
    let mut edited = document.lines.clone();
    if !edited.is_empty() {
        edited.push(Line::new("", style));
    }
    edited.push(Line::new(profile.header(), style));
    edited.extend(settings.pairs().into_iter().map(|pair| property(pair, style)));
    edited
}

fn rewritten(
    document: &Document,
    section: Range<usize>,
    profile: &ProfileName,
    settings: &Settings,
) -> Vec<Line> {
    let style = match document.lines[section.start].ending {
        Ending::None => lines::style(&document.lines),
        ending => ending,
    };
    let mut edited = header(document, section.start, profile, style);
    let mut missing = settings.pairs();
    // New lines go after the last one that means anything; comments at the end belong to what
    // follows.
    let mut tail = edited.len();
    let mut index = section.start + 1;
    while index < section.end {
        let wanted = match &document.kinds[index] {
            Kind::Property { key, .. } => missing.iter().position(|(wanted, _)| wanted == key),
            _ => None,
        };
        match wanted.map(|position| missing.remove(position)) {
            Some(pair) => {
                let whole = extent(document, section.clone(), index);
                let (replacement, attached) = replaced(document, whole.clone(), pair, style);
                tail = edited.len() + attached;
                edited.extend(replacement);
                index = whole.end;
            }
            None => {
                edited.push(document.lines[index].clone());
                if document.is_attached(index)
                    || matches!(document.kinds[index], Kind::Property { .. })
                {
                    tail = edited.len();
                }
                index += 1;
            }
        }
    }
    edited.splice(tail..tail, missing.into_iter().map(|pair| property(pair, style)));
    edited
}

/// Returns the section's first line: as it is where both readers know it for the profile's, else
/// in the one spelling that both know.
fn header(document: &Document, index: usize, profile: &ProfileName, style: Ending) -> Vec<Line> {
    let line = &document.lines[index];
    let known_to_botocore = matches!(
        &document.kinds[index],
        Kind::Header(header) if botocore::profile(header).as_deref() == Some(profile.as_str())
    );
    if known_to_botocore && sdk::begins(line, profile) {
        return vec![line.clone()];
    }
    let rest = match line.text.find(['#', ';']) {
        Some(comment) => &line.text[comment..],
        None => line.text.rsplit_once(']').map_or("", |(_, rest)| rest.trim()),
    };
    let mut lines = vec![Line::new(profile.header(), line.ending)];
    if !rest.is_empty() {
        lines[0].ending = style;
        let mark = if rest.starts_with(['#', ';']) { "" } else { "# " };
        lines.push(Line::new(format!("{mark}{rest}"), line.ending));
    }
    lines
}

/// Returns a property's lines with the value in it, and how many of them can't be parted.
fn replaced(
    document: &Document,
    property_lines: Range<usize>,
    pair: (&str, &str),
    style: Ending,
) -> (Vec<Line>, usize) {
    if says(document, property_lines.clone(), pair) {
        return (document.lines[property_lines].to_vec(), 1);
    }
    let line = &document.lines[property_lines.start];
    let mut edited = Vec::new();
    // botocore takes a comment on the line for a part of the value; it gets a line of its own.
    let comment = sdk::without_comment(&line.text).1;
    if !comment.is_empty() {
        edited.push(Line::new(comment, style));
    }
    edited.push(property(pair, if line.ending == Ending::None { style } else { line.ending }));
    let attached = edited.len();
    for index in property_lines.skip(1) {
        let line = &document.lines[index];
        match &document.kinds[index] {
            Kind::Continuation => {}
            // To the SDKs an indented comment is a part of the value above it.
            Kind::Comment if line.is_indented() => {
                edited.push(Line::new(line.text.trim_start(), line.ending));
            }
            _ => edited.push(line.clone()),
        }
    }
    (edited, attached)
}

/// Tells whether both readers read exactly this value there.
fn says(document: &Document, lines: Range<usize>, (key, value): (&str, &str)) -> bool {
    let to_botocore =
        matches!(&document.kinds[lines.start], Kind::Property { value: now, .. } if now == value);
    let to_sdks = sdk::property(&document.lines[lines.start].text)
        .is_some_and(|(name, now)| name.eq_ignore_ascii_case(key) && now == value);
    to_botocore && to_sdks && !lines.skip(1).any(|index| document.is_attached(index))
}

fn extent(document: &Document, section: Range<usize>, index: usize) -> Range<usize> {
    document.properties(index..section.end).next().map_or(index..index + 1, |(extent, _, _)| extent)
}

fn property((key, value): (&str, &str), ending: Ending) -> Line {
    Line::new(format!("{key} = {value}"), ending)
}

/// Refuses a section whose `credential_process` runs something else than vouch.
pub(super) fn refuse_foreign(document: &Document, section: Range<usize>) -> Result<(), Refusal> {
    match document.properties(section).find(|(_, key, _)| *key == COMMAND) {
        Some((lines, _, _)) => match document.value(lines.clone()) {
            command if command.is_empty() || command::is_ours(&command) => Ok(()),
            command => Err(Refusal::Foreign { line: lines.start + 1, command }),
        },
        None => Ok(()),
    }
}

/// Refuses a section in which, or after which, a property or a header is indented.
pub(super) fn refuse_indented(document: &Document, section: Range<usize>) -> Result<(), Refusal> {
    let after = section.end.min(document.lines.len() - 1);
    let indented = (section.start + 1..=after).find(|index| {
        let begins = matches!(document.kinds[*index], Kind::Header(_) | Kind::Property { .. });
        begins && document.lines[*index].text.starts_with(char::is_whitespace)
    });
    indented.map_or(Ok(()), |index| Err(Refusal::Indented { line: index + 1 }))
}

/// Ends every line but the last, and the last one as the text before ended.
pub(super) fn end_as(edited: &mut [Line], before: &[Line]) {
    let style = lines::style(before);
    let unfinished = matches!(before.last(), Some(Line { ending: Ending::None, .. }));
    let last = edited.len().saturating_sub(1);
    for (index, line) in edited.iter_mut().enumerate() {
        if index == last && unfinished {
            line.ending = Ending::None;
        } else if line.ending == Ending::None {
            line.ending = style;
        }
    }
}
