//! The profiles' names: given, or made from the roles.

use std::collections::{BTreeMap, BTreeSet};

use crate::commands::error::{CommandError, Exit};
use crate::domain::aws_profile::{NameTemplate, Naming, ProfileName};
use crate::domain::role::RoleArn;

/// The usual names of several: with the account and the role's name; those that would be the same
/// have the role's path in between.
const SEVERAL: &str = "{name}-{account}-{role}";
const WITH_PATH: &str = "{name}-{account}{path}{role}";

/// How names are made.
pub(super) struct Names<'a> {
    /// What `--profile` says, as often as it was said.
    pub(super) given: &'a [ProfileName],
    pub(super) template: Option<&'a NameTemplate>,
    /// What accounts are called, by their numbers.
    pub(super) accounts: &'a BTreeMap<String, String>,
}

/// Returns `vouch`.
pub(super) fn usual() -> ProfileName {
    "vouch".parse().expect("a plain word is a profile's name")
}

impl Names<'_> {
    /// Tells whether the names are made from the roles, and not the person's own words.
    pub(super) fn are_made(&self, roles: &[RoleArn]) -> bool {
        self.template.is_some() || roles.len() > 1 && self.given.len() != roles.len()
    }

    /// Returns a name for each of the roles.
    pub(super) fn of(&self, roles: &[RoleArn]) -> Result<Vec<ProfileName>, CommandError> {
        let names = match (self.given, self.template) {
            (given, None) if given.len() == roles.len() => given.to_vec(),
            ([], None) if roles.len() == 1 => vec![usual()],
            ([], template) => self.made(&usual(), template, roles)?,
            ([name], template) => self.made(name, template, roles)?,
            _ => {
                let what = "`--profile` is given several times, and not once for each role";
                return Err(CommandError::new(Exit::Misused, what)
                    .hint("give it once, or as often as `--role`"));
            }
        };
        refuse_twins(&names, roles)?;
        Ok(names)
    }

    fn made(
        &self,
        name: &ProfileName,
        template: Option<&NameTemplate>,
        roles: &[RoleArn],
    ) -> Result<Vec<ProfileName>, CommandError> {
        let fixed = |text: &str| text.parse::<NameTemplate>().expect("it is well-formed");
        let usual = fixed(SEVERAL);
        let names = self.all(name, template.unwrap_or(&usual), roles)?;
        if template.is_some() {
            return Ok(names);
        }
        let with_path = self.all(name, &fixed(WITH_PATH), roles)?;
        let is_taken = |name: &ProfileName| names.iter().filter(|one| *one == name).count() > 1;
        let pairs = names.iter().zip(with_path).zip(roles);
        Ok(pairs
            .map(|((name, with_path), role)| match role.path() {
                "/" => name.clone(),
                _ if is_taken(name) => with_path,
                _ => name.clone(),
            })
            .collect())
    }

    fn all(
        &self,
        name: &ProfileName,
        template: &NameTemplate,
        roles: &[RoleArn],
    ) -> Result<Vec<ProfileName>, CommandError> {
        let named = |role: &RoleArn| {
            let account = self.accounts.get(role.account()).map(String::as_str);
            template
                .name(role, &Naming { name, account })
                .map_err(|why| CommandError::new(Exit::Misused, why.to_string()))
        };
        roles.iter().map(named).collect()
    }
}

fn refuse_twins(names: &[ProfileName], roles: &[RoleArn]) -> Result<(), CommandError> {
    let mut seen = BTreeSet::new();
    let Some(place) = names.iter().position(|name| !seen.insert(name)) else { return Ok(()) };
    let what = format!("two roles would be the profile `{}`", names[place]);
    let same = |(name, _): &(&ProfileName, &RoleArn)| *name == &names[place];
    let error = CommandError::new(Exit::Misused, what);
    let error =
        names.iter().zip(roles).filter(same).fold(error, |error, (_, role)| error.cause(role));
    Err(error.hint(
        "tell them apart: `--name-template '{name}-{account}{path}{role}'`, or a `--profile` for \
         each `--role`",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(roles: &[&str]) -> Vec<RoleArn> {
        let arn = |role: &&str| format!("arn:aws:iam::123456789012:role/{role}").parse().unwrap();
        roles.iter().map(arn).collect()
    }

    fn names(given: &[&str], template: Option<&str>, all: &[&str]) -> Result<Vec<String>, String> {
        let given: Vec<ProfileName> = given.iter().map(|name| name.parse().unwrap()).collect();
        let template = template.map(|template| template.parse().unwrap());
        let accounts = BTreeMap::from([("123456789012".to_owned(), "prod".to_owned())]);
        let names = Names { given: &given, template: template.as_ref(), accounts: &accounts };
        let made = names.of(&roles(all)).map_err(|error| error.what)?;
        Ok(made.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn one_role_is_the_profile_itself_and_several_have_names_of_their_own() {
        for (given, template, all, expected) in [
            (&[][..], None, &["Dev"][..], &["vouch"][..]),
            (&["work"], None, &["Dev"], &["work"]),
            (&[], None, &["Dev", "Ops"], &["vouch-prod-Dev", "vouch-prod-Ops"]),
            (&["w"], None, &["Dev", "a/Dev"], &["w-prod-Dev", "w-prod/a/Dev"]),
            (&["w"], None, &["b/Dev", "a/Ops"], &["w-prod-Dev", "w-prod-Ops"]),
            (&["a", "b"], None, &["Dev", "Ops"], &["a", "b"]),
            (&["w"], Some("{role}.{name}"), &["Dev"], &["Dev.w"]),
            (&[], Some("{account_id}{path}{role}"), &["t/Dev"], &["123456789012/t/Dev"]),
        ] {
            assert_eq!(names(given, template, all).unwrap(), expected);
        }
    }

    #[test]
    fn two_roles_never_share_a_name() {
        for (given, template, all) in [
            (&[][..], Some("{account}"), &["Dev", "Ops"][..]),
            (&[], None, &["a=b", "a,b"]),
            (&["x", "x"], None, &["Dev", "Ops"]),
        ] {
            let said = names(given, template, all).unwrap_err();
            assert!(said.starts_with("two roles would be the profile"), "{said}");
        }
        assert!(names(&["x", "y"], None, &["Dev"]).unwrap_err().contains("several times"));
    }
}
