//! What becomes of the two files, as texts: nothing is written here.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_profile::{self, Conflict, Origin, ProfileName, Refusal};

use super::wishes::{Profile, READ_ONLY};

/// Whether lines that keep tools from running vouch are made comments, and files mended.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fix {
    /// They are refused.
    No,
    /// They are.
    Yes,
}

/// A file before and after.
pub(super) struct FileChange {
    pub(super) path: PathBuf,
    pub(super) before: Option<String>,
    pub(super) after: String,
}

impl FileChange {
    fn read(path: &Path) -> Result<Self, CommandError> {
        let before = files::read_text(path)?;
        let after = before.clone().unwrap_or_default();
        Ok(Self { path: path.into(), before, after })
    }

    pub(super) fn is_changed(&self) -> bool {
        self.before.as_deref().unwrap_or_default() != self.after
    }

    pub(super) fn text(&self) -> &str {
        self.before.as_deref().unwrap_or_default()
    }
}

/// What becomes of a profile.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Fate {
    Absent,
    Removed,
    Unchanged,
    Written,
}

/// A line that was made a comment.
#[derive(Clone, Debug)]
pub(super) struct Comment {
    pub(super) path: PathBuf,
    pub(super) conflict: Conflict,
}

/// The whole change.
pub(super) struct Plan {
    /// The config file, and the credentials file if it was looked at.
    pub(super) files: Vec<FileChange>,
    pub(super) fates: Vec<(ProfileName, Fate)>,
    pub(super) comments: Vec<Comment>,
    /// The files that the AWS CLI couldn't read before, and why.
    pub(super) mended: Vec<(PathBuf, String)>,
}

impl Plan {
    /// Plans to write profiles.
    pub(super) fn to_write(
        environment: &Environment,
        profiles: &[Profile],
        fix: Fix,
    ) -> Result<Self, CommandError> {
        let config = FileChange::read(&environment.aws_config_file)?;
        let credentials = FileChange::read(&environment.aws_credentials_file)?;
        let mut plan = Self {
            files: vec![config, credentials],
            fates: Vec::new(),
            comments: Vec::new(),
            mended: Vec::new(),
        };
        if fix == Fix::Yes {
            plan.repair(Origin::Config, profiles)?;
            plan.repair(Origin::Credentials, profiles)?;
        }
        for profile in profiles {
            plan.refuse_conflicts(&profile.name)?;
        }
        profiles.iter().try_for_each(|profile| plan.set(profile))?;
        Ok(plan)
    }

    /// Plans to take profiles out.
    pub(super) fn to_remove(
        environment: &Environment,
        names: impl FnOnce(&str) -> Result<Vec<ProfileName>, CommandError>,
    ) -> Result<Self, CommandError> {
        let mut config = FileChange::read(&environment.aws_config_file)?;
        let mut fates = Vec::new();
        for name in names(config.text())? {
            let removed = aws_profile::remove(&config.after, &name)
                .map_err(|refusal| in_file(refusal, &config.path))?;
            let fate = if removed.is_some() { Fate::Removed } else { Fate::Absent };
            config.after = removed.unwrap_or(config.after);
            fates.push((name, fate));
        }
        Ok(Self { files: vec![config], fates, comments: Vec::new(), mended: Vec::new() })
    }

    /// Tells whether anything changes.
    pub(super) fn changes(&self) -> impl Iterator<Item = &FileChange> {
        self.files.iter().filter(|file| file.is_changed())
    }

    fn repair(&mut self, origin: Origin, profiles: &[Profile]) -> Result<(), CommandError> {
        let file = &mut self.files[usize::from(origin == Origin::Credentials)];
        let refused = |refusal: Refusal, path: &Path| in_file(refusal, path);
        if let Err(why) = aws_profile::ours(&file.after) {
            file.after =
                aws_profile::mend(&file.after).map_err(|why| refused(why.into(), &file.path))?;
            self.mended.push((file.path.clone(), why.to_string()));
        }
        for profile in profiles {
            let cleared = aws_profile::clear(origin, &file.after, &profile.name)
                .map_err(|refusal| refused(refusal, &file.path))?;
            file.after = cleared.text;
            let comment = |conflict| Comment { path: file.path.clone(), conflict };
            self.comments.extend(cleared.keys.into_iter().map(comment));
        }
        Ok(())
    }

