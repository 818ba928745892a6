//! Programs that run vouch as their `credential_process`, real ones: how often, and what their
//! people see. What they do is written down in `docs/compatibility.md`.

mod aws_cli;
mod boto3;
mod call;
mod endpoint;
mod environment;
mod javascript;
pub(crate) mod laptop;
mod measure;
mod object_store;
mod page;
mod program_path;
mod readers;
mod rust;
mod second_opinion;

use std::process::Command;

/// Returns the words of a program's `--version` that begin so, without that beginning.
fn version(command: &mut Command, beginning: &str) -> String {
    let output = command.output().unwrap();
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let version = said.split_whitespace().find_map(|word| word.strip_prefix(beginning));
    version.unwrap_or_else(|| panic!("no version in {said}")).to_owned()
}
