//! What roles may do. It is kept and given back; nothing evaluates it.

use super::error::{IamError, PolicyProblem};
use super::{Iam, end};
use crate::domain::sts::faults::{Faults, NAME};

/// How many managed policies a role can have.
const MOST: usize = 10;
/// How many characters a role's own policies can have together; white space isn't counted.
const ROOM: usize = 10_240;

impl Iam<'_> {
    /// Attaches a managed policy, of the account or of AWS: whether it exists isn't asked. One that
    /// is attached doesn't matter.
    pub fn attach(&mut self, role: Option<&str>, policy: Option<&str>) -> Result<(), IamError> {
        let arn = policy_arn(policy)?;
        let role = self.role_mut(role)?;
        if role.attached.iter().any(|known| known == arn) {
            return Ok(());
        }
        if role.attached.len() >= MOST {
            return Err(IamError::Quota { quota: "PoliciesPerRole", most: MOST });
        }
        role.attached.push(arn.into());
        Ok(())
    }

    /// Detaches a managed policy.
    pub fn detach(&mut self, role: Option<&str>, policy: Option<&str>) -> Result<(), IamError> {
        let arn = policy_arn(policy)?;
        let role = self.role_mut(role)?;
        let place = role.attached.iter().position(|known| known == arn);
        role.attached.remove(place.ok_or_else(|| IamError::NotAttached(arn.into()))?);
        Ok(())
    }

    /// Gives a role a policy of its own, in the place of one that has the name.
    pub fn put_policy(
        &mut self,
        role: Option<&str>,
        name: Option<&str>,
        document: Option<&str>,
    ) -> Result<(), IamError> {
        let mut faults = Faults::default();
        let name = check_name(&mut faults, name);
        let document = faults.required("policyDocument", document, 1..=131_072);
        end(faults)?;
        let role = self.role_mut(role)?;
        let is_object = |json: serde_json::Value| json.is_object();
        if !serde_json::from_str(document).is_ok_and(is_object) {
            let why = "the policy is no JSON object".into();
            return Err(IamError::Policy { problem: PolicyProblem::Json, why });
        }
        let others = role.inline.iter().filter(|(known, _)| *known != name);
        if others.map(|(_, text)| size(text)).sum::<usize>() + size(document) > ROOM {
            return Err(IamError::PolicySize(role.arn().name().into()));
        }
        role.inline.insert(name.into(), document.into());
        Ok(())
    }

    /// Returns a role's own policy as it was written.
    pub fn policy(&self, role: Option<&str>, name: Option<&str>) -> Result<&str, IamError> {
        let name = policy_name(name)?;
        let document = self.role(role)?.inline().get(name);
        document.map(String::as_str).ok_or_else(|| IamError::NoRolePolicy(name.into()))
    }

    /// Removes a role's own policy.
    pub fn delete_policy(
        &mut self,
        role: Option<&str>,
        name: Option<&str>,
    ) -> Result<(), IamError> {
        let name = policy_name(name)?;
        let removed = self.role_mut(role)?.inline.remove(name);
        removed.map(drop).ok_or_else(|| IamError::NoRolePolicy(name.into()))
    }
}

fn size(document: &str) -> usize {
    document.chars().filter(|character| !character.is_whitespace()).count()
}

fn check_name<'a>(faults: &mut Faults, name: Option<&'a str>) -> &'a str {
    let name = faults.required("policyName", name, 1..=128);
    faults.characters("policyName", name, &NAME);
    name
}

fn policy_name(name: Option<&str>) -> Result<&str, IamError> {
    let mut faults = Faults::default();
    let name = check_name(&mut faults, name);
    end(faults)?;
    Ok(name)
}

fn policy_arn(arn: Option<&str>) -> Result<&str, IamError> {
    let mut faults = Faults::default();
    let arn = faults.required("policyArn", arn, 20..=2048);
    end(faults)?;
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", _, "iam", "", _, resource] if resource.starts_with("policy/") => Ok(arn),
        _ => Err(IamError::PolicyArn(arn.into())),
    }
}
