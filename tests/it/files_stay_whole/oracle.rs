//! What holds for every text, whatever is in it. The readings are those of others; what belongs to
//! a section is found anew here, not with the editor's own eyes. The fuzz target uses this too.

use std::ops::Range;

use vouch::domain::aws_profile::{
    self, CommandLine, Origin, ProfileName, Refusal, Settings, clear, conflicts, mend, present,
    remove, set, unread,
};

use super::sdk::{self, Profiles};

/// What became of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Verdict {
    /// It was edited, into this.
    Edited(String),
    /// It was refused.
    Refused(Refusal),
}

/// What a profile shall say, for one of two roles.
pub(crate) fn settings(role: &str) -> Settings {
    let role = format!("arn:aws:iam::123456789012:role/{role}");
    Settings {
        command: CommandLine::new("/bin/vouch", ["credential", "aws", "--role", &role])
            .expect("plain words"),
        region: Some("eu-central-1".parse().expect("a region")),
    }
}

/// Writes, replaces and removes the profile in a text, and says what is wrong with it.
pub(crate) fn check(text: &str, profile: &ProfileName) -> Result<Verdict, String> {
    let gives_up = sdk::profiles(text).err();
    same(&unread(text).map(|unread| unread.line), &gives_up, "where the SDKs give up")?;
    let edited = match set(text, profile, &settings("A")) {
        Ok(edited) => edited,
        Err(refusal) => return Ok(Verdict::Refused(refusal)),
    };
    let again = |text: &str, role| {
        set(text, profile, &settings(role)).map_err(|why| format!("a second run: {why}"))
    };
    same(&again(&edited, "A")?, &edited, "after a second run")?;
    same(&again(&again(&edited, "B")?, "A")?, &edited, "after another role and back")?;
    untouched(text, &edited, profile).map_err(|why| format!("writing: {why}"))?;
    means(&edited, profile)?;
    others(text, &edited, profile).map_err(|why| format!("writing: {why}"))?;
    removed(text, &edited, profile).map_err(|why| format!("removing: {why}"))?;
    Ok(Verdict::Edited(edited))
}

/// Both readers read what was meant.
fn means(edited: &str, profile: &ProfileName) -> Result<(), String> {
    let (command, region) = (settings("A").command.to_string(), "eu-central-1".to_owned());
    let now = present(edited, profile).map_err(|why| why.to_string())?;
    same(&(now.command, now.region), &(Some(command.clone()), Some(region.clone())), "botocore")?;
    let Ok(profiles) = sdk::profiles(edited) else { return Ok(()) };
    let ours = profiles.get(profile.as_str()).ok_or("the SDKs find no profile")?;
    same(&ours.get("credential_process"), &Some(&command), "the SDKs' credential_process")?;
    same(&ours.get("region"), &Some(&region), "the SDKs' region")
}

/// The SDKs read every other profile as before.
fn others(before: &str, after: &str, profile: &ProfileName) -> Result<(), String> {
    let Ok(mut read_before) = sdk::profiles(before) else { return Ok(()) };
    let mut read_after: Profiles =
        sdk::profiles(after).map_err(|line| format!("the SDKs now give up at line {line}"))?;
    read_before.remove(profile.as_str());
    read_after.remove(profile.as_str());
    same(&read_after, &read_before, "the other profiles")
}

fn removed(text: &str, edited: &str, profile: &ProfileName) -> Result<(), String> {
    let without = remove(edited, profile).map_err(|why| why.to_string())?;
    let without = without.ok_or("nothing of ours was found")?;
    let now = present(&without, profile).map_err(|why| why.to_string())?;
    same(&now.command, &None, "what is left")?;
    if is_appended(text, edited) {
        return same(&without.as_str(), &text, "the text");
    }
    others(edited, &without, profile)?;
    untouched(edited, &without, profile)
}

