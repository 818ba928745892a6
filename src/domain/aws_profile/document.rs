//! A config file taken apart: its lines, what they are to botocore, and where a profile stands.

use std::ops::Range;

use super::Refusal;
use super::botocore::{self, Duplicates, Kind, Unreadable};
use super::lines::{self, Line};
use super::name::ProfileName;
use super::sdk;

/// A file that botocore can read, or could but for what stands twice.
pub(super) struct Document {
    pub(super) lines: Vec<Line>,
    /// One for each line.
    pub(super) kinds: Vec<Kind>,
}

impl Document {
    pub(super) fn parse(text: &str) -> Result<Self, Unreadable> {
        Self::read(text, Duplicates::Refused)
    }

    pub(super) fn parse_with_duplicates(text: &str) -> Result<Self, Unreadable> {
        Self::read(text, Duplicates::Taken)
    }

    fn read(text: &str, duplicates: Duplicates) -> Result<Self, Unreadable> {
        let lines = lines::split(text);
        let kinds = botocore::read(&lines, duplicates)?;
        Ok(Self { lines, kinds })
    }

    /// Returns the lines of the profile's section, its header first. A section belongs to the
    /// profile when either botocore or the SDKs think so.
    pub(super) fn section(&self, profile: &ProfileName) -> Result<Option<Range<usize>>, Refusal> {
        let mut sections = self.sections(|header, line| {
            botocore::profile(header).as_deref() == Some(profile.as_str())
                || sdk::begins(line, profile)
        });
        match (sections.next(), sections.next()) {
            (Some(first), Some(second)) => Err(Refusal::SeveralSections {
                first: first.start + 1,
                second: second.start + 1,
                profile: profile.clone(),
            }),
            (section, _) => Ok(section),
        }
    }

    /// Returns the lines of every section whose header (what its brackets hold, and its line) is
    /// one of those wanted.
    pub(super) fn sections(
        &self,
        wanted: impl Fn(&str, &Line) -> bool,
    ) -> impl Iterator<Item = Range<usize>> {
        self.kinds.iter().enumerate().filter_map(move |(start, kind)| match kind {
            Kind::Header(header) if wanted(header, &self.lines[start]) => {
                Some(start..self.end(start, |kind| matches!(kind, Kind::Header(_))))
            }
            _ => None,
        })
    }

    /// Returns the section's top-level properties: each one's line, and the line at which the next
    /// one or the end of the section is. Nested blocks are part of the property above them.
    pub(super) fn properties(
        &self,
        section: Range<usize>,
    ) -> impl Iterator<Item = (Range<usize>, &str, &str)> {
        section.filter_map(|start| match &self.kinds[start] {
            Kind::Property { key, value } => {
                let ends = |kind: &Kind| matches!(kind, Kind::Header(_) | Kind::Property { .. });
                Some((start..self.end(start, ends), key.as_str(), value.as_str()))
            }
            _ => None,
        })
    }

    /// Returns the whole value of a property as botocore reads it, its lines joined by blanks.
    pub(super) fn value(&self, property: Range<usize>) -> String {
        let mut value = match &self.kinds[property.start] {
            Kind::Property { value, .. } => value.clone(),
            _ => String::new(),
        };
        for index in property {
            if self.kinds[index] == Kind::Continuation {
                value.push(' ');
                value.push_str(self.lines[index].text.trim());
            }
        }
        value
    }

    /// Tells whether the line can't be parted from the property above it: for one of the two
    /// readers it is a part of its value.
    pub(super) fn is_attached(&self, index: usize) -> bool {
        self.kinds[index] == Kind::Continuation || self.lines[index].is_indented()
    }

    fn end(&self, start: usize, ends: impl Fn(&Kind) -> bool) -> usize {
        let after = start + 1;
        self.kinds[after..].iter().position(ends).map_or(self.kinds.len(), |count| after + count)
    }
}
