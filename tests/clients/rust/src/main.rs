//! What a program of a developer does with the AWS SDK for Rust: nothing about vouch in it.
//!
//! Asks STS as often as it is told who it is, with one client, and prints the answers.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use aws_sdk_sts::Client;

fn main() -> ExitCode {
    let requests = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(ask(requests))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

fn with_causes(error: &dyn Error) -> String {
    let cause = error.source().map(|cause| format!(": {}", with_causes(cause)));
    format!("{error}{}", cause.unwrap_or_default())
}

async fn ask(requests: u32) -> Result<(), Box<dyn Error>> {
    // STS is simulated on this machine: no TLS is needed.
    let http = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_config::from_env().http_client(http).load().await;
    let client = Client::new(&config);
    for _ in 0..requests {
        let identity = client.get_caller_identity().send().await?;
        writeln!(io::stdout(), "{}", identity.arn().unwrap_or_default())?;
    }
    Ok(())
}
