//! Plans as Terraform, which OpenTofu reads as well.

use super::hcl::{block, json_encode, quoted};
use super::place::Account;
use super::plan::{Part, Plan, Registration};
use super::provider::Provider;
use super::tree::Tree;

const ACCOUNT: &str = "data.aws_caller_identity.current.account_id";

impl Plan {
    /// Returns the resources. They are called as the role is, so that several prints can stand in
    /// one module.
    pub fn terraform(&self) -> String {
        let mut blocks = Vec::new();
        if self.parts.iter().any(|part| !part.accounts.is_empty()) {
            blocks.push("data \"aws_caller_identity\" \"current\" {}".into());
        }
        if let Some(provider) = self.provider() {
            blocks.push(self.provider_block(provider));
        }
        let labels = [self.label(), format!("{}_spoke", self.label())];
        for (part, label) in self.parts.iter().zip(labels) {
            blocks.extend(self.role_blocks(part, &label));
        }
        format!("# {}. Written by `vouch trust print`.\n\n{}", self.title(), blocks.join("\n\n"))
    }

    fn provider_block(&self, provider: &Provider) -> String {
        let kind = "\"aws_iam_openid_connect_provider\"";
        let mut attributes = vec![("url", Tree::text(provider.issuer().as_str()))];
        attributes.extend(self.count(self.parts.first()));
        let Registration::New(thumbprints) = &self.registration else {
            return block(&format!("data {kind} {}", quoted(&self.label())), &attributes);
        };
        let client_ids = Tree::List(vec![Tree::text(provider.client_id())]);
        attributes.push(("client_id_list", client_ids));
        if !thumbprints.is_empty() {
            let thumbprints = thumbprints.iter().map(|it| Tree::text(it.as_str())).collect();
            attributes.push(("thumbprint_list", Tree::List(thumbprints)));
        }
        block(&format!("resource {kind} {}", quoted(&self.label())), &attributes)
    }

    fn role_blocks(&self, part: &Part, label: &str) -> Vec<String> {
        let mut attributes = vec![("name", Tree::text(self.role.name()))];
        attributes.extend(self.count(Some(part)));
        if self.role.path() != "/" {
            attributes.push(("path", Tree::text(self.role.path())));
        }
        let policy = json_encode(&part.admission.tree(&self.provider_reference()));
        attributes.push(("assume_role_policy", policy));
        let mut role = block(&format!("resource \"aws_iam_role\" {}", quoted(label)), &attributes);
        if self.parts.len() == 1 && !part.accounts.is_empty() {
            role = format!("{}\n\n{}\n}}", role.trim_end_matches("\n}"), precondition(part));
        }
        let mut blocks = vec![role];
        if let Some(permissions) = part.permissions() {
            let head = format!("resource \"aws_iam_role_policy\" {}", quoted(label));
            let mut attributes = vec![("name", Tree::text("assume"))];
            attributes.extend(self.count(Some(part)));
            let role = Tree::expression(format!("aws_iam_role.{label}[0].name"));
            attributes.push(("role", role));
            attributes.push(("policy", json_encode(&permissions)));
            blocks.push(block(&head, &attributes));
        }
        blocks
    }

    /// Where there are several parts, each is made in its own accounts only.
    fn count(&self, part: Option<&Part>) -> Option<(&'static str, Tree)> {
        let part = part.filter(|_| self.parts.len() > 1)?;
        let condition = format!("contains({}, {ACCOUNT}) ? 1 : 0", accounts(part));
        Some(("count", Tree::expression(condition)))
    }

    fn provider_reference(&self) -> String {
        let start = match self.registration {
            Registration::Existing => "data.",
            Registration::New(_) => "",
        };
        let index = if self.parts.len() > 1 { "[0]" } else { "" };
        format!("{start}aws_iam_openid_connect_provider.{}{index}.arn", self.label())
    }

    /// The role's name as an identifier.
    fn label(&self) -> String {
        let plain = |character: char| match character {
            'A'..='Z' => character.to_ascii_lowercase(),
            'a'..='z' | '0'..='9' => character,
            _ => '_',
        };
        let label: String = self.role.name().chars().map(plain).collect();
        match label.chars().next() {
            Some(first) if first.is_ascii_alphabetic() => label,
            _ => format!("role_{label}"),
        }
    }
}

fn precondition(part: &Part) -> String {
    let told = part.accounts.iter().map(Account::as_str).collect::<Vec<_>>().join(", ");
    format!(
        "  lifecycle {{\n    precondition {{\n      condition     = contains({}, {ACCOUNT})\n      \
         error_message = \"This role is for the account {told}.\"\n    }}\n  }}",
        accounts(part)
    )
}

fn accounts(part: &Part) -> String {
    let quoted: Vec<String> = part.accounts.iter().map(|it| quoted(it.as_str())).collect();
    format!("[{}]", quoted.join(", "))
}
