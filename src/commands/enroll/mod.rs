//! `vouch enroll`: makes a key and binds it to a person.

mod invitation;
pub mod new_key;
mod second_key;
mod waiting;

use super::connection;
use super::error::{CommandError, Exit};
use super::world::World;
use crate::adapters::config_file;
use crate::adapters::issuer_client::{IssuerClient, OurIssuer};
use crate::adapters::prompt::Answer;
use crate::adapters::runtime::block_on;
use crate::domain::config::{self, KnownKey};
use crate::domain::enrolment::{InvitationCode, proof_input};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::wire::{EnrollRequest, EnrollResponse};

use new_key::NewKey;

/// Make a key in the YubiKey and bind it to you with an invitation.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Read the invitation code from stdin (`-`) instead of asking for it
    #[arg(long, value_name = "-", value_parser = ["-"])]
    invite: Option<String>,

    /// Make a key in this machine's keyring instead, for trying vouch without hardware
    #[arg(long, conflicts_with_all = ["serial", "slot"])]
    software_key: bool,

    /// Where and how to make the key
    #[command(flatten)]
    key: new_key::Args,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let issuer = issuer(world)?;
    let known = config_file::read(&world.environment)?.issuer(issuer.as_str()).is_some();
    let client = connection::client(world, &issuer)?;
    let ours = block_on(client.discover())?;
    let code = match &args.invite {
        Some(_) => invitation::from_stdin()?,
        None => {
            if !known {
                confirm(world, &issuer)?;
            }
            invitation::ask(world)?
        }
    };
    let key = if args.software_key {
        NewKey::software(world, &code)?
    } else {
        NewKey::in_yubikey(world, &args.key, Some(&code))?
    };
    let answer = send(world, &client, &ours, &code, &key, args.key.name.as_deref())?;
    // A key that waits is forgotten once all of it is known here.
    remember(world, &issuer, &key, &answer)?;
    key.enrolled(world)?;
    let EnrollResponse { subject, .. } = &answer;
    world.output.tell(&format!("enrolled at {} as {subject}", issuer.host()));
    match (args.invite, key.serial()) {
        (None, Some(first)) => return second_key::offer(world, first),
        (Some(_), Some(_)) => second_key::recommend(world),
        // A login with a software key adds no other.
        (_, None) => world.output.tell("next: `vouch login`"),
    }
    Ok(())
}

/// A new issuer must be named: guessing one is how people enrol with somebody else.
fn issuer(world: &World) -> Result<IssuerUrl, CommandError> {
    let typed = world.issuer.as_deref().ok_or_else(|| {
        CommandError::new(Exit::Misused, "the issuer is missing")
            .hint("run `vouch enroll --issuer URL`, with the URL of your invitation")
    })?;
    Ok(typed.parse()?)
}

/// An issuer that isn't known yet becomes so by a person who looked at its name.
fn confirm(world: &mut World, issuer: &IssuerUrl) -> Result<(), CommandError> {
    let question = format!("{} is new here. Trust it to issue your credentials?", issuer.host());
    match world.prompt.confirm(&question, Answer::No)? {
        Answer::Yes => Ok(()),
        Answer::No => Err(CommandError::new(Exit::Failed, "nothing was enrolled")),
    }
}

fn send(
    world: &mut World,
    client: &IssuerClient,
    ours: &OurIssuer,
    code: &InvitationCode,
    key: &NewKey,
    name: Option<&str>,
) -> Result<EnrollResponse, CommandError> {
    let challenge = block_on(client.enroll_challenge(ours, &key.id()))
        .map_err(|error| key.unused(world, error.into()))?;
    let input = proof_input(&key.jwk(), client.issuer(), &challenge, Some(code));
    let proof = key.sign(world, input, &format!("enroll it at {}", client.issuer().host()))?;
    let code = code.to_groups();
    let request = EnrollRequest {
        invitation: code.expose(),
        proof: &proof,
        attestation: key.attestation(),
        name,
    };
    block_on(client.enroll(ours, &request)).map_err(|error| key.unused(world, error.into()))
}

/// Writes the enrolment into the person's config.toml.
pub fn remember(
    world: &World,
    issuer: &IssuerUrl,
    key: &NewKey,
    answer: &EnrollResponse,
) -> Result<(), CommandError> {
    let known: KnownKey = key.known(answer.key.name.clone());
    let change = |text: &str| config::add_key(text, issuer, &answer.subject, &known);
    Ok(config_file::update(&world.environment, change)?)
}
