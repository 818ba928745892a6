//! Which user of this machine runs the program.

use std::path::Path;

use super::environment::Environment;
use super::files;

/// Returns the name of the user that this process runs as, or its number where it has no name; and,
/// by sudo's own word, for whom (`vouch, for alice`).
pub fn name(environment: &Environment) -> String {
    let own = own(environment);
    match environment.sudo_user.as_deref() {
        Some(other) if other != own => plain(&format!("{own}, for {other}")),
        _ => plain(&own),
    }
}

#[cfg(unix)]
fn own(_environment: &Environment) -> String {
    let id = rustix::process::getuid().as_raw();
    let users = files::read_text(Path::new("/etc/passwd")).ok().flatten();
    users.as_deref().and_then(|users| named(users, id)).unwrap_or_else(|| format!("user {id}"))
}

#[cfg(not(unix))]
fn own(environment: &Environment) -> String {
    environment.user_name.clone().unwrap_or_else(|| "unknown".into())
}

/// Returns the user's name in a text like `/etc/passwd`.
#[cfg_attr(not(unix), expect(dead_code, reason = "users have no numbers there"))]
fn named(users: &str, id: u32) -> Option<String> {
    let id = id.to_string();
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next().filter(|name| !name.is_empty())?;
        (fields.nth(1) == Some(id.as_str())).then(|| name.to_owned())
    })
}

/// A name is read on terminals.
fn plain(name: &str) -> String {
    name.chars().filter(|character| !character.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_number() {
        let users =
            "root:x:0:0::/root:/bin/sh\n\nvouch:x:998:998::/:/usr/sbin/nologin\n:x:7:7:::\n";
        assert_eq!(named(users, 0).as_deref(), Some("root"));
        assert_eq!(named(users, 998).as_deref(), Some("vouch"));
        assert_eq!((named(users, 7), named(users, 99), named("", 0)), (None, None, None));
    }

    #[test]
    fn sudo_says_for_whom() {
        let named = |sudo: &str| {
            name(&Environment { sudo_user: Some(sudo.into()), ..Environment::default() })
        };
        let own = name(&Environment::default());
        assert!(!own.is_empty());
        assert_eq!(named("alice\u{1b}[31m"), format!("{own}, for alice[31m"));
        assert_eq!(named(&own), own);
    }
}
