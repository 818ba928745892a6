//! `vouch trust print`: what makes AWS trust an issuer for a role.

mod place;
mod tokens;

use clap::ValueEnum;

use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::trust::write::Plan;

/// Print the identity provider and the role for this issuer
#[derive(Debug, clap::Args)]
pub struct Args {
    /// In which form: the trust policy alone, or what makes the provider and the role
    #[arg(long, value_enum, default_value_t = Format::Policy)]
    format: Format,

    #[command(flatten)]
    place: place::Args,

    #[command(flatten)]
    tokens: tokens::Args,
}

/// In which form.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// The JSON of the role's trust policy
    Policy,
    /// A shell script that calls the AWS CLI; it can be run again
    AwsCli,
    /// A CloudFormation template in YAML
    Cloudformation,
    /// Resources for Terraform and OpenTofu
    Terraform,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let issuer = tokens::issuer(world)?;
    let tokens = args.tokens.understand(&issuer)?;
    let admission = tokens.admission().map_err(tokens::refused)?;
    let plan = args.place.plan(admission, Some(issuer.clone()))?;
    if issuer.is_loopback() {
        world.output.tell(&format!("{issuer} is on this machine: AWS can't reach it"));
    }
    let printed = match args.format {
        Format::Policy => policies(&plan)?,
        Format::AwsCli => plan.script(),
        Format::Cloudformation => plan.cloudformation(),
        Format::Terraform => plan.terraform(),
    };
    world.output.print(printed.trim_end_matches('\n')).map_err(CommandError::unwritten)
}

fn policies(plan: &Plan) -> Result<String, CommandError> {
    plan.policies().map_err(|error| {
        CommandError::new(Exit::Misused, error.to_string())
            .hint("name it with `--account`, or the role by its ARN")
    })
}
