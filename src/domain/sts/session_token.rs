//! GetSessionToken: temporary credentials for whoever holds long-lived ones
//! ([API reference](https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html)).

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::assumed::{Credentials, RANDOM_BYTES};
use super::authorise::Authorised;
use super::caller::{Caller, Held, Principal};
use super::error::StsError;
use super::faults::Faults;

const DURATION: RangeInclusive<u32> = 900..=129_600;
const DEFAULT: u32 = 43_200;
/// What an account's owner gets at most, however much is asked for, in seconds.
const ROOT: u32 = 3600;

/// The parameters of GetSessionToken as they came in.
#[derive(Clone, Debug, Default)]
pub struct SessionTokenRequest {
    /// `DurationSeconds`, seconds in decimal digits.
    pub duration_seconds: Option<String>,
    /// `SerialNumber`.
    pub serial_number: Option<String>,
    /// `TokenCode`.
    pub token_code: Option<String>,
}

/// The answer to GetSessionToken.
#[derive(Clone, Debug)]
pub struct CallerSession {
    /// The credentials.
    pub credentials: Credentials,
    /// Whose they are: the caller's own, from now on temporary.
    pub caller: Caller,
}

/// A caller with long-lived credentials.
struct LongLivedCaller;

impl Authorised for LongLivedCaller {}

/// Answers GetSessionToken, which needs no permission.
pub fn get_session_token(
    request: &SessionTokenRequest,
    caller: &Caller,
    now: DateTime<Utc>,
    random: &[u8; RANDOM_BYTES],
) -> Result<CallerSession, StsError> {
    let mut faults = Faults::default();
    let mut duration = faults.duration(request.duration_seconds.as_deref(), DEFAULT, DURATION);
    faults.end()?;
    let long_lived = long_lived(caller)?;
    if request.serial_number.is_some() || request.token_code.is_some() {
        return Err(StsError::Mfa);
    }
    if let Principal::Root { .. } = caller.principal {
        duration = duration.min(ROOT);
    }
    Ok(CallerSession {
        credentials: Credentials::mint(&long_lived, duration, now, random),
        caller: Caller { held: Held::Temporary, ..caller.clone() },
    })
}

fn long_lived(caller: &Caller) -> Result<LongLivedCaller, StsError> {
    match caller.held {
        Held::LongLived => Ok(LongLivedCaller),
        Held::Temporary => Err(StsError::SessionCaller),
    }
}
