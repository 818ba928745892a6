//! The AWS profiles: whether the ones that call vouch call this one, and nothing outranks them.

use std::path::Path;

use crate::adapters::environment::Environment;
use crate::adapters::files;
use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_profile::{Conflict, Origin, ProfileName, conflicts, ours};

use super::finding::Finding;

const CHECK: &str = "AWS profile";

/// Returns a finding for each profile that calls vouch.
pub(super) fn check(environment: &Environment) -> Vec<Finding> {
    let texts = (text(&environment.aws_config_file), text(&environment.aws_credentials_file));
    let (config, credentials) = match texts {
        (Ok(config), Ok(credentials)) => (config, credentials),
        (Err(finding), _) | (_, Err(finding)) => return vec![finding],
    };
    let profiles = match ours(&config) {
        Ok(profiles) => profiles,
        Err(error) => return vec![unreadable(&environment.aws_config_file, error)],
    };
    if profiles.is_empty() {
        return vec![Finding::warning(CHECK, "no profile calls vouch", "run `vouch setup aws`")];
    }
    let judge = |(profile, command): &(ProfileName, String)| {
        let outranked = [(Origin::Config, &config), (Origin::Credentials, &credentials)]
            .into_iter()
            .flat_map(|(origin, text)| conflicts(origin, text, profile).unwrap_or_default())
            .next();
        judge(profile, command, outranked, &environment.executable)
    };
    profiles.iter().map(judge).collect()
}

fn text(path: &Path) -> Result<String, Finding> {
    files::read_text(path)
        .map(Option::unwrap_or_default)
        .map_err(|error| Finding::bad(CHECK, error))
}

fn unreadable(path: &Path, error: impl std::fmt::Display) -> Finding {
    let error = CommandError::new(Exit::Configuration, format!("{}: {error}", path.display()));
    Finding::bad(CHECK, error.hint("mend the line; the AWS CLI can't use any profile before"))
}

fn judge(
    profile: &ProfileName,
    command: &str,
    outranked: Option<Conflict>,
    this: &Path,
) -> Finding {
    let name = profile.as_str();
    if let Some(Conflict { key, line, origin }) = outranked {
        let file = match origin {
            Origin::Config => "config",
            Origin::Credentials => "credentials",
        };
        return Finding::bad(
            CHECK,
            CommandError::new(
                Exit::Configuration,
                format!("`{name}`: `{key}` in line {line} of the {file} file outranks vouch"),
            )
            .hint("remove that key, or write another profile"),
        );
    }
    let program = Path::new(command.split_ascii_whitespace().next().unwrap_or_default());
    match (program.canonicalize(), this.canonicalize()) {
        (Ok(called), Ok(this)) if called == this => {
            Finding::good(CHECK, format!("`{name}` calls this program"))
        }
        (Ok(_), _) => Finding::warning(
            CHECK,
            format!("`{name}` calls {}, which is another program", program.display()),
            "run `vouch setup aws` again",
        ),
        (Err(_), _) => Finding::bad(
            CHECK,
            CommandError::new(
                Exit::Configuration,
                format!("`{name}` calls {}, which is not there", program.display()),
            )
            .hint("run `vouch setup aws` again"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::doctor::finding::State;

    fn judged(command: &str, outranked: Option<Conflict>) -> Finding {
        judge(&"vouch".parse().unwrap(), command, outranked, Path::new("/bin/sh"))
    }

    #[test]
    fn a_profile_must_call_this_program() {
        assert_eq!(judged("/bin/sh credential aws", None).state, State::Good);
        assert_eq!(judged("/bin/ls credential aws", None).state, State::Warning);
        assert_eq!(judged("/nowhere/vouch credential aws", None).exit, Some(Exit::Configuration));
    }

    #[test]
    fn a_key_that_outranks_vouch_is_named_with_its_line() {
        let conflict =
            Conflict { origin: Origin::Credentials, line: 7, key: "aws_access_key_id".into() };
        let finding = judged("/bin/sh credential aws", Some(conflict));
        assert_eq!(
            finding.words,
            "`vouch`: `aws_access_key_id` in line 7 of the credentials file outranks vouch"
        );
    }
}
