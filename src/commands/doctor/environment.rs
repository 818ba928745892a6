//! Variables that decide, besides profiles, which credentials AWS tools use; and the terminal.

use super::catalogue::{
    ENVIRONMENT_CONTAINER, ENVIRONMENT_FILES, ENVIRONMENT_KEYS, ENVIRONMENT_PROFILE,
    ENVIRONMENT_WEB_IDENTITY, TERMINAL,
};
use super::finding::Finding;
use super::profile::Profile;
use crate::adapters::environment::{self, Environment};
use crate::adapters::prompt::Prompt;

/// Hold keys themselves; those without `ID` or with `AMAZON` are what single SDKs read besides.
const KEYS: [&str; 5] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ACCESS_KEY",
    "AMAZON_ACCESS_KEY_ID",
];
const WEB_IDENTITY: [&str; 2] = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"];
const CONTAINER: [&str; 2] =
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];

/// Returns what the variables do.
pub(super) fn check(environment: &Environment, profiles: &[Profile]) -> Vec<Finding> {
    let is_set = |name: &str| environment::value_of(name).is_some();
    vec![
        keys(&set(&KEYS, is_set), environment::value_of("VOUCH_EXEC").as_deref()),
        match &set(&WEB_IDENTITY[..1], is_set)[..] {
            [] => ENVIRONMENT_WEB_IDENTITY.good("no variable names a web identity"),
            names => ENVIRONMENT_WEB_IDENTITY.warn(are_set(names)),
        },
        match &set(&CONTAINER, is_set)[..] {
            [] => ENVIRONMENT_CONTAINER.good("no variable names a container's endpoint"),
            names => ENVIRONMENT_CONTAINER.warn(are_set(names)),
        },
        profile(environment.aws_profile.as_deref(), profiles),
        files(environment, is_set("AWS_CONFIG_FILE")),
    ]
}

fn set<'a>(names: &[&'a str], is_set: impl Fn(&str) -> bool) -> Vec<&'a str> {
    names.iter().copied().filter(|name| is_set(name)).collect()
}

fn are_set(names: &[&str]) -> String {
    format!("{} {} set", names.join(", "), if names.len() == 1 { "is" } else { "are" })
}

/// Within `vouch exec` they are what was asked for.
fn keys(names: &[&str], exec: Option<&str>) -> Finding {
    match (names, exec) {
        ([], _) => ENVIRONMENT_KEYS.good("no variable holds AWS credentials"),
        (_, Some(of)) => {
            ENVIRONMENT_KEYS.good(format!("the variables hold what `vouch exec` gave, of {of}"))
        }
        (names, None) => ENVIRONMENT_KEYS.warn(are_set(names)),
    }
}

fn profile(named: Option<&str>, profiles: &[Profile]) -> Finding {
    match named {
        None => ENVIRONMENT_PROFILE.good("AWS_PROFILE is not set"),
        Some(name) if profiles.iter().any(|it| it.name.as_str() == name) => {
            ENVIRONMENT_PROFILE.good(format!("AWS_PROFILE is `{name}`, which calls vouch"))
        }
        Some(name) => {
            ENVIRONMENT_PROFILE.warn(format!("AWS_PROFILE is `{name}`, which doesn't call vouch"))
        }
    }
}

fn files(environment: &Environment, is_elsewhere: bool) -> Finding {
    let file = environment.aws_config_file.display();
    if is_elsewhere {
        ENVIRONMENT_FILES.warn(format!("AWS_CONFIG_FILE is {file}"))
    } else {
        ENVIRONMENT_FILES.good(format!("{file}"))
    }
}

/// Tells whether a PIN could be asked for here.
pub(super) fn terminal(prompt: &dyn Prompt) -> Finding {
    if prompt.is_there() {
        TERMINAL.good("there is a terminal")
    } else {
        TERMINAL.warn("there is no terminal here to ask for a PIN at")
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::State;
    use super::*;

    #[test]
    fn what_vouch_exec_has_set_is_in_nobodys_way() {
        let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
        assert_eq!(keys(&names, Some("vouch")).state, State::Good);
        let found = keys(&names, None);
        assert_eq!(found.words, "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY are set");
    }
}
