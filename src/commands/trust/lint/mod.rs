//! `vouch trust lint`: finds what is wrong with trust policies.

mod arguments;
mod explain;
mod file;
mod json;
mod mend;
mod sarif;
mod text;

pub use arguments::Args;

use crate::commands::error::{CommandError, Exit};
use crate::commands::world::World;
use crate::domain::trust::lint::Severity;
use arguments::{Format, Mending};
use file::LintedFile;

/// Runs the command. Exit 6 if there is a finding that `--deny` speaks of.
pub fn run(world: &mut World, args: Args) -> Result<(), CommandError> {
    if let Some(id) = &args.explain {
        let text = explain::explain(id)?;
        return world.output.print(&text).map_err(CommandError::unwritten);
    }
    let facts = args.facts(world.issuer.as_deref())?;
    let files = args.files.iter().map(|path| LintedFile::read(path, &facts, &args.allow));
    let mut files = files.collect::<Result<Vec<_>, _>>()?;
    match args.mending() {
        Mending::None => report(world, &args, &files)?,
        Mending::Show => {
            for file in &mut files {
                mend::show(world, file, &facts, &args.allow)?;
            }
        }
        Mending::Write => {
            for file in &mut files {
                mend::write(world, file, &facts, &args.allow)?;
            }
            report(world, &args, &files)?;
        }
    }
    verdict(&files, args.deny)
}

fn report(world: &mut World, args: &Args, files: &[LintedFile]) -> Result<(), CommandError> {
    let report = match args.format() {
        Format::Json => json::report(files),
        Format::Sarif => sarif::report(files),
        Format::Text => text::report(files),
    };
    if report.is_empty() {
        return Ok(());
    }
    world.output.print(&report).map_err(CommandError::unwritten)
}

/// Everything that was found, counted, is the error if it is bad enough.
fn verdict(files: &[LintedFile], deny: Severity) -> Result<(), CommandError> {
    let found = |severity| {
        let findings = files.iter().flat_map(|file| &file.findings);
        findings.filter(|finding| finding.rule.severity == severity).count()
    };
    let denied = Severity::ALL.into_iter().filter(|severity| *severity >= deny);
    let counted: Vec<String> = denied
        .rev()
        .filter_map(|severity| match found(severity) {
            0 => None,
            1 => Some(format!("1 {severity}")),
            many => Some(format!("{many} {severity}s")),
        })
        .collect();
    if counted.is_empty() {
        return Ok(());
    }
    let what = format!("the trust policies have {}", counted.join(", "));
    Err(CommandError::new(Exit::Refused, what)
        .hint("`vouch trust lint --explain RULE` says why and what to write"))
}
