//! The issuer at trace level, with all of its libraries: no secret of it is said.

use std::io;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tracing_subscriber::fmt::MakeWriter;

use super::world::{CONFIG, DEVELOPER, World};
use crate::adapters::random::{Random, SystemRandom};
use crate::domain::enrolment::SoftwareKeys;
use crate::issuer::Issuer;

/// Remembers what it draws: the signing key, the HMAC key of the challenges, sessions, invitations.
#[derive(Clone, Default)]
struct Remembered(Arc<Mutex<Vec<Vec<u8>>>>);

impl Random for Remembered {
    fn fill(&self, buffer: &mut [u8]) {
        SystemRandom.fill(buffer);
        self.0.lock().unwrap().push(buffer.to_vec());
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Text and bytes as a log would have them.
fn forms(bytes: &[u8]) -> [String; 3] {
    let hexadecimal = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [URL_SAFE_NO_PAD.encode(bytes), hexadecimal, format!("{bytes:?}")]
}

#[tokio::test]
async fn at_trace_level_the_issuer_says_no_secret() {
    let (log, random) = (Log::default(), Remembered::default());
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_ansi(false)
        .with_writer(log.clone())
        .finish();
    // With one dispatcher alone, tracing asks just the thread that first comes to a line whether
    // anybody wants it, and another test's thread says no for all. A second one makes it ask each time.
    let _second = tracing::Dispatch::new(tracing_subscriber::registry());
    // All tasks of the test run in this one thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    let drawn = random.clone();
    let world = World::made(CONFIG, async |config, clock| {
        Issuer::in_memory(config, clock, Arc::new(random)).await.unwrap()
    })
    .await;
    let key = world.alice().await;
    let session = world.login(&key).await;
    let token = world.aws(&session, DEVELOPER).await.body["id_token"].clone();
    let invitation = world.invite("bob@example.com", SoftwareKeys::Allowed).await;

    let said = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(said.contains("TRACE") && said.contains("alice@example.com"), "{said}");
    let drawn = drawn.0.lock().unwrap().clone();
    // Names that are public (of a token, of a challenge) are shorter.
    let keys: Vec<_> = drawn.iter().filter(|bytes| bytes.len() == 32).collect();
    assert!(keys.len() >= 3, "signing key, HMAC key, session: {}", keys.len());
    let mut secrets: Vec<String> = keys.iter().flat_map(|bytes| forms(bytes)).collect();
    secrets.push(session.token.expose().into());
    secrets.push(token.as_str().unwrap().rsplit('.').next().unwrap().into());
    secrets.push(invitation.to_groups().expose().into());
    for secret in secrets {
        assert!(!said.contains(&secret), "{secret} in {said}");
    }
}
