//! `vouch log`: what was handed out on this machine, when, to which program.

use std::time::Duration;

use chrono::TimeDelta;

use super::error::CommandError;
use super::world::World;
use crate::adapters::exchange_log;
use crate::domain::duration;
use crate::domain::exchange_record::{ExchangeRecord, Outcome, Program};

/// Say what was handed out on this machine, when, to which program
///
/// An exchange is a login, or another token, turned into credentials by AWS. What is answered from the
/// cache afterwards is not written down; `cached` says that an exchange was for others too.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Print JSON, an exchange a line
    #[arg(long)]
    json: bool,

    /// Only what is no older than this
    #[arg(long, value_name = "DURATION", value_parser = duration::parse)]
    since: Option<Duration>,

    /// Only the latest so many
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,

    /// Only of this role: its ARN, or its name
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
}

/// Runs the command: the oldest first.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    let told = exchange_log::read(&world.environment.state_folder)?;
    let age = args.since.map(|since| TimeDelta::from_std(since).unwrap_or(TimeDelta::MAX));
    let begin = age.and_then(|age| world.clock.now().checked_sub_signed(age));
    let wanted: Vec<&ExchangeRecord> = told
        .records
        .iter()
        .filter(|record| begin.is_none_or(|begin| record.at >= begin))
        .filter(|record| args.role.as_deref().is_none_or(|role| record.is_of(role)))
        .collect();
    let skipped = args.limit.map_or(0, |limit| wanted.len().saturating_sub(limit));
    for record in &wanted[skipped..] {
        let line = if args.json {
            serde_json::to_string(record).expect("plain structures serialise")
        } else {
            line(record)
        };
        world.output.print(&line).map_err(CommandError::unwritten)?;
    }
    if told.unread > 0 {
        let lines = if told.unread == 1 { "line of the log is" } else { "lines of the log are" };
        world.output.tell(&format!("{} {lines} not understood", told.unread));
    }
    Ok(())
}

fn line(record: &ExchangeRecord) -> String {
    let at = record.at.format("%Y-%m-%d %H:%M:%S UTC");
    let outcome = match &record.outcome {
        Outcome::Given { access_key_id, expires_at, cached } => {
            let cached = if *cached { ", cached" } else { "" };
            format!("given    {access_key_id}... until {}{cached}", expires_at.format("%H:%M"))
        }
        Outcome::Refused { code } => format!("refused  {code}"),
    };
    let (role, session) = (&record.role, &record.session_name);
    let programs = [&record.program, &record.behind].map(Option::as_ref).map(|it| it.map(named));
    let asked = programs.into_iter().flatten().collect::<Vec<_>>().join(" of ");
    let asked = if asked.is_empty() { asked } else { format!("  for {asked}") };
    format!("{at}  {outcome}  {role} as {session}{asked}")
}

fn named(program: &Program) -> String {
    let name = program.name.as_deref().unwrap_or("process");
    format!("{name} ({})", program.pid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exchange_is_a_line_for_people() {
        let at = |time: &str| format!("2026-01-01T{time}:00Z").parse().unwrap();
        let program = |pid, name: &str| Some(Program { pid, name: Some(name.into()) });
        let mut record = ExchangeRecord {
            at: at("08:00"),
            outcome: Outcome::given("ASIAEXAMPLEEXAMPLE", at("09:00"), true),
            role: "arn:aws:iam::123456789012:role/Developer".parse().unwrap(),
            issuer: "https://vouch.example.com".into(),
            subject: Some("alice@example.com".into()),
            session_name: "alice@example.com".into(),
            program: program(7, "sh"),
            behind: program(6, "terraform"),
        };
        assert_eq!(
            line(&record),
            "2026-01-01 08:00:00 UTC  given    ASIAEXAMPLEEXAMP... until 09:00, cached  \
             arn:aws:iam::123456789012:role/Developer as alice@example.com  for sh (7) of terraform (6)"
        );
        record.outcome = Outcome::Refused { code: "AccessDenied".into() };
        record.program = Some(Program { pid: 7, name: None });
        record.behind = None;
        assert_eq!(
            line(&record),
            "2026-01-01 08:00:00 UTC  refused  AccessDenied  \
             arn:aws:iam::123456789012:role/Developer as alice@example.com  for process (7)"
        );
        record.program = None;
        assert!(line(&record).ends_with("as alice@example.com"));
    }
}
