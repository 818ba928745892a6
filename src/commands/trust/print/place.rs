//! Where the role is, and whether its provider is there already.

use std::str::FromStr;

use crate::commands::error::{CommandError, Exit};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;
use crate::domain::trust::write::{
    Account, Admission, Part, Partition, PlaceError, Plan, Registration, RoleName, Thumbprint,
};

/// What says where the role is.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    /// The role: its name, with PATH/ before it if it has one, or its ARN
    #[arg(long, value_name = "NAME")]
    role: Role,

    /// The account that the role is in; again for further ones, each with a role and a provider
    #[arg(long, value_name = "ID")]
    account: Vec<Account>,

    /// An account that has the provider; the roles in the others are assumed from its role
    #[arg(long, value_name = "ID")]
    hub: Option<Account>,

    /// The partition of the accounts [default: aws]
    #[arg(long, value_name = "NAME")]
    partition: Option<Partition>,

    /// The provider is there already, and takes the client ID: make the role only
    #[arg(long, conflicts_with = "thumbprint")]
    pub(super) existing_provider: bool,

    /// A thumbprint for the provider; AWS needs none where a public authority signed the certificate
    #[arg(long, value_name = "SHA1")]
    thumbprint: Vec<Thumbprint>,
}

/// A role as it is typed.
#[derive(Clone, Debug)]
enum Role {
    Arn(RoleArn),
    Name(RoleName),
}

impl FromStr for Role {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.parse() {
            Ok(arn) => Ok(Self::Arn(arn)),
            Err(_) => text.parse().map(Self::Name),
        }
    }
}

impl Args {
    pub(super) fn has_hub(&self) -> bool {
        self.hub.is_some()
    }

    pub(super) fn has_thumbprint(&self) -> bool {
        !self.thumbprint.is_empty()
    }

    /// Returns the partition that the role is in.
    pub(super) fn partition(&self) -> Partition {
        match &self.role {
            Role::Arn(arn) => <(Partition, Account, RoleName)>::from(arn).0,
            Role::Name(_) => self.partition.clone().unwrap_or_default(),
        }
    }

    /// Returns the plan of the role that lets these in, and the accounts besides the hub's.
    pub(super) fn plan(
        self,
        admission: Admission,
        login: Option<IssuerUrl>,
    ) -> Result<(Plan, Option<Vec<Account>>), CommandError> {
        let (partition, accounts, role) = match self.role {
            Role::Name(name) => (self.partition.unwrap_or_default(), self.account, name),
            Role::Arn(arn) => {
                let (partition, account, name) = (&arn).into();
                if self.partition.is_some_and(|named| named != partition)
                    || self.account.iter().any(|named| *named != account)
                {
                    let what = format!("{arn} is not in the account or partition that is named");
                    return Err(CommandError::new(Exit::Misused, what));
                }
                (partition, vec![account], name)
            }
        };
        let registration = match self.existing_provider {
            true => Registration::Existing,
            false => Registration::New(self.thumbprint),
        };
        let accounts = each_once(accounts)?;
        let (accounts, spokes) = match self.hub {
            None => (accounts, None),
            Some(hub) => (vec![hub], Some(accounts)),
        };
        let parts = vec![Part { accounts, admission, may_assume: Vec::new() }];
        Ok((Plan { role, partition, parts, registration, login }, spokes))
    }
}

fn each_once(accounts: Vec<Account>) -> Result<Vec<Account>, CommandError> {
    let twice = (1..accounts.len()).find(|place| accounts[..*place].contains(&accounts[*place]));
    match twice {
        None => Ok(accounts),
        Some(place) => {
            let what = format!("the account {} is named twice", accounts[place]);
            Err(CommandError::new(Exit::Misused, what))
        }
    }
}
