//! Tells whether a statement speaks of a caller
//! ([Principal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html)).

use super::policy::{Effect, Negated, Principals};

/// Who asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Caller {
    /// Somebody whom AWS itself knows.
    Aws(AwsCaller),
    /// Somebody with a token of an identity provider, named by the provider's ARN.
    Federated(String),
}

/// A user, a role's session, or the account's owner.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AwsCaller {
    account: String,
    root: String,
    names: Vec<String>,
    through: Through,
}

/// By what a caller is recognised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Through {
    /// By its account as well: a policy that names the account means everyone in it.
    Account,
    /// By its own names alone.
    Names,
}

impl AwsCaller {
    /// Makes a caller of an account with the ARNs that name it.
    pub fn new(partition: &str, account: &str, names: Vec<String>) -> Self {
        let root = format!("arn:{partition}:iam::{account}:root");
        Self { account: account.into(), root, names, through: Through::Account }
    }

    /// Returns the caller as one whom a policy means only if it names the caller itself.
    pub fn by_name_only(self) -> Self {
        Self { through: Through::Names, ..self }
    }

    fn is_meant_by(&self, written: &str) -> bool {
        let by_account = self.through == Through::Account && self.is_account(written);
        written == "*" || by_account || self.names.iter().any(|name| name == written)
    }

    /// The account is written as twelve digits or as its root's ARN.
    fn is_account(&self, written: &str) -> bool {
        written == self.account || written == self.root
    }
}

impl Principals {
    /// Tells whether the statement speaks of the caller.
    ///
    /// `"*"` and `{"AWS": "*"}` name AWS principals: they let no federated caller in (observed),
    /// but a `Deny` with them is meant for everyone. `NotPrincipal` lets nobody in: AWS advises
    /// against it with `Allow`, and nobody is meant by naming who isn't.
    pub(super) fn include(&self, caller: &Caller, effect: Effect) -> bool {
        match (effect, self.negated) {
            (Effect::Allow, Negated::No) => self.name(caller),
            (Effect::Allow, Negated::Yes) => false,
            (Effect::Deny, Negated::No) => self.name(caller) || self.mean_everyone(),
            (Effect::Deny, Negated::Yes) => !self.exempt(caller),
        }
    }

    fn name(&self, caller: &Caller) -> bool {
        match caller {
            Caller::Aws(caller) => {
                self.everyone || self.aws.iter().any(|written| caller.is_meant_by(written))
            }
            Caller::Federated(provider) => self.federated.contains(provider),
        }
    }

    fn mean_everyone(&self) -> bool {
        let lists = [&self.aws, &self.federated];
        self.everyone || lists.iter().any(|list| list.iter().any(|written| written == "*"))
    }

    /// A caller of AWS is exempt only if its account is named as well as each of its own names
    /// ([NotPrincipal](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html)).
    fn exempt(&self, caller: &Caller) -> bool {
        match caller {
            Caller::Aws(caller) => {
                let account = self.aws.iter().any(|written| caller.is_account(written));
                account && caller.names.iter().all(|name| self.aws.contains(name))
            }
            Caller::Federated(provider) => self.federated.contains(provider),
        }
    }
}
