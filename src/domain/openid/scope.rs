//! What a login asks a provider for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A scope: visible ASCII characters but `"` and `\`
/// ([RFC 6749, section 3.3](https://www.rfc-editor.org/rfc/rfc6749#section-3.3)).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

/// A text that is no scope.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
#[error("a scope is one word of visible ASCII characters")]
pub struct ScopeError;

/// The scope of every login.
const OPENID: &str = "openid";

/// The scope of a login that outlives its ID token
/// ([OpenID Connect Core, section 11](https://openid.net/specs/openid-connect-core-1_0.html#OfflineAccess)).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// What is asked for where nothing else is said, if the provider has it.
const USUAL: [&str; 4] = [OPENID, "email", "profile", OFFLINE_ACCESS];

impl Scope {
    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns what to ask for, as one text: what is `wanted`, and `openid` in any case; else the usual,
/// as far as the provider says that it has it.
///
/// A provider that lists no scopes is not asked for offline access: it might refuse all of them.
pub fn scopes_to_ask_for(wanted: &[Scope], offered: Option<&[String]>) -> String {
    let mut scopes: Vec<&str> = if wanted.is_empty() {
        let is_offered = |scope: &&str| match offered {
            Some(offered) => offered.iter().any(|one| one == scope),
            None => *scope != OFFLINE_ACCESS,
        };
        USUAL.into_iter().filter(is_offered).collect()
    } else {
        wanted.iter().map(Scope::as_str).collect()
    };
    if !scopes.contains(&OPENID) {
        scopes.insert(0, OPENID);
    }
    scopes.join(" ")
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::try_from(text.to_owned())
    }
}

impl TryFrom<String> for Scope {
    type Error = ScopeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_scope = |byte: u8| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\';
        if !text.is_empty() && text.bytes().all(is_scope) {
            Ok(Self(text))
        } else {
            Err(ScopeError)
        }
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_one_word() {
        for text in ["openid", "https://example.com/scope", "a:b"] {
            assert_eq!(text.parse::<Scope>().unwrap().as_str(), text);
        }
        for text in ["", "a b", "a\"b", "a\\b", "é", "a\n"] {
            assert_eq!(text.parse::<Scope>(), Err(ScopeError), "{text}");
        }
    }

    #[test]
    fn what_is_wanted_is_asked_for_and_else_what_is_offered_of_the_usual() {
        let check = |wanted: &[&str], offered: Option<&[&str]>, expected: &str| {
            let wanted: Vec<Scope> = wanted.iter().map(|scope| scope.parse().unwrap()).collect();
            let offered: Option<Vec<String>> =
                offered.map(|offered| offered.iter().map(ToString::to_string).collect());
            assert_eq!(scopes_to_ask_for(&wanted, offered.as_deref()), expected);
        };
        check(&[], None, "openid email profile");
        check(&[], Some(&["openid", "offline_access", "x"]), "openid offline_access");
        check(&[], Some(&[]), "openid");
        check(&["groups"], Some(&["openid"]), "openid groups");
        check(&["email", "openid"], None, "email openid");
    }
}
