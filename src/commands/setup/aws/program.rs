//! The command line that AWS tools will run.

use std::path::PathBuf;

use crate::adapters::files;
use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::aws_profile::{self, CommandLine, Region};
use crate::domain::issuer_url::IssuerUrl;
use crate::domain::role::RoleArn;

/// Returns the command line, the program's words first, with every input of the credential in it, so that getting one reads
/// no configuration.
pub(super) fn command(
    program: &[String],
    issuer: &IssuerUrl,
    role: &RoleArn,
    region: &Region,
    terms: &[String],
) -> Result<CommandLine, CommandError> {
    let arguments = [
        "credential",
        "aws",
        "--role",
        role.as_str(),
        "--issuer",
        issuer.as_str(),
        "--region",
        region.as_str(),
    ];
    let (program, first) = program.split_first().expect("a program has a name");
    let [first, terms] = [first, terms].map(|words| words.iter().map(String::as_str));
    Ok(CommandLine::new(program, first.chain(arguments).chain(terms))?)
}

/// Returns the absolute path by which vouch is called: the first on `PATH` that needs no quotes,
/// else that of this executable.
pub(super) fn program(world: &World) -> Result<String, CommandError> {
    let environment = &world.environment;
    let mut names = files::on_path(&environment.executable, environment.path.as_deref());
    names.push(environment.executable.clone());
    let mut refusal = None;
    for name in names {
        let name = text(name)?;
        match aws_profile::check_program(&name) {
            Ok(name) => return Ok(name.into()),
            // The first one is the one that people know.
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    Err(refusal.expect("this executable is always tried").into())
}

fn text(path: PathBuf) -> Result<String, CommandError> {
    path.into_os_string().into_string().map_err(|path| {
        CommandError::new(
            Exit::Configuration,
            format!("the path of vouch is not UTF-8: {}", path.display()),
        )
        .hint("put a link to vouch into a folder with a plain name, and that folder on PATH")
    })
}