/// Mends a text and clears a profile of what outranks vouch, and says what is wrong with it.
pub(crate) fn repair(text: &str, profile: &ProfileName) -> Result<(), String> {
    let Ok(mended) = mend(text) else { return Ok(()) };
    if let Ok(before) = sdk::profiles(text) {
        same(&sdk::profiles(&mended), &Ok(before), "mending: what the SDKs read")?;
    }
    let Ok(cleared) = clear(Origin::Config, &mended, profile) else { return Ok(()) };
    untouched(&mended, &cleared.text, profile).map_err(|why| format!("clearing: {why}"))?;
    others(&mended, &cleared.text, profile).map_err(|why| format!("clearing: {why}"))?;
    let left = conflicts(Origin::Config, &cleared.text, profile).map_err(|why| why.to_string())?;
    // What stands under Python's section of defaults stays.
    let is_everyones = |text: &str| text.contains("[DEFAULT]");
    if !left.is_empty() && !is_everyones(text) {
        return Err(format!("clearing left {left:?}"));
    }
    let again = clear(Origin::Config, &cleared.text, profile).map_err(|why| why.to_string())?;
    same(&again.text, &cleared.text, "clearing twice")
}

/// Every line that differs is of the profile's section.
fn untouched(before: &str, after: &str, profile: &ProfileName) -> Result<(), String> {
    if before == after || is_appended(before, after) || is_appended(after, before) {
        return Ok(());
    }
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    let mut changed = changed(&lines, &after.split_inclusive('\n').collect::<Vec<_>>());
    // With a section goes the empty line before it.
    if after.len() < before.len()
        && matches!(lines.get(changed.start), Some(&"\n" | &"\r\n"))
        && lines.get(changed.start + 1).is_some_and(|line| looks_like(line, profile))
    {
        changed.start += 1;
    }
    // Only the header itself may have been indented, where it had nothing to continue.
    let is_header = |index: &usize| {
        let line = lines[*index];
        let indented = *index == changed.start && looks_like(line, profile);
        (if indented { line.trim_start() } else { line }).starts_with('[')
    };
    let first = if changed.is_empty() { changed.start } else { changed.start + 1 };
    let header = (0..first).rfind(is_header).ok_or("a line before the first section changed")?;
    if !looks_like(lines[header], profile) {
        return Err(format!("a line of another section changed: {:?}", lines[header]));
    }
    match (first..changed.end).find(is_header) {
        Some(header) => Err(format!("the header after it changed: {:?}", lines[header])),
        None => Ok(()),
    }
}

/// Returns the lines that differ, those at both ends that don't left out.
fn changed(before: &[&str], after: &[&str]) -> Range<usize> {
    let shorter = before.len().min(after.len());
    let start = (0..shorter).find(|index| before[*index] != after[*index]).unwrap_or(shorter);
    let from_end = |lines: &[&str], index: usize| lines[lines.len() - 1 - index].to_owned();
    let same_at_end = (0..shorter - start)
        .find(|index| from_end(before, *index) != from_end(after, *index))
        .unwrap_or(shorter - start);
    start..before.len() - same_at_end
}

/// Whether the text became longer by one section at its end and by nothing else.
fn is_appended(before: &str, after: &str) -> bool {
    let added = after.strip_prefix(before).map(|added| added.trim_start_matches(['\r', '\n']));
    added.is_some_and(|added| added.starts_with('[') && added.matches("\n[").count() == 0)
}

/// A header that some reader takes for the profile's.
pub(crate) fn looks_like(header: &str, profile: &ProfileName) -> bool {
    let plain = header.replace(['"', '\'', '\\'], "");
    plain.contains(profile.as_str()) && (plain.contains("profile") || profile.as_str() == "default")
}

fn same<T: PartialEq + std::fmt::Debug>(now: &T, expected: &T, what: &str) -> Result<(), String> {
    if now == expected {
        return Ok(());
    }
    Err(format!("{what}: {now:?} instead of {expected:?}"))
}

/// Text that is no config at all must not make anything panic.
pub(crate) fn survives(text: &str, profile: &ProfileName) {
    let _ = remove(text, profile);
    let _ = aws_profile::ours(text);
    for origin in [aws_profile::Origin::Config, aws_profile::Origin::Credentials] {
        let _ = aws_profile::conflicts(origin, text, profile);
    }
}
