//! What is to be made, and in which accounts.

use thiserror::Error;

use super::admission::Admission;
use super::place::{Account, Partition, RoleName};
use super::provider::Provider;
use super::tree::{Tree, json};
use crate::domain::issuer_url::IssuerUrl;

/// Roles of one name, and the provider that the first of them needs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Plan {
    /// How the roles are called.
    pub role: RoleName,
    /// Where the accounts are.
    pub partition: Partition,
    /// The roles. They are of different accounts; without accounts there is one.
    pub parts: Vec<Part>,
    /// Whether the provider is there already.
    pub registration: Registration,
    /// Where people log in with `vouch` for it, if they do.
    pub login: Option<IssuerUrl>,
}

/// The role in some accounts.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Part {
    /// The accounts; whatever account it is made in if there are none.
    pub accounts: Vec<Account>,
    /// Whom it lets in.
    pub admission: Admission,
    /// The roles that it may assume itself.
    pub may_assume: Vec<String>,
}

/// Whether the provider is there already.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Registration {
    /// It is.
    Existing,
    /// It is to be made, with these thumbprints; usually none
    /// ([Thumbprint](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html)).
    New(Vec<Thumbprint>),
}

/// The SHA-1 of a certificate in 40 hexadecimal digits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Thumbprint(String);

/// Why a plan can't be written.
#[derive(Clone, Debug, Eq, Error, PartialEq)]
pub enum PlanError {
    /// There isn't exactly one hub.
    #[error("there is exactly one hub")]
    Hub,
    /// A policy names its account.
    #[error("a policy names the account of its provider")]
    NoAccount,
    /// There are no other accounts.
    #[error("a hub needs further accounts, each other than its own")]
    Spokes,
    /// No thumbprint.
    #[error("`{0}` is no thumbprint: 40 hexadecimal digits")]
    Thumbprint(String),
}

impl Plan {
    /// Returns the plan with the role in these further accounts, each of which lets in what the
    /// first account's role lets in, by way of that role.
    pub fn with_spokes(
        mut self,
        accounts: Vec<Account>,
        admission: impl FnOnce(String) -> Admission,
    ) -> Result<Self, PlanError> {
        let [Part { accounts: hub, may_assume, .. }] = &mut self.parts[..] else {
            return Err(PlanError::Hub);
        };
        let [hub] = &hub[..] else { return Err(PlanError::Hub) };
        if accounts.is_empty() || accounts.contains(hub) {
            return Err(PlanError::Spokes);
        }
        let admission = admission(self.role.arn(&self.partition, hub));
        *may_assume = accounts.iter().map(|it| self.role.arn(&self.partition, it)).collect();
        self.parts.push(Part { accounts, admission, may_assume: Vec::new() });
        Ok(self)
    }

    /// Returns the provider, if there is one.
    pub fn provider(&self) -> Option<&Provider> {
        self.parts.first().and_then(|part| part.admission.provider())
    }

    /// Returns in a line what is made.
    pub(super) fn title(&self) -> String {
        let role = self.role.name();
        match self.provider() {
            Some(provider) => format!("The role {role}, for tokens of {}", provider.issuer()),
            None => format!("The role {role}, for another account"),
        }
    }

    /// Returns for people which accounts it is for.
    pub(super) fn told_accounts(&self) -> String {
        let accounts = self.parts.iter().flat_map(|part| &part.accounts).map(Account::as_str);
        match accounts.collect::<Vec<_>>()[..] {
            [] => "the account".into(),
            ref accounts => accounts.join(", "),
        }
    }

    /// Returns the JSON: the trust policy where there is one account, else an object of the accounts
    /// with the policies of each.
    pub fn policies(&self) -> Result<String, PlanError> {
        let of = |part: &Part, account: &Account| part.admission.policy(&self.partition, account);
        match &self.parts[..] {
            [part] if part.admission.provider().is_none() => Ok(json(&part.admission.tree(""))),
            [part] if part.accounts.is_empty() => Err(PlanError::NoAccount),
            [part] if part.accounts.len() == 1 => Ok(of(part, &part.accounts[0]).to_json()),
            parts => {
                let each =
                    parts.iter().flat_map(|part| part.accounts.iter().map(move |a| (part, a)));
                let policies = each.map(|(part, account)| {
                    let mut members = vec![("trust".into(), of(part, account).tree())];
                    if let Some(permissions) = part.permissions() {
                        members.push(("permissions".into(), permissions));
                    }
                    (account.to_string(), Tree::Object(members))
                });
                Ok(json(&Tree::Object(policies.collect())))
            }
        }
    }
}

impl Part {
    /// Returns the permissions policy that lets the role assume others, if it may.
    pub(super) fn permissions(&self) -> Option<Tree> {
        if self.may_assume.is_empty() {
            return None;
        }
        let actions = ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"];
        let statement = Tree::object([
            ("Effect", Tree::text("Allow")),
            ("Action", Tree::texts(&actions.map(String::from))),
            ("Resource", Tree::texts(&self.may_assume)),
        ]);
        let version = Tree::text("2012-10-17");
        Some(Tree::object([("Version", version), ("Statement", Tree::List(vec![statement]))]))
    }
}

impl Thumbprint {
    /// Returns the digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Thumbprint {
    type Err = PlanError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(PlanError::Thumbprint(text.into()))
        }
    }
}
