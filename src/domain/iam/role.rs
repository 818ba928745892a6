//! Roles ([CreateRole](https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html)).

use std::ops::RangeInclusive;

use super::error::IamError;
use super::{Iam, end, tags, trust};
use crate::domain::role::RoleArn;
use crate::domain::sts::Role;
use crate::domain::sts::faults::Faults;
use crate::domain::sts::state::is_longer;
use crate::domain::trust::TrustPolicy;

const NAME: RangeInclusive<usize> = 1..=64;
const DOCUMENT: RangeInclusive<usize> = 1..=131_072;
const DURATION: RangeInclusive<u32> = 3600..=43_200;

/// How many characters a trust policy has at most in an account as it is given
/// ([IAM quotas](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html)).
const USUAL: usize = 2048;

/// The parameters of CreateRole as they came in.
#[derive(Clone, Debug, Default)]
pub struct NewRole {
    /// `Path`, `/` where it isn't given.
    pub path: Option<String>,
    /// `RoleName`.
    pub name: Option<String>,
    /// `AssumeRolePolicyDocument`, JSON.
    pub trust_policy: Option<String>,
    /// `Description`.
    pub description: Option<String>,
    /// `MaxSessionDuration`, seconds in decimal digits.
    pub max_session_duration: Option<String>,
    /// `Tags.member.N.Key` and `.Value`.
    pub tags: Vec<(String, String)>,
}

impl Iam<'_> {
    /// Makes a role.
    pub fn create_role(&mut self, new: NewRole) -> Result<&Role, IamError> {
        let mut faults = Faults::default();
        let name = faults.required("roleName", new.name.as_deref(), NAME);
        let path = new.path.as_deref().unwrap_or("/");
        faults.text("path", path, 1..=512);
        let document = new.trust_policy.as_deref();
        let document = faults.required("assumeRolePolicyDocument", document, DOCUMENT);
        let max = duration(&mut faults, new.max_session_duration.as_deref());
        describe(&mut faults, new.description.as_deref());
        tags::check(&mut faults, &new.tags);
        end(faults)?;
        tags::once(&new.tags)?;
        let arn = self.arn(path, name)?;
        let policy = trust_policy(document)?;
        let is_same = |role: &Role| role.arn().name().eq_ignore_ascii_case(name);
        if self.roles().any(is_same) {
            return Err(IamError::RoleExists(name.into()));
        }
        if self.roles().count() >= 1000 {
            return Err(IamError::Quota { quota: "RolesPerAccount", most: 1000 });
        }
        let mut role = Role::trusting(arn, policy, document.into());
        role.max_session_duration = max.unwrap_or(role.max_session_duration);
        role.description = new.description;
        role.tags = new.tags;
        role.created = self.now;
        self.aws.add_role(role);
        Ok(self.aws.roles.last().expect("it was added above"))
    }

    /// Returns the account's roles.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.aws.roles.iter().filter(|role| role.arn().account() == self.account)
    }

    /// Returns a role by its name.
    pub fn role(&self, name: Option<&str>) -> Result<&Role, IamError> {
        let name = role_name(name)?;
        let mut roles = self.roles();
        let found = roles.find(|role| role.arn().name() == name);
        found.ok_or_else(|| IamError::NoRole(name.into()))
    }

    /// Gives a role another description or longest duration. What isn't given stays.
    pub fn update_role(
        &mut self,
        name: Option<&str>,
        description: Option<String>,
        max_session_duration: Option<&str>,
    ) -> Result<(), IamError> {
        let mut faults = Faults::default();
        let max = duration(&mut faults, max_session_duration);
        describe(&mut faults, description.as_deref());
        end(faults)?;
        let role = self.role_mut(name)?;
        role.max_session_duration = max.unwrap_or(role.max_session_duration);
        role.description = description.or_else(|| role.description.take());
        Ok(())
    }

    /// Gives a role another trust policy.
    pub fn update_trust(
        &mut self,
        name: Option<&str>,
        document: Option<&str>,
    ) -> Result<(), IamError> {
        let mut faults = Faults::default();
        let document = faults.required("policyDocument", document, DOCUMENT);
        end(faults)?;
        let role = self.role_mut(name)?;
        role.trust(trust_policy(document)?, document.into());
        Ok(())
    }

    /// Removes a role that has no policies.
    pub fn delete_role(&mut self, name: Option<&str>) -> Result<(), IamError> {
        let role = self.role(name)?;
        if !role.attached().is_empty() {
            return Err(IamError::MustDetach);
        }
        if !role.inline().is_empty() {
            return Err(IamError::MustDelete);
        }
        let arn = role.arn().clone();
        self.aws.roles.retain(|role| *role.arn() != arn);
        Ok(())
    }

    /// Adds tags to a role.
    pub fn tag_role(
        &mut self,
        name: Option<&str>,
        tags: Vec<(String, String)>,
    ) -> Result<(), IamError> {
        let mut faults = Faults::default();
        tags::check(&mut faults, &tags);
        end(faults)?;
        tags::once(&tags)?;
        tags::add(&mut self.role_mut(name)?.tags, tags)
    }

    /// Removes tags from a role.
    pub fn untag_role(&mut self, name: Option<&str>, keys: &[String]) -> Result<(), IamError> {
        tags::remove(&mut self.role_mut(name)?.tags, keys);
        Ok(())
    }

    pub(super) fn role_mut(&mut self, name: Option<&str>) -> Result<&mut Role, IamError> {
        let name = role_name(name)?;
        let account = self.account;
        let is = |role: &&mut Role| role.arn().account() == account && role.arn().name() == name;
        let role = self.aws.roles.iter_mut().find(is);
        role.ok_or_else(|| IamError::NoRole(name.into()))
    }

    fn arn(&self, path: &str, name: &str) -> Result<RoleArn, IamError> {
        let (partition, account) = (self.partition, self.account);
        let of = |path: &str, name: &str| {
            format!("arn:{partition}:iam::{account}:role{path}{name}").parse::<RoleArn>()
        };
        if name.contains('/') || of("/", name).is_err() {
            return Err(IamError::RoleName);
        }
        if !path.starts_with('/') || !path.ends_with('/') {
            return Err(IamError::Path);
        }
        of(path, name).map_err(|_| IamError::Path)
    }
}

fn role_name(name: Option<&str>) -> Result<&str, IamError> {
    let mut faults = Faults::default();
    let name = faults.required("roleName", name, NAME);
    end(faults)?;
    Ok(name)
}

fn duration(faults: &mut Faults, max: Option<&str>) -> Option<u32> {
    max.map(|max| faults.number("maxSessionDuration", max, DURATION))
}

fn describe(faults: &mut Faults, description: Option<&str>) {
    if let Some(description) = description {
        faults.text("description", description, 0..=1000);
    }
}

fn trust_policy(document: &str) -> Result<TrustPolicy, IamError> {
    if is_longer(document, USUAL) {
        return Err(IamError::Quota { quota: "ACLSizePerRole", most: USUAL });
    }
    trust::read(document)
}
