//! The role's trust policy, from a file or from AWS.

use super::Args;
use crate::adapters::{aws_cli, files};
use crate::commands::error::{CommandError, Exit};
use crate::commands::trust::input::Input;
use crate::domain::role::RoleArn;
use crate::domain::sts::Role;

/// Returns the role as it is written or registered; none if nobody says where it is.
pub(super) fn of(args: &Args, role: &RoleArn) -> Result<Option<Role>, CommandError> {
    let (name, text) = match (&args.policy, &args.profile) {
        (Some(path), _) => {
            let Input { name, text } = Input::read(path, files::LONGEST)?;
            (name, text)
        }
        (None, Some(profile)) => {
            let text = aws_cli::trust_policy(role, profile).map_err(|error| {
                CommandError::new(Exit::Failed, "could not read the role's trust policy")
                    .cause(error)
                    .hint(how_to_export(role))
            })?;
            (format!("the trust policy of {role}"), text)
        }
        (None, None) => return Ok(None),
    };
    let read = Role::new(role.clone(), &text, 43_200).map_err(|error| {
        CommandError::new(Exit::Configuration, format!("{name} is no trust policy")).cause(error)
    })?;
    Ok(Some(read))
}

/// Says how to get at the trust policy.
pub(super) fn how_to_export(role: &RoleArn) -> String {
    let name = role.name();
    format!(
        "to see which condition fails, let somebody who may read the role run\n  \
         aws iam get-role --role-name {name} --query Role.AssumeRolePolicyDocument > policy.json\n\
         and run `vouch explain --policy policy.json`, or `vouch explain --profile NAME`"
    )
}
