//! Which tools don't run vouch because of a key, as the tools themselves were seen to do.
//!
//! `tests/it/setup_aws/outranked.rs` asks each of them.

use std::fmt;

use super::conflict::{Conflict, Origin};
use super::edit::{COMMAND, REGION};

/// A tool, or a family of tools, that reads profiles in its own way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Tool {
    /// The AWS CLI, versions 1 and 2, and boto3.
    CommandLine,
    /// The AWS SDK for Go v2, and so Terraform and rclone.
    Go,
    /// The AWS SDK for JavaScript v3.
    JavaScript,
    /// The AWS SDK for Rust.
    Rust,
}

impl Tool {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::CommandLine, Self::Go, Self::JavaScript, Self::Rust];
}

impl fmt::Display for Tool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::CommandLine => "the AWS CLI and boto3",
            Self::Go => "Go",
            Self::JavaScript => "JavaScript",
            Self::Rust => "Rust",
        })
    }
}

impl Conflict {
    /// Returns the tools that use something else than vouch, or fail, because of the key. `among`
    /// are all conflicts of the profile, in both files: many a key counts beside another alone.
    pub fn ignoring(&self, among: &[Self]) -> Vec<Tool> {
        let kind = Kind::of(&self.key);
        let counts = |tool: &Tool| kind.ignores(*tool, self, &Keys(among));
        Tool::ALL.into_iter().filter(counts).collect()
    }

    /// Returns what the key is there for, in a few words.
    pub fn purpose(&self) -> &'static str {
        Kind::of(&self.key).purpose()
    }

    /// Says what the key does, in words for people. `among` are all conflicts of the profile, in
    /// both files.
    pub fn consequence(&self, among: &[Self]) -> String {
        let names: Vec<String> = self.ignoring(among).iter().map(Tool::to_string).collect();
        match (&names[..], Kind::of(&self.key)) {
            ([], Kind::Region) => "the region is taken from there".into(),
            ([], kind) => format!("it is there for {}", kind.purpose()),
            ([one], _) if *one != Tool::CommandLine.to_string() => {
                format!("{one} doesn't run vouch")
            }
            (names, _) => format!("{} don't run vouch", listed(names)),
        }
    }

    /// Tells whether the key is one of the three that hold a long-lived key of AWS.
    pub fn is_static_key(&self) -> bool {
        Kind::of(&self.key) == Kind::StaticKeys
    }
}

/// Returns `a`, `a and b`, `a, b and c`.
fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => {
            format!("{} and {last}", first.join(", ").replace(" and ", ", "))
        }
        names => names.concat(),
    }
}

/// What a key is there for.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Kind {
    Login,
    Process,
    Region,
    Role,
    SingleSignOn,
    StaticKeys,
}

/// The keys of a profile that matter here.
struct Keys<'a>(&'a [Conflict]);

impl Keys<'_> {
    fn has(&self, key: &str) -> bool {
        self.0.iter().any(|one| one.key == key)
    }

    fn has_in(&self, origin: Origin, key: &str) -> bool {
        self.0.iter().any(|one| one.key == key && one.origin == origin)
    }
}

impl Kind {
    fn of(key: &str) -> Self {
        match key {
            COMMAND => Self::Process,
            REGION => Self::Region,
            "login_session" => Self::Login,
            _ if key.starts_with("sso_") => Self::SingleSignOn,
            _ if key.starts_with("aws_") => Self::StaticKeys,
            _ => Self::Role,
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Self::Login => "a login of the AWS CLI",
            Self::Process => "another program",
            Self::Region => "another region",
            Self::Role => "another role",
            Self::SingleSignOn => "single sign-on",
            Self::StaticKeys => "static keys",
        }
    }

    fn ignores(self, tool: Tool, conflict: &Conflict, keys: &Keys<'_>) -> bool {
        match self {
            Self::Login => tool != Tool::JavaScript,
            Self::Process => true,
            Self::Region => false,
            Self::Role => role(tool, keys),
            Self::SingleSignOn => single_sign_on(tool, keys),
            Self::StaticKeys => static_keys(tool, conflict.origin, keys),
        }
    }
}

/// The AWS CLI takes static keys from the credentials file before it runs a process, and from the
/// config file after it. Go fails where it finds one half of a pair.
fn static_keys(tool: Tool, origin: Origin, keys: &Keys<'_>) -> bool {
    const ID: &str = "aws_access_key_id";
    const SECRET: &str = "aws_secret_access_key";
    match tool {
        Tool::CommandLine => origin == Origin::Credentials && keys.has_in(origin, ID),
        Tool::Go => keys.has(ID) || keys.has(SECRET),
        Tool::JavaScript => keys.has(ID) && keys.has(SECRET),
        Tool::Rust => false,
    }
}

fn single_sign_on(tool: Tool, keys: &Keys<'_>) -> bool {
    let has = |names: &[&str]| names.iter().any(|name| keys.has(name));
    let chosen = has(&["sso_account_id", "sso_role_name"]);
    match tool {
        Tool::CommandLine => chosen,
        Tool::Go | Tool::Rust => chosen || has(&["sso_region", "sso_session", "sso_start_url"]),
        Tool::JavaScript => false,
    }
}

/// Go takes vouch's credentials to the role if nothing else says whence they come.
fn role(tool: Tool, keys: &Keys<'_>) -> bool {
    let role = keys.has("role_arn");
    let web = keys.has("web_identity_token_file");
    let (profile, source) = (keys.has("source_profile"), keys.has("credential_source"));
    match tool {
        Tool::CommandLine => role || web,
        Tool::Go => true,
        Tool::JavaScript => role && (web || profile != source),
        Tool::Rust => role || web || source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn consequence(origin: Origin, keys: &[&str]) -> String {
        let conflict = |key: &&str| Conflict { origin, line: 1, key: (*key).into() };
        let all: Vec<Conflict> = keys.iter().map(conflict).collect();
        all[0].consequence(&all)
    }

    #[test]
    fn the_tools_are_named_in_a_sentence() {
        use Origin::{Config, Credentials};
        for (origin, keys, expected) in [
            (
                Credentials,
                &["aws_access_key_id", "aws_secret_access_key"][..],
                "the AWS CLI, boto3, Go and JavaScript don't run vouch",
            ),
            (Credentials, &["aws_secret_access_key"], "Go doesn't run vouch"),
            (Credentials, &["aws_session_token"], "it is there for static keys"),
            (Credentials, &["region"], "the region is taken from there"),
            (
                Credentials,
                &["credential_process"],
                "the AWS CLI, boto3, Go, JavaScript and Rust don't run vouch",
            ),
            (Config, &["sso_role_name"], "the AWS CLI, boto3, Go and Rust don't run vouch"),
            (Config, &["source_profile"], "Go doesn't run vouch"),
        ] {
            assert_eq!(consequence(origin, keys), expected, "{keys:?}");
        }
    }
}
