//! What a program of a developer does with the AWS SDK for Rust: nothing about vouch in it.
//!
//! Asks STS as often as it is told who it is, with one client, and prints the answers. After the
//! word `resolve` it prints the ID of the access key that each named profile resolves to, or the
//! error; without names, what resolves where nothing but the environment says.

use std::error::Error;
use std::io::{self, Write as _};
use std::process::ExitCode;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::Client;
use aws_sdk_sts::config::{Credentials, ProvideCredentials as _};

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(answer(&words))) {
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

async fn answer(words: &[String]) -> Result<(), Box<dyn Error>> {
    match words {
        [verb, profiles @ ..] if verb == "resolve" => resolve(profiles).await,
        [requests] => ask(requests.parse()?).await,
        _ => ask(1).await,
    }
}

async fn resolve(profiles: &[String]) -> Result<(), Box<dyn Error>> {
    let http = aws_smithy_http_client::Builder::new().build_http();
    let loaded = aws_config::from_env().http_client(http.clone()).load().await;
    if profiles.is_empty() {
        let provider = loaded.credentials_provider().ok_or("no provider")?;
        return print(provider.provide_credentials().await);
    }
    let settings = ProviderConfig::default().with_http_client(http);
    for profile in profiles {
        let provider = ProfileFileCredentialsProvider::builder()
            .configure(&settings)
            .profile_name(profile)
            .build();
        print(provider.provide_credentials().await)?;
    }
    Ok(())
}

fn print(outcome: Result<Credentials, CredentialsError>) -> Result<(), Box<dyn Error>> {
    let line = match outcome {
        Ok(credentials) => credentials.access_key_id().to_owned(),
        Err(error) => format!("error: {}", with_causes(&error).replace('\n', " ")),
    };
    Ok(writeln!(io::stdout(), "{line}")?)
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
