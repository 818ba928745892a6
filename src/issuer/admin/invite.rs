//! `vouch-server invite`: prints a code, once.

use super::ledger::Deed;
use super::{AdminError, Streams, when};
use crate::adapters::database::Database;
use crate::adapters::random::{self, SystemRandom};
use crate::domain::enrolment::SoftwareKeys;
use crate::domain::issuer_config::IssuerConfig;
use crate::domain::person::EmailAddress;
use crate::domain::subject::Subject;
use crate::issuer::invite::{INVITE, Invite, invite_to};

/// Arguments of `invite`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person's address
    email: EmailAddress,

    /// What tokens call the person, where AWS doesn't take the address in a session name
    #[arg(long, value_name = "NAME")]
    subject: Option<Subject>,

    /// The one YubiKey that may be enrolled
    #[arg(long, value_name = "NUMBER")]
    serial: Option<u32>,

    /// Let a key outside of hardware do
    #[arg(long, conflicts_with = "serial")]
    allow_software_key: bool,
}

/// Runs `invite`.
pub(super) async fn run(
    config: &IssuerConfig,
    args: Args,
    streams: &mut Streams,
) -> Result<(), AdminError> {
    let (database, deed) = (Database::open(&config.database).await?, Deed::of(INVITE));
    let software = match args.allow_software_key {
        true if config.software_keys == SoftwareKeys::Refused => {
            let error = AdminError::refused("the configuration refuses software keys")
                .hint("write `allow_software_keys = true` first");
            return Err(deed.refused(&database, error).await);
        }
        true => SoftwareKeys::Allowed,
        false => SoftwareKeys::Refused,
    };
    let Args { email, subject, serial, .. } = args;
    let invite = Invite { email, subject, serial, software };
    let (random, now, by) = (random::bytes(&SystemRandom), deed.at(), Some(deed.administrator()));
    let invited = match invite_to(&database, &config.domains, &invite, random, now, by).await {
        Ok(invited) => invited,
        Err(error) => return Err(deed.refused(&database, error.into()).await),
    };
    database.close().await;
    let software = if args.allow_software_key { " --software-key" } else { "" };
    streams.tell(&format!(
        "{} is invited until {}. Hand over the code, which is shown only now; they run:\n\n  \
         vouch enroll --issuer {}{software}\n",
        invited.subject,
        when(Some(invited.expires_at)),
        config.issuer,
    ));
    streams.print(invited.code.to_groups().expose())
}
