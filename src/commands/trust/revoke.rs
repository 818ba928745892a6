//! `vouch trust revoke`: what cuts off the AWS sessions that a person has already.

use chrono::{DateTime, TimeDelta, Utc};

use crate::commands::error::CommandError;
use crate::commands::world::World;
use crate::domain::subject::Subject;
use crate::domain::trust::write::{RoleName, deny_older_sessions};

/// How long after the issuer's last token a session can begin with it: the token's five minutes, and
/// five more by which AWS lets clocks differ.
const TOKENS: TimeDelta = TimeDelta::minutes(10);

/// Print the policy that cuts off the AWS sessions that a person has already
///
/// Disable the person at the issuer first: this ends what AWS has handed out before.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The person
    #[arg(value_name = "SUBJECT")]
    subject: Subject,

    /// Cut off what began before this time, such as 2026-01-01T12:00:00Z [default: in ten minutes,
    /// as long as a token that is out there opens a session]
    #[arg(long, value_name = "TIME")]
    before: Option<DateTime<Utc>>,

    /// A role that the person had: print the commands that attach the policy; again for further ones
    #[arg(long, value_name = "NAME")]
    role: Vec<RoleName>,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let before = args.before.unwrap_or_else(|| world.clock.now() + TOKENS);
    let policy = deny_older_sessions(&args.subject, before);
    let name = format!("vouch-revoke-{}", args.subject);
    if args.role.is_empty() {
        world.output.tell(&format!(
            "attach it to each role that {0} had: aws iam put-role-policy --role-name ROLE \
             --policy-name {name} --policy-document file://FILE",
            args.subject
        ));
        return world.output.print(&policy).map_err(CommandError::unwritten);
    }
    let attach = args.role.iter().map(|role| {
        format!(
            "aws iam put-role-policy --role-name {} --policy-name {name} --policy-document \
             \"$(policy)\"\n",
            role.name()
        )
    });
    let attach: String = attach.collect();
    let script = format!("set -eu\npolicy() {{\n    cat <<'END'\n{policy}\nEND\n}}\n{attach}");
    world.output.print(script.trim_end()).map_err(CommandError::unwritten)
}
