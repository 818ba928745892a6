//! Roles and their policies.

use super::{Answer, done};
use crate::domain::iam::{Iam, NewRole};
use crate::simulator::request::Form;
use crate::simulator::xml::{Element, iam as xml};

/// Answers an action on roles; none if it is another one.
pub(super) fn answer(iam: &mut Iam<'_>, action: &str, form: &Form) -> Option<Answer> {
    let name = form.value("RoleName");
    let max = form.value("MaxSessionDuration");
    Some(match action {
        "CreateRole" => create(iam, form),
        "GetRole" => iam.role(name).map(|role| Some(vec![xml::role(role)])),
        "ListRoles" => Ok(Some(list(iam, form))),
        "UpdateRole" => {
            let description = form.owned("Description");
            iam.update_role(name, description, max).map(|()| Some(Vec::new()))
        }
        "UpdateAssumeRolePolicy" => done(iam.update_trust(name, form.value("PolicyDocument"))),
        "DeleteRole" => done(iam.delete_role(name)),
        "TagRole" => done(iam.tag_role(name, form.tags())),
        "UntagRole" => done(iam.untag_role(name, &form.members("TagKeys", ""))),
        "ListRoleTags" => iam.role(name).map(|role| Some(xml::tags(role.tags()))),
        // There are no instance profiles; whoever deletes a role asks for them.
        "ListInstanceProfilesForRole" => {
            iam.role(name).map(|_| Some(xml::page("InstanceProfiles", [])))
        }
        _ => return policy(iam, action, form),
    })
}

fn policy(iam: &mut Iam<'_>, action: &str, form: &Form) -> Option<Answer> {
    let (role, name) = (form.value("RoleName"), form.value("PolicyName"));
    let arn = form.value("PolicyArn");
    Some(match action {
        "AttachRolePolicy" => done(iam.attach(role, arn)),
        "DetachRolePolicy" => done(iam.detach(role, arn)),
        "ListAttachedRolePolicies" => iam.role(role).map(|role| Some(xml::attached(role))),
        "PutRolePolicy" => done(iam.put_policy(role, name, form.value("PolicyDocument"))),
        "GetRolePolicy" => iam.policy(role, name).map(|document| {
            let (role, name) = (role.unwrap_or_default(), name.unwrap_or_default());
            Some(vec![
                Element::text("RoleName", role),
                Element::text("PolicyName", name),
                xml::document("PolicyDocument", document),
            ])
        }),
        "ListRolePolicies" => iam.role(role).map(|role| Some(xml::policy_names(role))),
        "DeleteRolePolicy" => done(iam.delete_policy(role, name)),
        _ => return None,
    })
}

fn create(iam: &mut Iam<'_>, form: &Form) -> Answer {
    let new = NewRole {
        path: form.owned("Path"),
        name: form.owned("RoleName"),
        trust_policy: form.owned("AssumeRolePolicyDocument"),
        description: form.owned("Description"),
        max_session_duration: form.owned("MaxSessionDuration"),
        tags: form.tags(),
    };
    Ok(Some(vec![xml::role(iam.create_role(new)?)]))
}

fn list(iam: &Iam<'_>, form: &Form) -> Vec<Element> {
    let prefix = form.value("PathPrefix").unwrap_or("/");
    let roles = iam.roles().filter(|role| role.arn().path().starts_with(prefix));
    xml::page("Roles", roles.map(xml::role_members))
}
