//! `vouch keys add`: makes a further key and binds it to the person who is logged in.

use super::{LoggedIn, title};
use crate::adapters::runtime::block_on;
use crate::commands::enroll::new_key::{self, NewKey};
use crate::commands::enroll::remember;
use crate::commands::error::CommandError;
use crate::commands::errors::issuer::of_session;
use crate::commands::world::World;
use crate::domain::enrolment::proof_input;
use crate::domain::wire::AddKeyRequest;

/// Add a further key, within five minutes of a login.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where and how to make the key
    #[command(flatten)]
    pub key: new_key::Args,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let here = LoggedIn::open(world)?;
    let client = &here.client;
    let ours = block_on(client.discover())?;
    // Asked before a key is made that a session which is over couldn't enrol.
    here.keys()?;
    let key = NewKey::make(world, &args.key)?;
    let challenge = block_on(client.enroll_challenge(&ours, &key.id()))?;
    let input = proof_input(&key.jwk(), client.issuer(), &challenge, None);
    let proof = key.sign(world, input, &format!("add it at {}", client.issuer().host()))?;
    let request =
        AddKeyRequest { proof, attestation: key.attestation().to_vec(), name: args.key.name };
    let answer = block_on(client.add_key(&here.session, &request))
        .map_err(|error| key.unused(world, of_session(error)))?;
    remember(world, client.issuer(), &key, &answer)?;
    world.output.tell(&format!("added: {}", title(&answer.key)));
    Ok(())
}
