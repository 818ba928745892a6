//! `vouch-dev`: an issuer in memory and a local AWS, on loopback, for trying and for testing.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use vouch::adapters::clock::SystemClock;
use vouch::adapters::environment::Environment;
use vouch::adapters::random::SystemRandom;
use vouch::adapters::{files, http, own_process};
use vouch::domain::enrolment::SoftwareKeys;
use vouch::domain::grant::{Grant, Grants, Limits, Who};
use vouch::domain::issuer_config::IssuerConfig;
use vouch::domain::issuer_url::IssuerUrl;
use vouch::domain::person::EmailAddress;
use vouch::domain::role::RoleArn;
use vouch::domain::secret::Secret;
use vouch::domain::sts::{AccessKey, AwsState};
use vouch::domain::subject::Subject;
use vouch::issuer::invite::Invite;
use vouch::issuer::{self, Issuer};
use vouch::simulator::{self, Simulator, example};

/// The region that is told to clients. The simulator is in all of them.
const REGION: &str = "eu-central-1";
/// How long an issuer may take to answer STS.
const PATIENCE: Duration = Duration::from_secs(5);

/// An issuer in memory and a simulated AWS, on this machine alone, for trying vouch.
///
/// Prints what to export and an invitation, and serves until it is stopped. Nothing is kept.
#[derive(Parser)]
#[command(name = "vouch-dev", version)]
struct Arguments {
    /// The person who is invited.
    #[arg(long, default_value = "you@example.com", value_name = "EMAIL")]
    email: EmailAddress,
    /// The issuer's port; a free one where it isn't given.
    #[arg(long, default_value_t = 0, value_name = "PORT")]
    port: u16,
    /// AWS accounts of your own: identity providers and roles with their trust policies, in TOML.
    #[arg(long, value_name = "FILE")]
    aws_state: Option<PathBuf>,
    /// A role that the person is granted besides, such as one that you will make through IAM;
    /// repeatable.
    #[arg(long, value_name = "ROLE_ARN")]
    grant_role: Vec<RoleArn>,
    /// A root certificate for security keys beside Yubico's, in PEM; repeatable.
    #[arg(long, value_name = "FILE")]
    attestation_root: Vec<PathBuf>,
    /// Print one line of JSON.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    own_process::keep_secrets_in();
    let arguments = Arguments::parse();
    tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .log_internal_errors(false)
        .with_max_level(tracing::Level::INFO)
        .without_time()
        .with_target(false)
        .init();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main(worker_threads = 2)]
async fn run(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let stop = StopSignals::listen()?;
    let servers = Servers::start(arguments).await?;
    let mut stdout = io::stdout().lock();
    stdout.write_all(servers.told(arguments).as_bytes())?;
    stdout.flush()?;
    drop(stdout);
    stop.come().await?;
    servers.issuer.stop().await?;
    servers.simulator.stop().await?;
    Ok(())
}

/// Both servers, and what a person needs to use them.
struct Servers {
    url: IssuerUrl,
    issuer: issuer::Running,
    simulator: simulator::Running,
    invitation: Secret,
    roles: Vec<RoleArn>,
    administrator: Option<AccessKey>,
}

impl Servers {
    async fn start(arguments: &Arguments) -> Result<Self, Box<dyn Error>> {
        let listener = listen(arguments.port)?;
        let address = listener.local_addr()?;
        let url: IssuerUrl = format!("http://{address}").parse()?;
        let person: Subject = arguments.email.as_str().parse()?;
        let mut config = IssuerConfig::for_loopback(url.clone(), address);
        config.software_keys = SoftwareKeys::Allowed;
        config.attestation.roots.clone_from(&arguments.attestation_root);
        let aws = aws(arguments, &url, &person)?;
        let roles: Vec<RoleArn> = aws.roles().iter().map(|role| role.arn().clone()).collect();
        let administrator = aws.access_keys().first().cloned();
        config.grants = grants(person, [roles.as_slice(), &arguments.grant_role].concat());
        let random = Arc::new(SystemRandom);
        let issuer = Issuer::in_memory(config, Arc::new(SystemClock), random.clone()).await?;
        let issuer = issuer.serve(listener).await?;
        let invite = Invite {
            email: arguments.email.clone(),
            subject: None,
            serial: None,
            software: SoftwareKeys::Allowed,
        };
        let invitation = issuer.issuer().invite(&invite).await?.code.to_groups();
        let client = http::client(&Environment::read(), PATIENCE)?;
        let simulator = Simulator::new(aws, client, Arc::new(SystemClock), random);
        let simulator = simulator.serve(listen(0)?)?;
        Ok(Self { url, issuer, simulator, invitation, roles, administrator })
    }

