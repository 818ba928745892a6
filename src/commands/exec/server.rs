//! `vouch exec --server`: stays beside the program, and serves it the credentials.

use std::ffi::OsString;

use tokio::sync::oneshot;

use crate::adapters::other_program;
use crate::adapters::program_beside::{self, PassedSignals, ProgramBeside};
use crate::commands::error::CommandError;
use crate::commands::serve::{Endpoint, Keeper, TOKEN, URI};
use crate::commands::which_role::WhichRole;
use crate::commands::world::World;
use crate::domain::aws_variables::{self, Change, EXEC_MARKER};

/// Runs the program, and ends as it ends. Returns only if it can't be started.
pub(super) fn run(
    world: &mut World,
    which: &WhichRole,
    program: &OsString,
    arguments: &[OsString],
) -> Result<(), CommandError> {
    let chosen = which.choose(world)?;
    let endpoint = Endpoint::listen(world, 0)?;
    let mut keeper = Keeper::new(chosen.request.clone());
    // Who can't have the credentials is told so before the program begins.
    keeper.credentials(world)?;
    let token = Change { name: TOKEN, value: Some(endpoint.token().secret().clone()) };
    let mut variables = vec![aws_variables::set(URI, endpoint.uri()), token];
    variables.extend(chosen.region.iter().flat_map(|region| aws_variables::region(region)));
    variables.push(aws_variables::set(EXEC_MARKER, chosen.name()));
    let (started, program_started) = oneshot::channel::<ProgramBeside>();
    let inbox = endpoint.open(world, &keeper, move || {
        let signals = PassedSignals::listen()?;
        Ok(async move {
            match program_started.await {
                Ok(program) => program_beside::end_with(program, signals).await,
                // It could not be started, which is being told.
                Err(_) => std::future::pending().await,
            }
        })
    })?;
    let changes = super::only(variables);
    // The thread lives as long as the process.
    let _ = started.send(other_program::start(program, arguments, &changes)?);
    keeper.keep(world, &inbox)
}
