//! `vouch explain`: why AWS refused, and what mends it.

mod change;
mod ladder;
mod policy;

use std::path::PathBuf;

use crate::adapters::last_refusal;
use crate::commands::error::{CommandError, Exit};
use crate::commands::trust::table;
use crate::commands::world::World;
use crate::domain::refusal::{ChainedStep, Entry, LastRefusal, find};
use crate::domain::sts::{Forbidden, StsError, judge, judge_step};
use crate::domain::trust::Judgement;

/// Say why AWS refused, and what mends it
///
/// Without an error, it explains the last one that `vouch credential aws` met, with the claims of the
/// token that was refused. With the role's trust policy it shows which condition fails.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The error, as it was printed
    #[arg(value_name = "ERROR")]
    error: Vec<String>,

    /// The role's trust policy (JSON); `-` is stdin
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,

    /// An AWS profile that may read the role: its trust policy is fetched with the AWS CLI
    #[arg(long, value_name = "NAME", conflicts_with = "policy")]
    profile: Option<String>,
}

/// Runs the command.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let last = last_refusal::read(&world.environment.state_folder)?;
    let pasted = args.error.join(" ");
    let (said, last) = meant(pasted, last)?;
    let entry = find(&said).ok_or_else(|| unknown(&said))?;
    let judged = match &last {
        Some(last) => policy::of(&args, &last.role)?.map(|role| {
            let claims = serde_json::Value::Object(last.claims.clone());
            match &last.chained {
                None => judge(&claims, &role, &last.session_name, last.at),
                Some(step) => judge_step(&claims, step, &role, &last.session_name, last.at)
                    .map(|()| Vec::new()),
            }
        }),
        None if args.policy.is_some() || args.profile.is_some() => return Err(nothing_to_compare()),
        None => None,
    };
    let report = report(&said, entry, last.as_ref(), judged.as_ref());
    world.output.print(&report).map_err(CommandError::unwritten)
}

/// Returns the text of the error, and the remembered refusal if it is that one.
fn meant(
    pasted: String,
    last: Option<LastRefusal>,
) -> Result<(String, Option<LastRefusal>), CommandError> {
    let own = |last: &LastRefusal| format!("{}: {}", last.code, last.message);
    match last {
        Some(last) if pasted.is_empty() => Ok((own(&last), Some(last))),
        None if pasted.is_empty() => {
            Err(CommandError::new(Exit::Failed, "no refusal of AWS is remembered")
                .hint("paste one: `vouch explain 'An error occurred (AccessDenied) ...'`"))
        }
        last => {
            let last = last.filter(|last| find(&own(last)) == find(&pasted));
            Ok((pasted, last))
        }
    }
}

fn unknown(said: &str) -> CommandError {
    let said: String = said.chars().take(200).filter(|c| !c.is_control()).collect();
    CommandError::new(Exit::Failed, format!("nothing is known of `{said}`"))
        .hint("paste the whole error, with AWS's code; docs/reference/aws-errors.md lists them all")
}

fn nothing_to_compare() -> CommandError {
    CommandError::new(Exit::Failed, "no claims are remembered for that error").hint(
        "`vouch trust test --policy FILE --role ARN` compares a new token with a trust policy",
    )
}

type Judged = Result<Vec<Judgement>, StsError>;

fn report(
    said: &str,
    entry: &Entry,
    last: Option<&LastRefusal>,
    judged: Option<&Judged>,
) -> String {
    let said: String = said.chars().filter(|c| !c.is_control()).collect();
    let mut parts = vec![format!("AWS said: {said}")];
    if let Some(last) = last {
        parts.push(asked(last));
    }
    parts.push(ladder::of(entry.step));
    match judged {
        Some(Ok(judgements)) => parts.extend(judgements.iter().map(table::of)),
        Some(Err(
            StsError::NotAuthorized { judgement: Some(judgement), .. }
            | StsError::Forbidden { why: Forbidden::TrustPolicy(judgement), .. },
        )) => parts.push(table::of(judgement)),
        Some(Err(error)) => parts.push(format!("these claims are refused: {}", error.reason())),
        None => {}
    }
    let fix = judged.and_then(|judged| change::exact(judged, last));
    let Entry { cause, check, remedy, .. } = entry;
    parts.push(format!(
        "why:   {cause}\ncheck: {check}\nfix:   {}",
        fix.as_deref().unwrap_or(remedy)
    ));
    if let (Some(last), None) = (last, judged) {
        parts.push(policy::how_to_export(&last.role));
    }
    parts.join("\n\n")
}

/// The request, and what its token claimed.
fn asked(last: &LastRefusal) -> String {
    let LastRefusal { at, role, session_name, claims, .. } = last;
    let time = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let from = last.chained.as_ref().map(|step| {
        format!(" (assumed from {}, session {}; {})", step.from, step.from_session, said(step))
    });
    let from = from.unwrap_or_default();
    let head = format!("at {time}, for {role}, as {session_name}{from}; the token claimed");
    let width = claims.keys().map(|name| name.chars().count()).max().unwrap_or_default();
    let claim = |(name, value): (&String, &serde_json::Value)| format!("  {name:width$}  {value}");
    std::iter::once(head).chain(claims.iter().map(claim)).collect::<Vec<_>>().join("\n")
}

/// What was said with a step of a chain.
fn said(step: &ChainedStep) -> String {
    let tags = step.tags.iter().map(|(key, value)| format!("tag {key}={value}"));
    let named = [
        ("external id", &step.external_id),
        ("source identity", &step.source_identity),
        ("inherited source identity", &step.inherited_source_identity),
    ];
    let named = named.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let inherited =
        step.inherited_tags.iter().map(|(key, value)| format!("inherited {key}={value}"));
    let words: Vec<String> =
        named.map(|(name, value)| format!("{name} {value}")).chain(tags).chain(inherited).collect();
    if words.is_empty() { "no external id, no tags".into() } else { words.join(", ") }
}
