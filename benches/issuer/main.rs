//! Tokens a second of a `vouch-server` of its own, with its database on this disk, against the bare
//! ES256 signatures of the library that it signs with.
//!
//! `cargo bench --bench issuer`: prints the server's CPU time for a token, the tokens a second and
//! the 99th percentile with this process asking from the same cores.

#![expect(clippy::disallowed_methods, reason = "a benchmark has files and processes of its own")]
#![expect(clippy::print_stdout, reason = "the figures")]

mod server;
mod session;

use std::time::{Duration, Instant};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use tokio::task::JoinSet;

use vouch::adapters::environment::Environment;
use vouch::adapters::http;

use server::Server;
use session::{Session, Sheet};

const TOKENS: usize = 4000;
const ASKING_AT_ONCE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(10);

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Outcome<()> {
    let bare = bare_signature()?;
    let server = Server::start()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (sheets, http) = runtime.block_on(async {
        let session = Session::begin(&server).await?;
        Outcome::Ok((session.sheets(TOKENS), http::client(&Environment::default(), PATIENCE)?))
    })?;
    let (before, start) = (server.cpu()?, Instant::now());
    let mut times = runtime.block_on(ask(&http, sheets))?;
    let (wall, cpu) = (start.elapsed(), server.cpu()? - before);
    times.sort();
    let per_token = cpu / u32::try_from(TOKENS)?;
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    println!("bare ES256 signature: {:.0} µs of one core", micros(bare));
    println!(
        "a token: {:.0} µs of the server's CPU, {:.1} signatures",
        micros(per_token),
        micros(per_token) / micros(bare)
    );
    println!("tokens a second: {:.0}", times.len() as f64 / wall.as_secs_f64());
    println!(
        "median {:.1} ms, p99 {:.1} ms",
        micros(times[TOKENS / 2]) / 1e3,
        micros(times[TOKENS / 100 * 99]) / 1e3
    );
    Ok(())
}

fn bare_signature() -> Outcome<Duration> {
    const TIMES: u32 = 5000;
    let random = SystemRandom::new();
    let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)?;
    let message = [7; 700];
    let start = Instant::now();
    for _ in 0..TIMES {
        std::hint::black_box(key.sign(&random, &message)?);
    }
    Ok(start.elapsed() / TIMES)
}

/// Returns how long each answer took.
async fn ask(http: &reqwest::Client, sheets: Vec<Sheet>) -> Outcome<Vec<Duration>> {
    let mut asking = JoinSet::new();
    let size = sheets.len().div_ceil(ASKING_AT_ONCE);
    let mut sheets = sheets.into_iter().peekable();
    while sheets.peek().is_some() {
        let (http, part): (_, Vec<_>) = (http.clone(), sheets.by_ref().take(size).collect());
        asking.spawn(async move {
            let mut times = Vec::new();
            for sheet in part {
                let start = Instant::now();
                sheet.post(&http).await?;
                times.push(start.elapsed());
            }
            Outcome::Ok(times)
        });
    }
    let mut times = Vec::new();
    while let Some(part) = asking.join_next().await {
        times.extend(part??);
    }
    Ok(times)
}
