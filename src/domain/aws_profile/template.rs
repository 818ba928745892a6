//! Names of profiles made from roles.

use std::str::FromStr;

use thiserror::Error;

use super::name::{ProfileName, ProfileNameError};
use crate::domain::role::RoleArn;

/// A text with placeholders: `{account}`, `{account_id}`, `{name}`, `{path}` and `{role}`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NameTemplate(Vec<Piece>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Piece {
    /// What the account is called, else its number.
    Account,
    /// The account's twelve digits.
    AccountId,
    /// The name that was given for all.
    Name,
    /// The role's path, beginning and ending in `/`.
    Path,
    /// The role's name without its path.
    Role,
    /// Itself.
    Text(String),
}

/// A text that is no template.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum NameTemplateError {
    /// A brace has no partner.
    #[error("`{0}` has a brace without its partner")]
    Brace(String),
    /// The placeholder means nothing.
    #[error("`{{{0}}}` is none of {{account}}, {{account_id}}, {{name}}, {{path}}, {{role}}")]
    Unknown(String),
}

/// What a name is made from, besides the role.
#[derive(Clone, Copy, Debug)]
pub struct Naming<'a> {
    /// The name that was given for all.
    pub name: &'a ProfileName,
    /// What the role's account is called.
    pub account: Option<&'a str>,
}

impl NameTemplate {
    /// Returns the name of the role's profile. The two signs of roles' names that no profile may
    /// have, `=` and `,`, become `-`.
    pub fn name(
        &self,
        role: &RoleArn,
        naming: &Naming<'_>,
    ) -> Result<ProfileName, ProfileNameError> {
        let piece = |piece: &Piece| match piece {
            Piece::Account => naming.account.unwrap_or(role.account()).to_owned(),
            Piece::AccountId => role.account().into(),
            Piece::Name => naming.name.to_string(),
            Piece::Path => role.path().into(),
            Piece::Role => role.name().into(),
            Piece::Text(text) => text.clone(),
        };
        self.0.iter().map(piece).collect::<String>().replace(['=', ','], "-").parse()
    }
}

impl FromStr for NameTemplate {
    type Err = NameTemplateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unpaired = || NameTemplateError::Brace(text.into());
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (word, after) = after.split_once('}').ok_or_else(unpaired)?;
            if before.contains('}') {
                return Err(unpaired());
            }
            pieces.extend([Piece::Text(before.into()), placeholder(word)?]);
            rest = after;
        }
        if rest.contains('}') {
            return Err(unpaired());
        }
        pieces.push(Piece::Text(rest.into()));
        Ok(Self(pieces))
    }
}

fn placeholder(word: &str) -> Result<Piece, NameTemplateError> {
    match word {
        "account" => Ok(Piece::Account),
        "account_id" => Ok(Piece::AccountId),
        "name" => Ok(Piece::Name),
        "path" => Ok(Piece::Path),
        "role" => Ok(Piece::Role),
        other => Err(NameTemplateError::Unknown(other.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(template: &str, account: Option<&str>) -> Result<String, String> {
        let template: NameTemplate =
            template.parse().map_err(|why: NameTemplateError| why.to_string())?;
        let role = "arn:aws:iam::123456789012:role/team/a=b,c".parse().unwrap();
        let name = "vouch".parse().unwrap();
        let named = template.name(&role, &Naming { name: &name, account });
        named.map(|name| name.to_string()).map_err(|why| why.to_string())
    }

    #[test]
    fn each_placeholder_is_a_part_of_the_role_or_of_what_it_is_called() {
        for (template, expected) in [
            ("{name}-{account}-{role}", "vouch-prod-a-b-c"),
            ("{account_id}{path}{role}", "123456789012/team/a-b-c"),
            ("x", "x"),
            ("{role}{role}.", "a-b-ca-b-c."),
        ] {
            assert_eq!(named(template, Some("prod")), Ok(expected.into()), "{template}");
        }
        assert_eq!(named("{account}", None), Ok("123456789012".into()));
    }

    #[test]
    fn what_makes_no_name_is_refused() {
        for template in ["{", "}", "{role", "role}", "{}", "{Role}", "a}{role}", "{{role}}"] {
            assert!(template.parse::<NameTemplate>().is_err(), "{template}");
        }
        for (template, account) in [("", None), ("a b", None), ("{account}", Some("é"))] {
            assert!(named(template, account).unwrap_err().contains("not a profile name"));
        }
    }
}
