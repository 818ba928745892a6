//! The helper `vouch-piv`, spoken to in lines of JSON (`docs/reference/key-helper.md`).

mod line;
mod place;
mod process;

use std::path::PathBuf;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;

use super::{Generate, SILENCE, SecurityKeyError, SecurityKeys, Sign};
use crate::domain::key_protocol::{
    Answer, Device, Generated, KeyRefusal, ManagementKey, ManagementKeyRequest, Request, Signed,
    Slot, SlotKey, Veiled,
};
use crate::domain::secret::Secret;

use line::{Line, base64_of};
use process::{Process, Silence};

/// How long a helper may take to say hello.
const PATIENCE_FOR_HELLO: Duration = Duration::from_secs(10);

/// How long it may take for what needs no touch: longer than the 15 s for which the card may wait
/// for a touch that another program asked for.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long it may take for making a key: a card without metadata is searched slot by slot.
const PATIENCE_FOR_GENERATING: Duration = Duration::from_secs(45);

/// The YubiKeys, through the helper. It is started by the first request and ends with this value.
#[derive(Debug)]
pub struct KeyHelper {
    executable: PathBuf,
    configured: Option<PathBuf>,
    process: Option<Process>,
}

impl KeyHelper {
    /// Prepares the helper that lies beside `executable` (this program) or in
    /// `../libexec/vouch/`, else the one at the absolute path that config.toml names as
    /// `key_helper`.
    pub fn new(executable: PathBuf, configured: Option<PathBuf>) -> Self {
        Self { executable, configured, process: None }
    }

    /// Returns where the helper is, for `doctor`.
    pub fn place(&self) -> Result<PathBuf, SecurityKeyError> {
        place::find(&self.executable, self.configured.as_deref())
    }

    /// Asks and waits. After a failure of the helper itself the next request starts a new one.
    fn ask<T: DeserializeOwned>(
        &mut self,
        request: &Request<'_>,
        patience: Duration,
        silence: Silence<'_>,
    ) -> Result<T, Failure> {
        let line = Line::of(request).ok_or_else(too_long)?;
        let process = match &mut self.process {
            Some(process) => process,
            None => {
                let path = place::find(&self.executable, self.configured.as_deref())?;
                self.process.insert(Process::start(&path, PATIENCE_FOR_HELLO)?)
            }
        };
        let answer = process
            .ask(&line, patience, silence)
            .and_then(|line| process::parse::<Answer<T>>(&line));
        match answer {
            Ok(Answer::Done { answer }) => Ok(answer),
            Ok(Answer::Refused(refusal)) => Err(Failure::Other(refusal.into())),
            Err(failure) => {
                self.process = None;
                Err(failure)
            }
        }
    }
}

/// What can go wrong with the process; a silence beyond all patience means different things to
/// different requests.
#[derive(Debug)]
enum Failure {
    /// Nothing came for so long.
    Silent(Duration),
    /// Anything else.
    Other(SecurityKeyError),
}

impl From<SecurityKeyError> for Failure {
    fn from(error: SecurityKeyError) -> Self {
        Self::Other(error)
    }
}

impl From<Failure> for SecurityKeyError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Silent(patience) => {
                Self::HelperFailed(format!("it did not answer within {} s", patience.as_secs()))
            }
            Failure::Other(error) => error,
        }
    }
}

impl SecurityKeys for KeyHelper {
    fn list_telling(&mut self, silent: &mut dyn FnMut()) -> Result<Vec<Device>, SecurityKeyError> {
        self.ask(&Request::List {}, PATIENCE, Some((SILENCE, silent))).map_err(held)
    }

    fn inspect(&mut self, serial: u32, slot: Slot) -> Result<SlotKey, SecurityKeyError> {
        self.ask(&Request::Inspect { serial, slot }, PATIENCE, None).map_err(held)
    }

    fn generate(&mut self, request: &Generate<'_>) -> Result<Generated, SecurityKeyError> {
        let pin = base64_of(request.pin);
        let management_key = match request.management_key {
            ManagementKey::Factory => ManagementKeyRequest::Factory {},
            ManagementKey::Given(hex) => {
                ManagementKeyRequest::Given { hex: Veiled::new(hex.expose().trim()) }
            }
            ManagementKey::PinProtected => ManagementKeyRequest::PinProtected {},
        };
        let request = Request::Generate {
            serial: request.serial,
            slot: request.slot,
            used_slot: request.used_slot,
            management_key,
            pin: Veiled::new(&pin),
        };
        Ok(self.ask(&request, PATIENCE_FOR_GENERATING, None)?)
    }

    fn sign(
        &mut self,
        request: &Sign<'_>,
        silent: &mut dyn FnMut(),
    ) -> Result<[u8; 64], SecurityKeyError> {
        let pin = base64_of(request.pin);
        let message = STANDARD.encode(request.message);
        let asked = Request::Sign {
            serial: request.serial,
            slot: request.slot,
            pin: Veiled::new(&pin),
            message: &message,
        };
        match self.ask::<Signed>(&asked, request.timeout, Some((SILENCE, silent))) {
            Ok(signed) => raw_signature(&signed),
            Err(Failure::Silent(_)) => Err(KeyRefusal::TouchMissed.into()),
            Err(Failure::Other(error)) => Err(error),
        }
    }

    fn change_pin(
        &mut self,
        serial: u32,
        pin: &Secret,
        new_pin: &Secret,
    ) -> Result<(), SecurityKeyError> {
        let (pin, new_pin) = (base64_of(pin), base64_of(new_pin));
        let (pin, new_pin) = (Veiled::new(&pin), Veiled::new(&new_pin));
        Ok(self.ask(&Request::ChangePin { serial, pin, new_pin }, PATIENCE, None)?)
    }
}

/// A look is quick: when it isn't, another program doesn't let go of the key.
fn held(failure: Failure) -> SecurityKeyError {
    match failure {
        Failure::Silent(_) => KeyRefusal::Busy.into(),
        Failure::Other(error) => error,
    }
}

/// Says that a request doesn't fit into a line.
fn too_long() -> SecurityKeyError {
    KeyRefusal::BadRequest { reason: "it is too long".into() }.into()
}

/// Decodes `r || s`.
fn raw_signature(signed: &Signed) -> Result<[u8; 64], SecurityKeyError> {
    STANDARD
        .decode(&signed.signature)
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| SecurityKeyError::HelperFailed("its signature is not 64 bytes".into()))
}
