//! Tokens of issuers that aren't ours, as CI jobs and pods have them: `--source` of
//! `vouch credential aws`, against stand-ins of a runner, files, variables and programs.

mod cache;
mod command;
mod file;
mod github;
mod guide;
mod job;
mod journey;
mod options;
mod variable;
