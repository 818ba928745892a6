//! `vouch-server`, the issuer.

use std::process::ExitCode;

use clap::Parser as _;
use vouch::adapters::own_process;
use vouch::issuer::admin::{self, AdminError, Cli, Exit, Streams};

fn main() -> ExitCode {
    own_process::keep_secrets_in();
    let cli = Cli::parse();
    // A log that nobody takes any more ends no request: the complaint about it would panic.
    tracing_subscriber::fmt().with_writer(std::io::stderr).log_internal_errors(false).init();
    let mut streams = Streams::standard();
    let done = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(admin::run(cli, &mut streams)),
        Err(error) => {
            streams.tell(&format!("error: could not start: {error}"));
            return Exit::Failed.into();
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error, &mut streams),
    }
}

fn failed(error: &AdminError, streams: &mut Streams) -> ExitCode {
    streams.tell(&error.to_string());
    error.exit.into()
}
