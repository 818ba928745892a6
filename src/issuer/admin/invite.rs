//! `vouch-server invite`: prints a code, once.

use super::{AdminError, Streams, when};
use crate::adapters::clock::{Clock as _, SystemClock};
use crate::adapters::database::Database;
use crate::adapters::random::{self, SystemRandom};
use crate::domain::enrolment::SoftwareKeys;
use crate::domain::issuer_config::IssuerConfig;
use crate::domain::person::EmailAddress;
use crate::domain::subject::Subject;
use crate::issuer::invite::{Invite, invite_to};

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
    let software = match args.allow_software_key {
        true if config.software_keys == SoftwareKeys::Refused => {
            return Err(AdminError::refused("the configuration refuses software keys")
                .hint("write `allow_software_keys = true` first"));
        }
        true => SoftwareKeys::Allowed,
        false => SoftwareKeys::Refused,
    };
    let Args { email, subject, serial, .. } = args;
    let invite = Invite { email, subject, serial, software };
    let database = Database::open(&config.database).await?;
    let random = random::bytes(&SystemRandom);
    let invited = invite_to(&database, &config.domains, &invite, random, SystemClock.now()).await?;
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