    /// Returns what is printed: lines for a shell, or one of JSON.
    fn told(&self, arguments: &Arguments) -> String {
        if arguments.json { format!("{}\n", self.json()) } else { self.lines(&arguments.email) }
    }

    fn json(&self) -> serde_json::Value {
        let aws = self.simulator.endpoint();
        serde_json::json!({
            "issuer": self.url,
            "sts_endpoint": aws,
            "iam_endpoint": aws,
            "invitation": self.invitation.expose(),
            "role_arn": self.roles.first().map(RoleArn::as_str),
            "region": REGION,
            "admin_access_key_id": self.administrator.as_ref().map(AccessKey::id),
            "admin_secret_access_key":
                self.administrator.as_ref().map(|key| key.secret().expose()),
        })
    }

    fn lines(&self, email: &EmailAddress) -> String {
        let (url, aws) = (&self.url, self.simulator.endpoint());
        let invitation = self.invitation.expose();
        let roles: String = self.roles.iter().map(|role| format!("#   {role}\n")).collect();
        let administrator = self.administrator.as_ref().map_or_else(String::new, |key| {
            let (id, secret) = (key.id(), key.secret().expose());
            format!(
                "# The account's administrator, for `aws iam` (it opens nothing but this simulator):\n\
                 #   AWS_ACCESS_KEY_ID={id} AWS_SECRET_ACCESS_KEY={secret}\n"
            )
        });
        format!(
            "export VOUCH_ISSUER={url}\nexport AWS_ENDPOINT_URL_STS={aws}\n\
             export AWS_ENDPOINT_URL_IAM={aws}\nexport AWS_REGION={REGION}\n\
             # An invitation for {email}, good once:\n#   {invitation}\n# Roles:\n{roles}{administrator}"
        )
    }
}

fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
}

/// Returns the accounts of the file, or an example account.
fn aws(
    arguments: &Arguments,
    url: &IssuerUrl,
    person: &Subject,
) -> Result<AwsState, Box<dyn Error>> {
    let audience = url.without_scheme();
    let Some(file) = &arguments.aws_state else {
        return Ok(example::account(url, audience, person)?);
    };
    let text =
        files::read_text(file)?.ok_or_else(|| format!("there is no file {}", file.display()))?;
    let mut aws = AwsState::from_toml(&text)?;
    example::register_everywhere(&mut aws, url, audience)?;
    Ok(aws)
}

/// Grants every role to the person, with everything that a token can carry.
fn grants(person: Subject, roles: Vec<RoleArn>) -> Grants {
    let limits = Limits { source_identity: true, ..Limits::default() };
    let grant = Grant { who: Who::Person(person), roles, limits };
    Grants::new(BTreeMap::new(), vec![grant])
}

/// The signals that ask the program to stop.
struct StopSignals {
    #[cfg(unix)]
    signals: [tokio::signal::unix::Signal; 2],
}

impl StopSignals {
    /// Listens from here on: a signal that comes before it is waited for isn't lost.
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { signals: [interrupt, terminate] })
    }

    #[cfg(not(unix))]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    #[cfg(unix)]
    async fn come(self) -> io::Result<()> {
        let [mut interrupt, mut terminate] = self.signals;
        tokio::select! {
            _ = interrupt.recv() => Ok(()),
            _ = terminate.recv() => Ok(()),
        }
    }

    #[cfg(not(unix))]
    async fn come(self) -> io::Result<()> {
        tokio::signal::ctrl_c().await
    }
}
