//! Whom a role is for.

use std::str::FromStr;

use thiserror::Error;

use crate::domain::person::EmailAddress;
use crate::domain::subject::Subject;

/// Whom a role is for, among those who can log in at our issuer. A list is never empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Who {
    /// Everybody whose invitation went to an address at exactly one of these domains. It goes by the
    /// session tag `domain`.
    Domains(Vec<EmailDomain>),
    /// Those whose invitation went to these addresses. It goes by the session tag `email`.
    Emails(Vec<EmailAddress>),
    /// These people, by the claim `sub`.
    Subjects(Vec<Subject>),
}

/// A domain that an email address can be at, in lower case.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EmailDomain(String);

/// Why it can't be said whom a role is for.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum WhoError {
    /// No domain.
    #[error("`{0}` is no domain of an email address (write it in lower case, without @)")]
    Domain(String),
    /// Nobody is named.
    #[error("nobody is named")]
    Nobody,
    /// It goes by a tag that the tokens don't carry.
    #[error("an email address and a domain are tags, and the tokens are to carry none")]
    Untagged,
}

impl Who {
    /// Tells whether it goes by a session tag.
    pub(super) fn is_by_tag(&self) -> bool {
        !matches!(self, Self::Subjects(_))
    }

    /// Returns the claim or the tag, and its values.
    pub(super) fn values(&self) -> Vec<String> {
        match self {
            Self::Domains(domains) => domains.iter().map(|domain| domain.0.clone()).collect(),
            Self::Emails(emails) => emails.iter().map(|email| email.as_str().into()).collect(),
            Self::Subjects(people) => people.iter().map(|person| person.as_str().into()).collect(),
        }
    }
}

impl EmailDomain {
    /// Returns the domain.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EmailDomain {
    type Err = WhoError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match format!("a@{text}").parse::<EmailAddress>() {
            Ok(_) => Ok(Self(text.into())),
            Err(_) => Err(WhoError::Domain(text.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_is_whole_and_exact() {
        assert_eq!("eu.example.com".parse::<EmailDomain>().unwrap().as_str(), "eu.example.com");
        for text in ["", "*", "*.example.com", "@example.com", "Example.com", "example.com ", "com"]
        {
            assert_eq!(text.parse::<EmailDomain>(), Err(WhoError::Domain(text.into())));
        }
    }
}
