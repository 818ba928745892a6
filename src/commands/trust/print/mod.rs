//! `vouch trust print`: what makes AWS trust an issuer for a role.

mod others;
mod place;
mod preset;
mod tokens;

use clap::ValueEnum;

use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::trust::write::{Plan, PlanError};
use preset::Preset;

/// Print the identity provider and the role for this issuer
///
/// Somebody is always named: nothing lets in everybody who can log in. The form `policy` is the
/// role's trust policy alone; each other makes the provider and the role.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// In which form
    #[arg(long, value_enum, default_value_t = Format::Policy)]
    format: Format,

    /// For whose tokens: those of our own issuer, or of another provider
    #[arg(long = "for", value_enum, value_name = "WHOM", default_value_t = Preset::Vouch)]
    preset: Preset,

    #[command(flatten)]
    place: place::Args,

    /// The client ID that the provider takes [default: what is usual for it; for our own issuer its
    /// URL without https://]
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    /// A person whom the role is for, usually an email address; again for further ones
    #[arg(long, value_name = "SUBJECT", conflicts_with_all = ["domain", "tag"])]
    subject: Vec<String>,

    #[command(flatten)]
    tokens: tokens::Args,

    #[command(flatten)]
    others: others::Args,
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
    preset::check(&args)?;
    let format = args.format;
    let plan = if args.preset == Preset::Vouch { ours(world, args) } else { theirs(world, args) }?;
    let printed = match format {
        Format::Policy => plan.policies().map_err(refused)?,
        Format::AwsCli => plan.script(),
        Format::Cloudformation => plan.cloudformation(),
        Format::Terraform => plan.terraform(),
    };
    world.output.print(printed.trim_end_matches('\n')).map_err(CommandError::unwritten)
}

/// Returns the plan for our own issuer's tokens.
fn ours(world: &mut World, args: Args) -> Result<Plan, CommandError> {
    let issuer = tokens::issuer(world)?;
    if issuer.is_loopback() {
        world.output.tell(&format!("{issuer} is on this machine: AWS can't reach it"));
    }
    let tokens = args.tokens.understand(&issuer, args.client_id.as_deref(), &args.subject)?;
    let admission = tokens.admission().map_err(tokens::refused)?;
    let (plan, spokes) = args.place.plan(admission, Some(issuer))?;
    match spokes {
        None => Ok(plan),
        Some(spokes) => plan.with_spokes(spokes, |hub| tokens.spoke(hub)).map_err(refused),
    }
}

/// Returns the plan for the tokens of others, or for a vendor.
fn theirs(world: &mut World, args: Args) -> Result<Plan, CommandError> {
    let partition = args.place.partition();
    let (client_id, subjects) = (args.client_id.as_deref(), args.subject);
    let admission = args.others.admission(args.preset, client_id, subjects, &partition)?;
    if let Some(hint) = args.others.hint(args.preset) {
        world.output.tell(hint);
    }
    Ok(args.place.plan(admission, None)?.0)
}

fn refused(error: PlanError) -> CommandError {
    let refused = CommandError::new(Exit::Misused, error.to_string());
    match error {
        PlanError::NoAccount => refused.hint("name it with `--account`, or the role by its ARN"),
        PlanError::Hub | PlanError::Spokes => {
            refused.hint("`--hub` names the one account, `--account` the others")
        }
        PlanError::Thumbprint(_) => refused,
    }
}
