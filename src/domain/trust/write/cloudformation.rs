//! Plans as a CloudFormation template. It names no account of its own, so that a stack set can take
//! it to several.

use super::place::Account;
use super::plan::{Part, Plan, Registration};
use super::provider::Provider;
use super::tree::Tree;
use super::yaml::yaml;

impl Plan {
    /// Returns the template in YAML.
    pub fn cloudformation(&self) -> String {
        let mut resources = Vec::new();
        if let (Some(provider), Registration::New(_)) = (self.provider(), &self.registration) {
            resources.push(("Provider".into(), self.new_provider(provider)));
        }
        let several = self.parts.len() > 1;
        for (part, name) in self.parts.iter().zip(["Role", "SpokeRole"]) {
            resources.push((name.into(), self.role_resource(part, several)));
        }
        let mut members = vec![
            ("AWSTemplateFormatVersion".into(), Tree::text("2010-09-09")),
            ("Description".into(), Tree::text(self.title())),
        ];
        if several {
            members.push(("Conditions".into(), self.conditions()));
        }
        members.push(("Resources".into(), Tree::Object(resources)));
        if !several {
            let arn = Tree::object([("Value", Tree::expression("!GetAtt Role.Arn"))]);
            members.push(("Outputs".into(), Tree::object([("RoleArn", arn)])));
        }
        format!("# Written by `vouch trust print`.\n{}", yaml(&Tree::Object(members)))
    }

    fn new_provider(&self, provider: &Provider) -> Tree {
        let client_ids = Tree::List(vec![Tree::text(provider.client_id())]);
        let mut properties = vec![
            ("Url".into(), Tree::text(provider.issuer().as_str())),
            ("ClientIdList".into(), client_ids),
        ];
        if let Registration::New(thumbprints) = &self.registration
            && !thumbprints.is_empty()
        {
            let thumbprints = thumbprints.iter().map(|it| Tree::text(it.as_str())).collect();
            properties.push(("ThumbprintList".into(), Tree::List(thumbprints)));
        }
        self.resource("AWS::IAM::OIDCProvider", self.condition(0), properties)
    }

    fn role_resource(&self, part: &Part, several: bool) -> Tree {
        let mut properties = vec![("RoleName".into(), Tree::text(self.role.name()))];
        if self.role.path() != "/" {
            properties.push(("Path".into(), Tree::text(self.role.path())));
        }
        let document = part.admission.tree(&self.provider_expression());
        properties.push(("AssumeRolePolicyDocument".into(), document));
        if let Some(permissions) = part.permissions() {
            let policy = Tree::object([
                ("PolicyName", Tree::text("assume")),
                ("PolicyDocument", permissions),
            ]);
            properties.push(("Policies".into(), Tree::List(vec![policy])));
        }
        let is_first = self.parts.first() == Some(part);
        let condition = if several { self.condition(usize::from(!is_first)) } else { None };
        self.resource("AWS::IAM::Role", condition, properties)
    }

    fn resource(
        &self,
        kind: &str,
        condition: Option<&'static str>,
        properties: Vec<(String, Tree)>,
    ) -> Tree {
        let mut members = vec![("Type".into(), Tree::text(kind))];
        if let Some(condition) = condition {
            members.push(("Condition".into(), Tree::text(condition)));
        }
        members.push(("Properties".into(), Tree::Object(properties)));
        Tree::Object(members)
    }

    /// Returns the condition of a part's resources, where there are several parts.
    fn condition(&self, part: usize) -> Option<&'static str> {
        let several = self.parts.len() > 1;
        several.then_some(if part == 0 { "IsHub" } else { "IsSpoke" })
    }

    fn conditions(&self) -> Tree {
        let hub = self.parts.first().and_then(|part| part.accounts.first());
        let hub = hub.map_or("", Account::as_str);
        Tree::object([
            ("IsHub", Tree::expression(format!("!Equals [!Ref AWS::AccountId, \"{hub}\"]"))),
            ("IsSpoke", Tree::expression("!Not [!Condition IsHub]")),
        ])
    }

    fn provider_expression(&self) -> String {
        match (&self.registration, self.provider()) {
            (Registration::Existing, Some(provider)) => format!(
                "!Sub \"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:oidc-provider/{}\"",
                provider.issuer().without_scheme()
            ),
            _ => "!Ref Provider".into(),
        }
    }
}