    /// Refuses a profile in which a key outranks ours, in either of the files.
    fn refuse_conflicts(&self, name: &ProfileName) -> Result<(), CommandError> {
        let mut all = Vec::new();
        for (file, origin) in self.files.iter().zip([Origin::Config, Origin::Credentials]) {
            let found = aws_profile::conflicts(origin, &file.after, name)
                .map_err(|reason| in_file(reason.into(), &file.path))?;
            all.extend(found.into_iter().map(|conflict| (&file.path, conflict)));
        }
        if all.is_empty() {
            return Ok(());
        }
        let among: Vec<Conflict> = all.iter().map(|(_, conflict)| conflict.clone()).collect();
        let what = format!("profile `{name}` has keys that AWS tools prefer to vouch");
        let error = all.iter().fold(
            CommandError::new(Exit::Configuration, what),
            |error, (path, conflict)| {
                let consequence = conflict.consequence(&among);
                error.cause(format!("{} {conflict}: {consequence}", path.display()))
            },
        );
        Err(error.hint("remove them, or choose another name with `--profile`; nothing was changed"))
    }

    fn set(&mut self, profile: &Profile) -> Result<(), CommandError> {
        let config = &mut self.files[0];
        let refused = |refusal| in_file(refusal, &config.path);
        if profile.is_named_by_role {
            let present = aws_profile::present(&config.after, &profile.name).map_err(refused)?;
            refuse_another_role(profile, present.command.as_deref())?;
        }
        if profile.is_twin {
            refuse_no_twin(&config.after, &profile.name)?;
        }
        let edited =
            aws_profile::set(&config.after, &profile.name, &profile.settings).map_err(refused)?;
        let fate = if edited == config.after { Fate::Unchanged } else { Fate::Written };
        config.after = edited;
        self.fates.push((profile.name.clone(), fate));
        Ok(())
    }
}

/// Refuses that a name which was made from one role comes to stand for it in place of another.
fn refuse_another_role(profile: &Profile, command: Option<&str>) -> Result<(), CommandError> {
    let words: Vec<&str> = command.unwrap_or_default().split_ascii_whitespace().collect();
    let role = words.windows(2).find(|pair| pair[0] == "--role").map(|pair| pair[1]);
    match role {
        Some(role) if role != profile.role.as_str() => {
            let what = format!("profile `{}` stands for another role", profile.name);
            Err(CommandError::new(Exit::Configuration, what)
                .cause(format!("it is {role}'s, not {}'s", profile.role))
                .hint(format!(
                    "take it out with `vouch setup aws --remove --profile {}`, or name the \
                     profiles otherwise with `--name-template`; nothing was changed",
                    profile.name
                )))
        }
        _ => Ok(()),
    }
}

/// Tells whether the profile is one of vouch's that may read alone.
pub(super) fn is_twin(text: &str, name: &ProfileName) -> Result<bool, CommandError> {
    let command = aws_profile::present(text, name)?.command.unwrap_or_default();
    Ok(command.split_ascii_whitespace().any(|word| word.ends_with(READ_ONLY)))
}

/// Refuses a profile that has a twin's name and is something else.
pub(super) fn refuse_no_twin(text: &str, name: &ProfileName) -> Result<(), CommandError> {
    if aws_profile::present(text, name)?.command.is_none() || is_twin(text, name)? {
        return Ok(());
    }
    let what = format!("profile `{name}` is there and is no read-only twin");
    Err(CommandError::new(Exit::Configuration, what)
        .hint("choose another name with `--profile`; nothing was changed"))
}

fn in_file(refusal: Refusal, path: &Path) -> CommandError {
    let mut error = CommandError::from(refusal);
    error.causes.insert(0, std::mem::take(&mut error.what));
    error.what = format!("could not edit {}", path.display());
    error
}
